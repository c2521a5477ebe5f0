import { expect, test } from 'vitest'
import { problemTypes, wirePaths } from '../../electron/contract/wire.ts'
import { getDevice } from '../../electron/core/context.ts'
import { deleteSetting } from '../../electron/core/db/setting-store.ts'
import { write } from '../../electron/core/db/open.ts'
import { findHighestCounter } from '../../electron/core/documents/office-counters.ts'
import { insertIssuedNumber, listAllLeases } from '../../electron/core/numbers/number-store.ts'
import { listOfficeEntries } from '../../electron/core/history/history-store.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { Procedure } from '../../electron/domain/catalogue.ts'
import { putChanges, readChanges, readFeedEnd } from '../portal/change-store.ts'
import { findDevice } from '../portal/device-store.ts'
import { leaseNumbers } from '../portal/numbers/leases.ts'
import { getStanding } from '../portal/standing.ts'
import { readPortal } from '../prove/read-records.ts'
import { getOk, getStatus, inspect, listAll, pullNow, waitForDelivery, type Counter } from './support/counter.ts'
import { enrolCounter } from '../unit/portal/support/counter.ts'
import { openOffice } from './support/portal.ts'
import { changeStatus, isPostgres, recalls, receive, useForgetfulPortal } from './support/forgetful-portal.ts'
import { waitFor } from './support/wait.ts'

/** A portal put back from yesterday, and what stands on steps that it does not get again. */

const forgetful = useForgetfulPortal()
const { seats, keepCopy, putBack, startAgain, waitUntilSent, reopen } = forgetful

/** A citizen files over the internet. @returns the dossier's id, once the counter has it */
async function fileOnline(counter: Counter): Promise<string> {
  const rows = await forgetful.instance.database.query<{ value: unknown }>("select value from change_log where kind = 'procedure' and value::jsonb->'channels' ? 'online' order by ref")
  const procedure = rows.flatMap(({ value }) => Procedure.safeParse(value).data ?? []).find(({ secret, generated, components }) => !secret && !generated && components.every((paper) => !paper.secret))!
  const form = new FormData()
  for (const [name, value] of Object.entries({ fullName: 'Trần Thị Ánh Nguyệt', idNumber: '036190001234', birthDate: '1990-05-02', address: 'Xóm 4, xã Giao Yến', phone: '0912345678', email: '', note: '', resultBy: 'counter', open: 'yes' })) form.set(name, value)
  for (const { id } of procedure.components) form.set(`paper-${id}`, new Blob(['%PDF-1.4\n%%EOF\n'], { type: 'application/pdf' }), `${id}.pdf`)
  const filed = await fetch(`${forgetful.instance.url}/nop-truc-tuyen/to-khai?office=${forgetful.office.id}&procedure=${procedure.code}`, { method: 'POST', body: form, redirect: 'manual' })
  const reference = filed.headers.get('location')!.replace(/\?.*/, '').split('/')[3]
  await pullNow(counter)
  return (await waitFor('the filing', async () => (await listAll(counter.call)).find(({ code }) => code === reference))).id
}

/** The portal is put back from its copy; the first counter stays off, the second is started again. @param meanwhile while no counter is there */
async function putBackWithoutFirst(meanwhile: () => Promise<void> | void): Promise<void> {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  await putBack()
  await first.close()
  await startAgain()
  await second.close()
  await meanwhile()
  await second.open()
  await second.logIn(forgetful.office.officerId('reception'))
}

/** As a counter that never had the time to read what the other did: it holds the dossiers, and no proof of their steps. */
const forgetHistories = (counter: Counter) => () =>
  inspect(counter, (db) => write(db, (own) => void own.exec('DELETE FROM office_entry; DELETE FROM office_history')))

/** What another counter did, whole and with its receipts. */
const waitForHistory = (counter: Counter, id: string) =>
  waitFor('the history', async () => {
    await pullNow(counter)
    const view = await counter.call('dossier.get', { id })
    return view.ok && view.value.elsewhere?.isWhole
  })

