import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChangesResponse, problemTypes, wirePaths } from '../../electron/contract/wire.ts'
import { getDevice, type CoreContext } from '../../electron/core/context.ts'
import { openDatabase, write } from '../../electron/core/db/open.ts'
import { run } from '../../electron/core/db/statements.ts'
import { appendToDossier } from '../../electron/core/dossier/append-to-dossier.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { findAtPortal } from '../../electron/core/dossier/take-pulled-dossier.ts'
import { findFile, isAttached, listUnattachedBefore, toStoredFile } from '../../electron/core/files/file-store.ts'
import { listOfficeEntries } from '../../electron/core/history/history-store.ts'
import { readHistories } from '../../electron/core/history/read-histories.ts'
import type { PortalClient } from '../../electron/core/portal/portal-client.ts'
import { readEncryptedFile, sha256Hex } from '../../electron/crypto/file-cipher.ts'
import { ok } from '../../electron/domain/result.ts'
import { toLocalTime } from '../../electron/domain/calendar.ts'
import { demoReceptionist } from '../harness/demo-office.ts'
import { readChanges, readFeedEnd } from '../portal/change-store.ts'
import { formatCursor, readCursor } from '../portal/changes.ts'
import { findDevice } from '../portal/device-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { getHistories } from '../portal/history/history.ts'
import type { PortalContext } from '../portal/context.ts'
import { createNewsWatch, getNews, type NewsWatch } from '../portal/news.ts'
import { enrolCounter } from '../unit/portal/support/counter.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getDelivery, getOk, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { findInClear } from './support/folder-bytes.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, scanWords, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

let portal: TestPortal
let office: TestOffice
let line: FaultProxy
let first: Counter
let second: Counter
let desk: SigningDesk

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  line = await startFaultProxy(portal.url)
  desk = openSigningDesk()
  first = await startCounter(portal.url, office, { press: desk.press })
  second = await startCounter(line.url, office, { code: 1 })
})
afterAll(async () => {
  for (const counter of [first, second]) await counter.close()
  await line.close()
  await desk.close()
  await portal.close()
  for (const counter of [first, second]) removeFolder(counter)
})

const waitMs = 60_000
const viewOf = async (counter: Counter, id: string) => getOk(await counter.call('dossier.get', { id }))
const hasCode = async (counter: Counter, code: string) => (await listAll(counter.call)).some((row) => row.code === code)

function amend(counter: Counter, id: string, changes: { note?: string; subject?: string }): void {
  inspect(counter, (db) =>
    write(db, (writeDb) => {
      const at = Date.now()
      appendToDossier(writeDb, findDossier(writeDb, id)!, { kind: 'dossier.amended', payload: { at: toLocalTime(at), reason: 'Sửa', changes } }, { officer: office.officerId('reception'), at: new Date(at).toISOString() })
    })
  )
}

async function receiveAtFirst(): Promise<{ id: string; code: string }> {
  const { dossierId, code } = getOk(await first.call('dossier.receive', makeIntake()))
  await waitForDelivery(first.call, dossierId, 'received')
  await pullNow(second)
  await waitFor('the dossier at the other counter', () => hasCode(second, code), waitMs)
  return { id: dossierId, code }
}

const isListening = (): boolean => line.listUnderWay().some((request) => request.includes(wirePaths.news))

/** Nothing becomes due by the clock any more, so that what happens was told. @returns lets it go on */
function stopClock({ clock }: Counter): () => void {
  const nowMs = Date.now() + clock.offsetMs
  Object.defineProperty(clock, 'offsetMs', { configurable: true, get: () => nowMs - Date.now() })
  return () => Object.defineProperty(clock, 'offsetMs', { configurable: true, writable: true, value: 0 })
}

const revisionAt = async (counter: Counter, id: string): Promise<number> => getOk(await counter.call('dossier.get', { id })).revision

