import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RecalledState } from '../../electron/contract/continuity.ts'
import { problemTypes, type FileReceipt, type RecallAnswer, type Receipt, type SignedHead } from '../../electron/contract/wire.ts'
import { hasForgotten } from '../../electron/crypto/head.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import { Procedure } from '../../electron/domain/catalogue.ts'
import { putChanges } from '../portal/change-store.ts'
import { readPortal } from '../prove/read-records.ts'
import { startRelay, type Relay } from '../prove/relay.ts'
import { findDatabaseUrl } from '../prove/victim.ts'
import { getSigningKey } from '../portal/receipt-key-store.ts'
import type { Portal } from '../portal/server.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { startAnswerProxy } from './support/answer-proxy.ts'
import { copyDatabase } from './support/copy-database.ts'
import { getDelivery, getOk, getStatus, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { birthProcedure, makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** A portal put back from yesterday. Needs a database that can be copied whole: PostgreSQL. */
const isPostgres = process.env['DATABASE_URL'] !== undefined

let portal: TestPortal
let instance: Portal
let url: string
let office: TestOffice
let desk: SigningDesk
const seats: { counter: Counter; relay: Relay }[] = []

beforeAll(async () => {
  desk = openSigningDesk()
  portal = await startReferencePortal()
  instance = portal
  if (isPostgres) url = await findDatabaseUrl(portal)
})
afterAll(async () => {
  await desk.close()
  await stopPortal()
  if (isPostgres) await copyDatabase(url, 'forget')
  await portal.close()
})
beforeEach(async () => {
  office = await openOffice(instance.database)
  for (const code of [0, 1]) {
    const relay = await startRelay(instance.url)
    seats.push({ relay, counter: await startCounter(relay.url, office, { code, random: () => 0, press: desk.press }) })
  }
})
afterEach(async () => {
  for (const { counter, relay } of seats.splice(0)) {
    await counter.close()
    await relay.close()
    removeFolder(counter)
  }
})

async function stopPortal(): Promise<void> {
  await (instance === portal ? portal.stop() : instance.close().catch(() => undefined))
}

/** As a dump would be made in the night. */
async function keepCopy(): Promise<void> {
  await stopPortal()
  await copyDatabase(url, 'keep')
  await startAgain()
}

async function putBack(): Promise<void> {
  await stopPortal()
  await copyDatabase(url, 'put-back')
}

async function startAgain(): Promise<void> {
  instance = await portal.startAnother()
  for (const { relay } of seats) relay.target = instance.url
}

const receive = async (counter: Counter): Promise<string> => getOk(await counter.call('dossier.receive', makeIntake())).dossierId
const changeStatus = async (counter: Counter, id: string): Promise<void> => void getOk(await counter.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
const firstReceipts = (counter: Counter): Map<number, string> => inspect(counter, (db) => new Map((db.prepare(`SELECT seq, receipt FROM delivery WHERE state = 'received'`).all() as { seq: number; receipt: string }[]).map((row) => [row.seq, row.receipt])))
const againRows = (counter: Counter) => inspect(counter, (db) => db.prepare('SELECT seq, state, receipt FROM offered_again ORDER BY recall, seq').all() as { seq: number; state: string; receipt: string }[])
const recalls = (counter: Counter) => inspect(counter, (db) => (db.prepare(`SELECT payload FROM journal WHERE kind = 'counter.recalled' ORDER BY seq`).pluck().all() as string[]).map((text) => JSON.parse(text) as { isAdmitted: boolean; kept: SignedHead; shown: SignedHead }))

const fileReceipts = (counter: Counter) => inspect(counter, (db) => (db.prepare('SELECT receipt FROM file_receipt ORDER BY signed_at').pluck().all() as string[]).map((text) => JSON.parse(text) as FileReceipt))

async function waitUntilSent(): Promise<void> {
  for (const { counter } of seats)
    await waitFor('an empty queue', async () => {
      const { queue } = await getStatus(counter.call)
      return queue.entriesWaiting === 0 && queue.filesWaiting === 0 && queue.offeredAgain === undefined
    })
}

/** The officers come in the next morning: a core that starts asks at once. */
async function reopen(): Promise<void> {
  for (const { counter } of seats) {
    await counter.close()
    await counter.open()
    await counter.logIn(office.officerId('reception'))
  }
}

test.runIf(isPostgres)('a portal put back from yesterday is offered again what it forgot: entries, changes and files of both counters, once, in order, under the same numbers', async () => {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  const kept = await receive(first)
  await receive(second)
  await waitUntilSent()
  await keepCopy()
  await changeStatus(first, kept)
  const scanned = await desk.receiveWithScan(first, 40_000)
  const forgotten = [await receive(second), await receive(second)]
  await changeStatus(second, forgotten[0]!)
  await waitUntilSent()
  const receipts = [firstReceipts(first), firstReceipts(second)]
  const before = await readPortal(instance.database, office)
  await putBack()
  await startAgain()
  expect((await readPortal(instance.database, office)).length).toBe(2)
  await reopen()
  for (const { counter } of seats) await waitFor('the recall', () => recalls(counter).length === 1)
  await waitUntilSent()

  const after = await readPortal(instance.database, office)
  const byId = (rows: typeof after) => [...rows].sort((a, b) => a.id.localeCompare(b.id))
  expect(byId(after)).toEqual(byId(before))
  expect(after.find(({ id }) => id === scanned.id)?.files).toEqual([{ sha256: scanned.signedSha256, present: true }])
  expect(fileReceipts(first).map(({ statement }) => [statement.dossier, statement.sha256, statement.size])).toEqual([0, 1].map(() => [scanned.id, scanned.signedSha256, scanned.sizeBytes]))
  for (const [index, { counter }] of seats.entries()) {
    // The first receipts stand as they were; those of the second time lie beside them.
    const now = firstReceipts(counter)
    for (const [seq, receipt] of receipts[index]!) expect(now.get(seq)).toBe(receipt)
    expect(againRows(counter).every(({ state }) => state === 'received')).toBe(true)
    for (const { seq, receipt } of againRows(counter)) expect((JSON.parse(receipt) as Receipt).batch).not.toEqual((JSON.parse(now.get(seq)!) as Receipt).batch)
    const [recall] = recalls(counter)
    expect(recall?.isAdmitted).toBe(true)
    expect(hasForgotten(recall!.kept.statement, recall!.shown.statement)).toBe(true)
    expect((await getStatus(counter.call)).recalled).toBeUndefined()
  }
  expect(await getDelivery(second.call, forgotten[0]!)).toMatchObject({ state: 'received', again: 'received' })
  expect(await getDelivery(first.call, kept)).toMatchObject({ state: 'received', again: 'received' })
  // Two counters showed the portal what it had forgotten; it began one new incarnation.
  expect(await instance.database.query('select count(*)::integer as all, count(*) filter (where ended_at is null)::integer as current from incarnation')).toEqual([{ all: 2, current: 1 }])
  // And the same again from the same copy: the later incarnation is unknown to it, and ends too.
  await putBack()
  await startAgain()
  await reopen()
  for (const { counter } of seats) await waitFor('the second recall', () => recalls(counter).length === 2)
  await waitUntilSent()
  expect(byId(await readPortal(instance.database, office))).toEqual(byId(before))
  for (const { counter } of seats) expect(recalls(counter).map(({ isAdmitted }) => isAdmitted)).toEqual([true, true])
}, 180_000)

/** A citizen files over the internet. @returns the dossier's id, once the counter has it */
async function fileOnline(counter: Counter): Promise<string> {
  const rows = await instance.database.query<{ value: unknown }>("select value from change_log where kind = 'procedure' and value::jsonb->'channels' ? 'online' order by ref")
  const procedure = rows.flatMap(({ value }) => Procedure.safeParse(value).data ?? []).find(({ secret, generated, components }) => !secret && !generated && components.every((paper) => !paper.secret))!
  const form = new FormData()
  for (const [name, value] of Object.entries({ fullName: 'Trần Thị Ánh Nguyệt', idNumber: '036190001234', birthDate: '1990-05-02', address: 'Xóm 4, xã Giao Yến', phone: '0912345678', email: '', note: '', resultBy: 'counter', open: 'yes' })) form.set(name, value)
  for (const { id } of procedure.components) form.set(`paper-${id}`, new Blob(['%PDF-1.4\n%%EOF\n'], { type: 'application/pdf' }), `${id}.pdf`)
  const filed = await fetch(`${instance.url}/nop-truc-tuyen/to-khai?office=${office.id}&procedure=${procedure.code}`, { method: 'POST', body: form, redirect: 'manual' })
  const reference = filed.headers.get('location')!.replace(/\?.*/, '').split('/')[3]
  await pullNow(counter)
  return (await waitFor('the filing', async () => (await listAll(counter.call)).find(({ code }) => code === reference))).id
}

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
  seats[1]!.relay.target = instance.url
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
  await putBack()
  await first.close()
  await startAgain()
  await second.close()
  await second.open()
  await second.logIn(office.officerId('reception'))
  const waiting = async () => getOk(await second.call('queue.list', {})).filter(({ isAgain }) => isAgain)
  await waitFor('both to be told', async () => (await waiting()).filter(({ state, problemType }) => state === 'needs-officer' && problemType === problemTypes.baseUnknown).length === 2)
  // The line is up, what the office is told arrives, and the next citizen is served.
  const name = 'Ủy ban nhân dân xã Sau Khôi Phục'
  const [letterhead] = await instance.database.query<{ value: { agency: string } }>("select value from change_log where kind = 'office-letterhead' and ref = $1", [office.id])
  await putChanges(instance.database, [{ kind: 'office-letterhead', ref: office.id, officeId: office.id, value: { ...letterhead!.value, agency: name } }])
  const next = await receive(second)
  await waitForDelivery(second.call, next, 'received')
  await pullNow(second)
  await waitFor('the new letterhead', () => inspect(second, (db) => db.prepare(`SELECT 1 FROM reference WHERE value LIKE '%' || ? || '%'`).get(name)) !== undefined)
  expect((await getStatus(second.call)).link.state).toBe('online')
  // The other counter comes back: its steps are offered again, and what stood on them follows by itself.
  await first.open()
  await first.logIn(office.officerId('reception'))
  await waitFor('the first counter to have offered', async () => recalls(first).length === 1 && (await getStatus(first.call)).queue.offeredAgain === 1)
  await pullNow(second)
  await waitFor('the step upon them', async () => (await waiting()).every(({ dossierId }) => dossierId === filing))
  expect((await readPortal(instance.database, office)).find(({ id }) => id === shared)).toMatchObject({ revision: 2 })
  // The other order makes a conflict of what was none: shown and settled like any other.
  const [conflict] = getOk(await first.call('queue.list', {}))
  expect(conflict).toMatchObject({ isAgain: true, dossierId: merged, state: 'needs-officer', problemType: problemTypes.editConflict })
  await pullNow(first)
  await waitFor('both sides', async () => (await first.call('queue.compare', { seq: conflict!.seq })).ok)
  expect(await first.call('queue.mendable', { seq: conflict!.seq })).toEqual({ ok: false, error: { kind: 'queue-item-not-mendable' } })
  expect(getOk(await first.call('queue.reconcile', { seq: conflict!.seq, reason: 'Cổng khôi phục', keep: ['status'] }))).toEqual({ replayed: 1, withdrawn: 0 })
  await waitFor('the settled one', async () => (await readPortal(instance.database, office)).find(({ id }) => id === merged)?.revision === 3)
  expect(getOk(await first.call('dossier.get', { id: merged }))).toMatchObject({ status: 4, revision: 3, timeline: [{ kind: 'dossier.received' }, { kind: 'dossier.status-changed' }] })
  // What was filed since the copy nobody can offer: the officer lets it stand here, with its number and receipt.
  const { seq } = (await waiting())[0]!
  expect(getOk(await second.call('queue.withdraw', { seq, reason: 'Cổng không còn hồ sơ gốc' }))).toEqual({ replayed: 0, withdrawn: 1 })
  await waitUntilSent()
  expect(getOk(await second.call('dossier.get', { id: filing }))).toMatchObject({ code, status: 2, timeline: [{ kind: 'dossier.status-changed' }] })
  expect(getOk(await second.call('queue.withdrawn', {}))).toMatchObject([{ seq, problemType: problemTypes.baseUnknown }])
  // Put back once more, it is not offered again.
  await putBack()
  await startAgain()
  await reopen()
  for (const { counter } of seats) await waitFor('the next recall', () => recalls(counter).length === 2)
  await waitUntilSent()
  expect((await readPortal(instance.database, office)).map(({ id }) => id).sort()).toEqual([merged, shared, next].sort())
}, 180_000)

test.runIf(isPostgres)('an entry that was refused, mended and received after the copy was made is offered again though the head is the same', async () => {
  const { counter } = seats[0]!
  await instance.database.query('update procedure set secret = true where code = $1', [birthProcedure])
  const mended = await receive(counter)
  await waitForDelivery(counter.call, mended, 'needs-officer')
  await keepCopy()
  await instance.database.query('update procedure set secret = false where code = $1', [birthProcedure])
  getOk(await counter.call('queue.retry', {}))
  await waitForDelivery(counter.call, mended, 'received')
  await putBack()
  await startAgain()
  await instance.database.query('update procedure set secret = false where code = $1', [birthProcedure])
  await reopen()
  await waitFor('the recall', () => recalls(counter).length === 1)
  await waitUntilSent()
  expect((await readPortal(instance.database, office)).map(({ id }) => id)).toEqual([mended])
})

test.runIf(isPostgres)('a portal put back while pushes are under way, and a core that dies while it offers again: all is there in the end', async () => {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  const told = [await receive(first), await receive(second)]
  await waitUntilSent()
  await keepCopy()
  for (let i = 0; i < 6; i++) told.push(await receive(first), await receive(second))
  await waitUntilSent()
  const busy = (async () => {
    for (let i = 0; i < 6; i++) told.push(await receive(first), await receive(second))
  })()
  await putBack()
  await busy
  seats[0]!.relay.next.push('late', 'stale', 'broken', 'error')
  await startAgain()
  await waitFor('the first counter to be offering', async () => recalls(first).length > 0)
  await reopen()
  await waitUntilSent()
  const there = await readPortal(instance.database, office)
  expect(there.map(({ id }) => id).sort()).toEqual([...told].sort())
  expect(new Set(there.map(({ code }) => code)).size).toBe(told.length)
})

test.runIf(isPostgres)('a portal that shows an old head and does not say that it was put back is told in words, with both heads kept; nothing it says unsigned is believed', async () => {
  const receiptKey = await getSigningKey(instance.database, new Date())
  const line = await startAnswerProxy(instance.url)
  const counter = await startCounter(line.url, office, { code: 2, random: () => 0 })
  try {
    const id = await receive(counter)
    await waitForDelivery(counter.call, id, 'received')
    const honest = inspect(counter, (db) => JSON.parse(db.prepare(`SELECT value FROM setting WHERE key = 'signed-head'`).pluck().get() as string) as SignedHead)
    expect(honest.statement).toMatchObject({ seq: 1, entries: 1 })
    const lie = (): SignedHead =>
      signStatement({ ...honest.statement, seq: 0, hash: '0'.repeat(64), entries: 0, signedAt: new Date().toISOString() }, receiptKey.keyId, receiptKey.privateKey)
    let isSigned = false
    line.alter = (exchange, answered) => {
      const isRecall = exchange.path === '/v1/recall'
      if (!isRecall && !exchange.path.startsWith('/v1/changes')) return answered
      const head = isSigned ? lie() : { ...lie(), signature: honest.signature }
      const empty: Partial<RecallAnswer> = isRecall ? { links: [], missing: [], missingFiles: [] } : {}
      return { ...answered, body: JSON.stringify({ ...(JSON.parse(answered.body) as object), ...empty, head }) }
    }
    const asks = (): number => line.requests.filter(({ path }) => path === '/v1/recall').length
    const start = async (): Promise<void> => {
      await counter.close()
      await counter.open()
      await counter.logIn(office.officerId('reception'))
    }
    const pulls = line.requests.length
    await start()
    await waitFor('a pull', () => line.requests.slice(pulls).some(({ path }) => path.startsWith('/v1/changes')))
    await waitFor('an answer to it', async () => (await getStatus(counter.call)).link.state === 'online')
    expect(asks()).toBe(0)
    isSigned = true
    await start()
    const recalled = await waitFor('the officer to be told', async (): Promise<RecalledState | undefined> => (await getStatus(counter.call)).recalled)
    expect(recalled).toMatchObject({ isAdmitted: false, entries: 1 })
    expect(recalls(counter)[0]).toMatchObject({ isAdmitted: false, kept: honest, shown: { statement: { seq: 0, entries: 0 } } })
    expect(await getDelivery(counter.call, id)).toMatchObject({ state: 'received' })
    line.alter = (_exchange, answered) => answered
    await waitFor('an honest portal to have all', async () => (await getStatus(counter.call)).queue.offeredAgain === undefined && (await getStatus(counter.call)).queue.entriesWaiting === 0)
  } finally {
    await counter.close()
    await line.close()
    removeFolder(counter)
  }
})