test.runIf(isPostgres)('what a counter that is gone received, and what was filed online, comes back by the counter that still holds it, step by step in its old order; the gone one comes after all, and finds its own', async () => {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  const known = [await receive(first), await receive(second)]
  await waitUntilSent()
  for (const { counter } of seats) await waitFor('the leases', () => inspect(counter, listAllLeases).length > 0)
  await keepCopy()
  const id = await receive(first)
  await changeStatus(first, id)
  await waitForDelivery(first.call, id, 'received')
  await waitForHistory(second, id)
  // A whole history of one step is whole too.
  await waitFor('both steps at the second counter', async () => (await pullNow(second), getOk(await second.call('dossier.get', { id })).revision === 2))
  getOk(await second.call('dossier.amend', { id, baseRevision: 2, reason: 'Công dân báo', changes: { note: 'Trả buổi chiều' } }))
  await waitUntilSent()
  await pullNow(first)
  await waitFor('it at the first counter', async () => getOk(await first.call('dossier.get', { id })).revision === 3)
  getOk(await first.call('dossier.amend', { id, baseRevision: 3, reason: 'Công dân báo', changes: { subject: 'Cấp bản sao' } }))
  const filing = await fileOnline(second)
  getOk(await second.call('dossier.change-status', { id: filing, baseRevision: getOk(await second.call('dossier.get', { id: filing })).revision, to: 2, note: '' }))
  await waitUntilSent()
  for (const lane of [id, filing]) await waitForHistory(second, lane)
  const before = await readPortal(forgetful.instance.database, forgetful.office)
  expect(before.map((row) => [row.id, row.revision])).toContainEqual([id, 4])
  const device = inspect(first, getDevice).device

  await putBackWithoutFirst(async () => {
    expect((await readPortal(forgetful.instance.database, forgetful.office)).map((row) => row.id).sort()).toEqual(known.sort())
    // The copy is from before the ranges were leased, too.
    await forgetful.instance.database.query("delete from number_lease where period <> ''")
    // Another office takes nothing from it, and nothing is taken that the portal did not sign for.
    const entries = inspect(second, (db) => listOfficeEntries(db, id)).flatMap(({ sealed }) => sealed ?? [])
    const stranger = await enrolCounter(forgetful.instance.url, (await openOffice(forgetful.instance.database)).codes[0]!)
    const offer = async (altered: (entry: (typeof entries)[number]) => object) => ((await stranger.call('POST', wirePaths.offers, { entries: entries.map(altered) })).body as { results: { type?: string }[] }).results.map(({ type }) => type)
    expect(await offer((entry) => entry)).toEqual(entries.map(() => problemTypes.notAcceptable))
    expect(await offer((entry) => ({ ...entry, header: { ...entry.header, officer: 'another' } }))).toEqual(entries.map(() => problemTypes.hashMismatch))
    expect(await offer((entry) => ({ ...entry, receipt: { ...entry.receipt, batch: { ...entry.receipt.batch, signature: 'AAAA' } } }))).toEqual(entries.map(() => problemTypes.hashMismatch))
  })
  const byId = (rows: typeof before) => [...rows].sort((a, b) => a.id.localeCompare(b.id)).map(({ id: of, code, revision, entries }) => ({ of, code, revision, entries }))
  const now = async () => byId(await readPortal(forgetful.instance.database, forgetful.office))
  const countEntries = (rows: { entries: readonly unknown[] }[]) => rows.reduce((count, { entries }) => count + entries.length, 0)
  await waitFor('the portal to have it all again', async () => countEntries(await now()) === countEntries(before), 90_000)
  expect(await now()).toEqual(byId(before))
  // The first counter's were brought without it: it is told of all, of what it wrote last itself too, or it would wait for what is there.
  const { generation } = await readFeedEnd(forgetful.instance.database)
  const toldToFirst = await readChanges(forgetful.instance.database, { since: { generation, xid: '0', id: '0' }, device, officeId: forgetful.office.id, limit: 10_000 })
  expect(toldToFirst.changes.map((change) => change.id)).toContain(id)
  await waitFor('nothing to wait', async () => getOk(await second.call('queue.list', {})).length === 0, 60_000)
  // Its number is the first counter's still: one put back from its own copy would go on above it.
  const serial = Number(before.find((row) => row.id === id)!.code.slice(-4))
  expect((await getStanding(forgetful.instance.database, device)).numbers).toMatchObject([{ serial }])
  await waitForHistory(second, id)
  await waitFor('the second counter to know', async () => getOk(await second.call('dossier.get', { id })).timeline.every(({ delivery }) => delivery.state === 'received' && delivery.again !== 'waiting'))

  await first.open()
  await first.logIn(forgetful.office.officerId('reception'))
  await waitFor('its recall', () => recalls(first).length === 1)
  await waitUntilSent()
  expect(await now()).toEqual(byId(before))
  expect(getOk(await first.call('queue.list', {}))).toEqual([])
  // Each counter's ranges are its own again; what is leased from now on lies behind all that may have been given away and is told by nobody.
  const held = inspect(second, listAllLeases)
  inspect(second, (db) => write(db, (own) => { for (const { series, period, to } of held) insertIssuedNumber(own, { series, period, serial: to, onDay: null, dossier: null, seq: 1 }) }))
  await pullNow(second)
  await waitFor('a further range', () => inspect(second, listAllLeases).length > held.length)
  const leased = (await forgetful.instance.database.query<{ device: string; series: string; period: string; from: number; to: number }>(
    `select device_id as device, series, period, serial_from as "from", serial_to as "to" from number_lease where period <> '' and series in (select id from number_series where office_id = $1)`, [forgetful.office.id]))
  for (const { counter } of seats) {
    const own = inspect(counter, (db) => ({ device: getDevice(db).device, leases: listAllLeases(db) }))
    expect(own.leases.length).toBeGreaterThan(0)
    for (const { series, period, from, to } of own.leases) expect(leased).toContainEqual({ device: own.device, series, period, from, to })
  }
  for (const one of leased) expect(leased.filter((other) => other.series === one.series && other.period === one.period && other.from <= one.to && other.to >= one.from)).toEqual([one])
  const further = inspect(second, listAllLeases).at(-1)!
  const last = Math.max(...held.filter(({ series, period }) => series === further.series && period.slice(0, 4) === further.period.slice(0, 4)).map(({ to }) => to))
  expect(further.period.includes('/') || further.from > last + 500).toBe(true)
  // And it goes on as ever.
  await waitForDelivery(first.call, await receive(first), 'received')
  expect((await now()).length).toBe(before.length + 1)
}, 240_000)