test('what one counter received is in the other’s work list, marked as from the portal, and what is done to it there comes back', async () => {
  // Nobody asks for changes here, and the other counter's clock makes no pull due: its request is waiting at the portal, and is answered.
  const goOn = stopClock(second)
  await waitFor('the request that waits for news', () => isListening(), waitMs)
  const { dossierId: id, code } = getOk(await first.call('dossier.receive', makeIntake()))
  await waitFor('the news', () => !isListening(), waitMs)
  await waitFor('the dossier at the other counter', () => hasCode(second, code), waitMs)
  goOn()
  expect(await getDelivery(second.call, id)).toEqual({ state: 'from-portal' })
  expect((await listAll(second.call)).find((row) => row.id === id)).toMatchObject({ code, status: 2, delivery: { state: 'from-portal' } })
  getOk(await second.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(second.call, id, 'received')
  await pullNow(first)
  await waitFor('the new status at the first counter', async () => getOk(await first.call('dossier.get', { id })).status === 4, waitMs)
  expect((await listArrived(portal.database, office)).find((dossier) => dossier.id === id)).toMatchObject({ status: 4, revision: 2 })
  // An act on top of what was done elsewhere: the page tells it, and offers the form where it was asked for.
  getOk(await first.call('dossier.change-status', { id, baseRevision: 2, to: 5, note: '', supplement: { items: ['Tờ khai'], answerBy: null } }))
  expect(getOk(await first.call('dossier.get', { id }))).toMatchObject({ status: 5, notices: ['supplement'] })
  await waitFor('both steps in their order', async () => (await viewOf(first, id)).timeline.map(({ kind, counterNumber }) => [kind, counterNumber ?? 1].join(' ')).join() === 'dossier.received 1,dossier.status-changed 2,dossier.status-changed 1', waitMs)
  await waitForDelivery(first.call, id, 'received')
  await pullNow(second)
  await waitFor('the request at the second counter', async () => getOk(await second.call('dossier.get', { id })).status === 5, waitMs)
  expect(getOk(await second.call('dossier.get', { id })).notices).toEqual([])
}, 150_000)

test('what was done at the other counter is in the timeline with who, when and where, and its scan is fetched when it is looked at; another office is told nothing', async () => {
  const { id, signedSha256 } = await desk.receiveWithScan(first, 20_000)
  await waitForDelivery(first.call, id, 'received')
  await waitFor('the scan at the portal', async () => (await listArrived(portal.database, office)).find((each) => each.id === id)?.files.some(({ present }) => present), waitMs)
  await pullNow(second)
  const told = await waitFor('the history', async () => viewOf(second, id).then((view) => (view.revision === 3 && view.elsewhere?.isWhole ? view : undefined)).catch(() => undefined), waitMs)
  const reception = demoReceptionist.fullName
  expect(told.timeline).toMatchObject([
    { kind: 'dossier.received', text: told.procedureName, officerName: reception, counterNumber: 1, delivery: { state: 'received' } },
    { kind: 'file.attached', text: 'Tờ khai', officerName: reception, counterNumber: 1 },
    { kind: 'file.signed', counterNumber: 1 }
  ])
  // What this counter adds stands in its place, with the correction told against what stood before; and what the other adds then comes behind it.
  getOk(await second.call('dossier.amend', { id, baseRevision: 3, reason: 'Ghi nhầm', changes: { subject: 'Khai sinh cho con' } }))
  await waitForDelivery(second.call, id, 'received')
  await pullNow(first)
  await waitFor('it at the first counter', async () => (await viewOf(first, id)).revision === 4, waitMs)
  getOk(await first.call('dossier.change-status', { id, baseRevision: 4, to: 4, note: '' }))
  await waitForDelivery(first.call, id, 'received')
  await pullNow(second)
  for (const counter of [first, second]) await waitFor('both histories', async () => (await viewOf(counter, id)).timeline.length === 5, waitMs)
  expect((await viewOf(second, id)).timeline.map(({ kind, counterNumber }) => [kind, counterNumber])).toEqual([['dossier.received', 1], ['file.attached', 1], ['file.signed', 1], ['dossier.amended', undefined], ['dossier.status-changed', 1]])
  expect((await viewOf(first, id)).timeline.map(({ kind, counterNumber }) => [kind, counterNumber])).toEqual([['dossier.received', undefined], ['file.attached', undefined], ['file.signed', undefined], ['dossier.amended', 2], ['dossier.status-changed', undefined]])
  expect((await viewOf(first, id)).timeline[3]?.details).toEqual(['Nội dung yêu cầu: Thủ tục đăng ký khai sinh → Khai sinh cho con'])

  // Offline it is not had, and is said so; with the line it comes, has its hash, and is not in the clear.
  expect((await viewOf(second, id)).dossierFiles).toMatchObject([{ name: 'Tờ khai', sha256: signedSha256, state: 'elsewhere' }])
  await line.down()
  expect(await second.call('dossier.fetch-file', { id, sha256: signedSha256 })).toEqual({ ok: false, error: { kind: 'file-out-of-reach' } })
  await line.up()
  expect(await second.call('dossier.fetch-file', { id, sha256: 'f'.repeat(64) })).toEqual({ ok: false, error: { kind: 'file-unknown' } })
  getOk(await second.call('dossier.fetch-file', { id, sha256: signedSha256 }))
  expect((await viewOf(second, id)).dossierFiles).toMatchObject([{ sha256: signedSha256, state: 'fetched' }])
  const stored = inspect(second, (db) => toStoredFile(join(second.dataFolder, 'files'), findFile(db, signedSha256)!))
  expect(sha256Hex(readEncryptedFile(stored.path, stored.key))).toBe(signedSha256)
  expect(findInClear(second.dataFolder, [scanWords, '%PDF-'])).toEqual([])
  expect(inspect(second, (db) => [isAttached(db, signedSha256), listUnattachedBefore(db, '9999')])).toEqual([true, []])

  const stranger = await enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
  expect((await stranger.call('POST', wirePaths.histories, { lanes: [id] })).body).toEqual({ histories: [], unknown: [id] })
  expect((await stranger.call('GET', `${wirePaths.filesByHash}/${signedSha256}`)).status).toBe(404)
}, 150_000)

test('a history is believed by its hashes and signatures alone', async () => {
  const { id } = await receiveAtFirst()
  await waitFor('the history', async () => (await viewOf(second, id)).elsewhere?.isWhole, waitMs)
  const kept = inspect(second, (db) => listOfficeEntries(db, id))
  const { sealed, ...told } = kept[0]!
  const honest = { ...sealed!, counterNumber: told.counter, officerName: told.officerName }
  const lies: object[] = [
    { ...honest, payload: { ...(sealed!.payload as object), note: 'khác' } },
    { ...honest, header: { ...sealed!.header, officer: 'another' } },
    { ...honest, receipt: { ...sealed!.receipt, batch: { ...sealed!.receipt.batch, statement: { ...sealed!.receipt.batch.statement, root: '0'.repeat(64) } } } }
  ]
  const db = openDatabase({ path: join(second.dataFolder, 'counter.db'), key: second.key, mustExist: true })
  const answers = (entry: object) => ({ request: () => Promise.resolve(ok({ histories: [{ lane: id, revision: 1, entries: [entry] }], unknown: [] })) }) as unknown as PortalClient
  const context = { db, now: Date.now, emit: () => undefined, wakeOutbox: () => undefined } as unknown as CoreContext
  write(db, (writeDb) => run(writeDb, 'DELETE FROM office_entry WHERE lane = ?', id))
  for (const lie of lies) expect(await readHistories(context, answers(lie), [{ lane: id, due: 1 }])).toMatchObject({ answered: [id], doubted: 1 })
  expect(listOfficeEntries(db, id)).toEqual([])
  expect(await readHistories(context, answers(honest), [{ lane: id, due: 1 }])).toMatchObject({ answered: [id], lost: [], doubted: 0 })
  expect(listOfficeEntries(db, id)).toEqual(kept)
  db.close()

  // The portal ends an answer by its length, in the order asked and never before its first; an officer of another office it does not name.
  const device = (await findDevice(portal.database, inspect(second, getDevice).device))!
  const other = (await listArrived(portal.database, office)).find((each) => each.id !== id)!.id
  const abroad = await openOffice(portal.database)
  await portal.database.query(`update entry set payload = json_build_object('note', repeat('x', 600000)), officer = $2 where dossier_id = $1`, [id, abroad.officerId('reception')])
  const tell = async (...lanes: string[]) => getHistories({ database: portal.database } as PortalContext, device, { lanes })
  const [long, short] = [await tell(id, other), await tell(other, id)]
  expect([long, short].map(({ histories, unknown }) => [...histories.map(({ lane }) => lane), unknown.length])).toEqual([[id, 0], [other, 0]])
  expect([long, short].map(({ histories }) => histories[0]?.entries[0]?.officerName)).toEqual([null, demoReceptionist.fullName])
}, 90_000)

test('who is one too many to be let wait is answered at once, and waits when another has left', async () => {
  const places = createNewsWatch(portal.database, { waiting: 2 })
  const mayWait: boolean[] = []
  const watch: NewsWatch = { ...places, enter: async (asker) => places.enter(asker).then((waiter) => (mayWait.push(waiter !== undefined), waiter)) }
  const device = (await findDevice(portal.database, inspect(second, getDevice).device))!
  const since = formatCursor((await readChanges(portal.database, { since: await readCursor(portal.database), device: device.id, officeId: office.id, limit: 500 })).next, portal.adminToken)
  const ask = (gone = new AbortController()) => getNews(portal.database, watch, device, { since, wait: '25' }, gone.signal)
  const leaving = new AbortController()
  const [left, stayed] = [ask(leaving), ask()]
  await waitFor('two to wait', () => mayWait.length === 2)
  expect(await ask()).toEqual({ news: false })
  leaving.abort()
  expect(await left).toEqual({ news: false })
  const later = ask()
  await waitFor('another in her place', () => mayWait.length === 4)
  expect(mayWait).toEqual([true, true, false, true])
  places.close()
  expect(await Promise.all([stayed, later])).toEqual([{ news: false }, { news: false }])
})

test('changed at both while one is offline: other fields are put together, also entry after entry, and both end alike', async () => {
  const { id } = await receiveAtFirst()
  await line.down()
  amend(second, id, { note: 'Trả buổi chiều' })
  amend(second, id, { note: 'Trả buổi sáng' })
  getOk(await first.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(first.call, id, 'received')
  await line.up()
  getOk(await second.call('queue.retry', {}))
  await waitForDelivery(second.call, id, 'received', waitMs)
  for (const counter of [first, second]) await pullNow(counter)
  await waitFor('both counters at the portal’s revision', async () => (await revisionAt(first, id)) === 4 && (await revisionAt(second, id)) === 4, waitMs)
  for (const counter of [first, second]) {
    expect(inspect(counter, (db) => findDossier(db, id)?.dossier)).toMatchObject({ status: 4, note: 'Trả buổi sáng', revision: 4 })
  }
}, 150_000)

test('the same field, or a status, is a conflict: nothing is decided silently, both sides are kept', async () => {
  const { id } = await receiveAtFirst()
  await line.down()
  getOk(await second.call('dossier.change-status', { id, baseRevision: 1, to: 8, note: 'Công dân rút' }))
  getOk(await first.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(first.call, id, 'received')
  await line.up()
  getOk(await second.call('queue.retry', {}))
  expect(await waitForDelivery(second.call, id, 'needs-officer', waitMs)).toMatchObject({ problemType: problemTypes.editConflict })
  await pullNow(second)
  await waitFor('the portal’s side', () => inspect(second, (db) => findAtPortal(db, id)) !== undefined, waitMs)
  expect(inspect(second, (db) => [findDossier(db, id)?.dossier.status, findAtPortal(db, id)?.status])).toEqual([8, 4])
  expect((await listArrived(portal.database, office)).find((dossier) => dossier.id === id)).toMatchObject({ status: 4, revision: 2 })
}, 150_000)

test('what follows a refused step waits, also where it goes in the next batch and the other counter has brought the dossier to just its base', async () => {
  const { id } = await receiveAtFirst()
  await line.down()
  getOk(await second.call('dossier.change-status', { id, baseRevision: 1, to: 8, note: 'Công dân rút' }))
  for (let between = 0; between < 100; between++) getOk(await second.call('dossier.receive', makeIntake()))
  amend(second, id, { note: 'Trả buổi chiều' })
  getOk(await first.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(first.call, id, 'received')
  await line.up()
  getOk(await second.call('queue.retry', {}))
  const statesOf = () => inspect(second, (db) => db.prepare('SELECT state FROM delivery WHERE lane = ? ORDER BY seq').pluck().all(id))
  await waitFor('all that waits for no officer', () => inspect(second, (db) => db.prepare(`SELECT count(*) FROM delivery WHERE state <> 'received' AND lane NOT IN (SELECT lane FROM delivery WHERE state = 'needs-officer')`).pluck().get()) === 0, waitMs)
  expect(statesOf()).toEqual(['needs-officer', 'queued'])
  expect((await listArrived(portal.database, office)).find((dossier) => dossier.id === id)).toMatchObject({ status: 4, revision: 2 })
}, 150_000)

test('a counter that has read further than this portal ever wrote begins anew, and all are told that the portal was put back', async () => {
  const incarnations = async () => (await portal.database.query<{ all: number; current: number }>('select count(*)::integer as all, count(*) filter (where ended_at is null)::integer as current from incarnation'))[0]!
  const before = await incarnations()
  const counter = await enrolCounter(portal.url, office.codes[2]!)
  const { generation } = await readFeedEnd(portal.database)
  const whole = ChangesResponse.parse((await counter.call('GET', '/v1/changes')).body)
  const ahead = formatCursor({ generation, xid: '999999999999999999', id: '0' }, portal.adminToken)
  // Nobody can say so whom this portal did not give the cursor.
  await counter.call('GET', `/v1/changes?since=${formatCursor({ generation, xid: '999999999999999999', id: '0' }, 'another')}`)
  expect(await incarnations()).toEqual(before)
  const [beyond] = (await Promise.all([1, 2].map(async () => counter.call('GET', `/v1/changes?since=${ahead}`)))).map(({ body }) => ChangesResponse.parse(body))
  expect(beyond!.changes.map(({ id }) => id)).toEqual(whole.changes.map(({ id }) => id))
  expect(beyond!.head?.statement.incarnation).not.toBe(whole.head?.statement.incarnation)
  expect(await incarnations()).toEqual({ all: before.all + 1, current: 1 })
  const next = ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${beyond!.next}`)).body)
  expect([next.head?.statement.incarnation, (await incarnations()).all]).toEqual([beyond!.head?.statement.incarnation, before.all + 1])
}, 60_000)