test.runIf(isPostgres)('what stands on steps that only a counter which is off, or nobody, still has: told to the officer, while all else goes on; it travels by itself when they are back', async () => {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  const merged = await receive(first)
  await waitUntilSent()
  await pullNow(second)
  await waitFor('the kept one at the other counter', async () => (await listAll(second.call)).length === 1)
  await keepCopy()
  // A change of status first, and beside it what the other counter wrote without knowing of it.
  seats[1]!.relay.target = 'http://127.0.0.1:9'
  getOk(await second.call('dossier.amend', { id: merged, baseRevision: 1, reason: 'Công dân báo', changes: { note: 'Trả buổi chiều' } }))
  await changeStatus(first, merged)
  await waitForDelivery(first.call, merged, 'received')
  seats[1]!.relay.target = forgetful.instance.url
  await pullNow(second)
  await waitUntilSent()
  const shared = await receive(first)
  await waitForDelivery(first.call, shared, 'received')
  await pullNow(second)
  await waitFor('it at the other counter', async () => (await listAll(second.call)).some(({ id }) => id === shared))
  await changeStatus(second, shared)
  const filing = await fileOnline(second)
  getOk(await second.call('dossier.change-status', { id: filing, baseRevision: getOk(await second.call('dossier.get', { id: filing })).revision, to: 2, note: '' }))
  await waitUntilSent()
  const { code } = getOk(await second.call('dossier.get', { id: filing }))
  await putBackWithoutFirst(() => {
    forgetHistories(second)()
    // Or it would bring back what was filed, if it had the time to read it.
    inspect(first, (db) => write(db, (own) => void own.prepare('DELETE FROM office_entry WHERE lane = ?').run(filing)))
  })
  const waiting = async () => getOk(await second.call('queue.list', {})).filter(({ isAgain }) => isAgain)
  await waitFor('both to be told', async () => (await waiting()).filter(({ state, problemType }) => state === 'needs-officer' && problemType === problemTypes.baseUnknown).length === 2)
  // The line is up, what the office is told arrives, and the next citizen is served.
  const name = 'Ủy ban nhân dân xã Sau Khôi Phục'
  const [letterhead] = await forgetful.instance.database.query<{ value: { agency: string } }>("select value from change_log where kind = 'office-letterhead' and ref = $1", [forgetful.office.id])
  await putChanges(forgetful.instance.database, [{ kind: 'office-letterhead', ref: forgetful.office.id, officeId: forgetful.office.id, value: { ...letterhead!.value, agency: name } }])
  const next = await receive(second)
  await waitForDelivery(second.call, next, 'received')
  await pullNow(second)
  await waitFor('the new letterhead', () => inspect(second, (db) => db.prepare(`SELECT 1 FROM reference WHERE value LIKE '%' || ? || '%'`).get(name)) !== undefined)
  expect((await getStatus(second.call)).link.state).toBe('online')
  // The other counter comes back: its steps are offered again, and what stood on them follows by itself.
  await first.open()
  await first.logIn(forgetful.office.officerId('reception'))
  await waitFor('the first counter to have offered', async () => recalls(first).length === 1 && (await getStatus(first.call)).queue.offeredAgain === 1)
  await pullNow(second)
  await waitFor('the step upon them', async () => (await waiting()).every(({ dossierId }) => dossierId === filing))
  expect((await readPortal(forgetful.instance.database, forgetful.office)).find(({ id }) => id === shared)).toMatchObject({ revision: 2 })
  // The other order makes a conflict of what was none: shown and settled like any other.
  const [conflict] = getOk(await first.call('queue.list', {}))
  expect(conflict).toMatchObject({ isAgain: true, dossierId: merged, state: 'needs-officer', problemType: problemTypes.editConflict })
  await pullNow(first)
  await waitFor('both sides', async () => (await first.call('queue.compare', { seq: conflict!.seq })).ok)
  expect(await first.call('queue.mendable', { seq: conflict!.seq })).toEqual({ ok: false, error: { kind: 'queue-item-not-mendable' } })
  expect(getOk(await first.call('queue.reconcile', { seq: conflict!.seq, reason: 'Cổng khôi phục', keep: ['status'] }))).toEqual({ replayed: 1, withdrawn: 0 })
  await waitFor('the settled one', async () => (await readPortal(forgetful.instance.database, forgetful.office)).find(({ id }) => id === merged)?.revision === 3)
  const settled = getOk(await first.call('dossier.get', { id: merged }))
  expect(settled).toMatchObject({ status: 4, revision: 3 })
  expect(settled.timeline.filter(({ counterNumber }) => counterNumber === undefined)).toMatchObject([{ kind: 'dossier.received' }, { kind: 'dossier.status-changed' }])
  // What was filed since the copy nobody can offer: the officer lets it stand here, with its number and receipt.
  const { seq } = (await waiting())[0]!
  expect(getOk(await second.call('queue.withdraw', { seq, reason: 'Cổng không còn hồ sơ gốc' }))).toEqual({ replayed: 0, withdrawn: 1 })
  await waitUntilSent()
  expect(getOk(await second.call('dossier.get', { id: filing }))).toMatchObject({ code, status: 2, timeline: [{ kind: 'dossier.status-changed' }] })
  expect(getOk(await second.call('queue.withdrawn', {}))).toMatchObject([{ seq, problemType: problemTypes.baseUnknown }])
  await waitFor('the portal to have told all but this', () => inspect(second, (db) => db.prepare('SELECT portal_revision FROM withdrawn').pluck().get() === 0))
  // Put back once more, it is not offered again.
  await putBack()
  await startAgain()
  await reopen()
  for (const { counter } of seats) await waitFor('the next recall', () => recalls(counter).length === 2)
  await waitUntilSent()
  expect((await readPortal(forgetful.instance.database, forgetful.office)).map(({ id }) => id).sort()).toEqual([merged, shared, next].sort())
}, 180_000)

test.runIf(isPostgres)('what was let stand is not overwritten by what the portal had then; what it gets later is the other side of a conflict', async () => {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  const id = await receive(first)
  await waitUntilSent()
  await keepCopy()
  await changeStatus(first, id)
  await waitForDelivery(first.call, id, 'received')
  await pullNow(second)
  await waitFor('the step at the other counter', async () => (await listAll(second.call)).some((row) => row.id === id && row.status === 4))
  getOk(await second.call('dossier.amend', { id, baseRevision: 2, reason: 'Công dân báo', changes: { note: 'Trả buổi chiều' } }))
  await waitUntilSent()
  await putBackWithoutFirst(forgetHistories(second))
  const waiting = async () => getOk(await second.call('queue.list', {})).filter(({ isAgain }) => isAgain)
  const ours = async () => getOk(await second.call('dossier.get', { id }))
  const again = await waitFor('it to be told', async () => (await waiting()).find(({ problemType }) => problemType === problemTypes.baseUnknown))
  expect(getOk(await second.call('queue.withdraw', { seq: again.seq, reason: 'Máy kia hỏng' }))).toEqual({ replayed: 0, withdrawn: 1 })
  await waitFor('what the portal still has to be told', () => inspect(second, (db) => db.prepare('SELECT portal_revision FROM withdrawn').pluck().get() === 1))
  // All of it once more changes nothing.
  inspect(second, (db) => write(db, (own) => deleteSetting(own, 'pull-cursor')))
  await pullNow(second)
  await waitFor('the whole feed', () => inspect(second, (db) => db.prepare(`SELECT 1 FROM setting WHERE key = 'pull-cursor'`).get() !== undefined))
  expect(await ours()).toMatchObject({ status: 4, revision: 3, life: { note: 'Trả buổi chiều' } })
  expect(await waiting()).toEqual([])
  // The other counter was not broken: its step arrives, and the portal's version is newer than what was left.
  await first.open()
  await first.logIn(forgetful.office.officerId('reception'))
  await waitFor('its step at the portal', async () => (await readPortal(forgetful.instance.database, forgetful.office)).find((row) => row.id === id)?.revision === 2)
  await pullNow(second)
  const conflict = await waitFor('the conflict', async () => (await waiting())[0])
  expect(conflict).toMatchObject({ seq: again.seq, state: 'needs-officer', problemType: problemTypes.editConflict })
  expect(getOk(await second.call('queue.withdrawn', {}))).toEqual([])
  // Neither her "try again" nor a restart decides for her: others travel, this waits.
  getOk(await second.call('queue.retry', {}))
  await second.close()
  await second.open()
  await second.logIn(forgetful.office.officerId('reception'))
  getOk(await second.call('queue.retry', {}))
  await waitForDelivery(second.call, await receive(second), 'received')
  expect(await waiting()).toEqual([conflict])
  expect(getOk(await second.call('queue.compare', { seq: again.seq })).fields).toMatchObject([{ field: 'note', ours: 'Trả buổi chiều', theirs: null }])
  expect(getOk(await second.call('queue.reconcile', { seq: again.seq, reason: 'Giữ ghi chú', keep: ['note'] }))).toEqual({ replayed: 1, withdrawn: 0 })
  await waitUntilSent()
  expect((await readPortal(forgetful.instance.database, forgetful.office)).find((row) => row.id === id)).toMatchObject({ revision: 3 })
  expect(await ours()).toMatchObject({ status: 4, revision: 3, life: { note: 'Trả buổi chiều' } })
}, 180_000)

test.runIf(isPostgres)('the daily range of a counter that was enrolled after the copy was made is given to no other: its neighbours know of it', async () => {
  const first = seats[0]!.counter
  await forgetful.instance.database.query("update office set standing_ranges = standing_ranges || '[[9000, 9999]]' where id = $1", [forgetful.office.id])
  await waitUntilSent()
  await keepCopy()
  const [, , code] = forgetful.office.codes
  const lost = await enrolCounter(forgetful.instance.url, code!)
  await pullNow(first)
  await waitFor('the third counter to be known', () => inspect(first, findHighestCounter) === lost.enrolment.counterNumber)
  await waitForDelivery(first.call, await receive(first), 'received')
  await putBack()
  await startAgain()
  await reopen()
  await waitFor('its recall', () => recalls(first).length === 1)
  await waitUntilSent()
  const next = await enrolCounter(forgetful.instance.url, code!)
  expect(next.enrolment.counterNumber).toBe(lost.enrolment.counterNumber + 1)
  expect(next.enrolment.range.from).toBeGreaterThan(lost.enrolment.range.to)
  // Nor is it lent for a day, when further ranges are given again.
  const soon = new Date(Date.now() + 2 * 86_400_000)
  const wants = [{ series: `dossier:${forgetful.office.agencyCode}`, period: localDay(soon.getTime()), after: 0 }]
  const device = (await findDevice(forgetful.instance.database, next.enrolment.device))!
  expect(await leaseNumbers({ database: forgetful.instance.database, now: () => soon }, device, { epoch: 1, wants })).toMatchObject({ leases: [] })
}, 120_000)
