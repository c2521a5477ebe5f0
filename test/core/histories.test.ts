import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { HistoryEntry, OfferRequest } from '../../electron/contract/history.ts'
import { problemTypes, wirePaths, type BatchStatement, type EntryHeader } from '../../electron/contract/wire.ts'
import { putProcedure } from '../../electron/core/catalogue/procedure-store.ts'
import { putReference } from '../../electron/core/catalogue/reference-store.ts'
import type { CoreContext } from '../../electron/core/context.ts'
import { migrate } from '../../electron/core/db/migrate.ts'
import { write, type ReadDb } from '../../electron/core/db/open.ts'
import { putSetting } from '../../electron/core/db/setting-store.ts'
import { takePulledDocument } from '../../electron/core/documents/take-pulled-document.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { toDossierView } from '../../electron/core/dossier/dossier-view.ts'
import { takePulledDossier } from '../../electron/core/dossier/take-pulled-dossier.ts'
import { startHistories, type Histories } from '../../electron/core/history/history-loop.ts'
import { askHistory, askKnownHistories, listDueHistories, listOfficeEntries } from '../../electron/core/history/history-store.ts'
import { createLink, type Link } from '../../electron/core/outbox/link.ts'
import type { PortalClient, PortalFailure } from '../../electron/core/portal/portal-client.ts'
import { createSigningKey, importPrivateKey } from '../../electron/crypto/ed25519.ts'
import { chainStart, hashEntry, hashPayload } from '../../electron/crypto/entry-hash.ts'
import { buildMerkleTree } from '../../electron/crypto/merkle.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import { applyEntry, type Dossier, type DossierEntry } from '../../electron/domain/dossier.ts'
import { decideReceive } from '../../electron/domain/receive.ts'
import { err, ok, type Result } from '../../electron/domain/result.ts'
import { calendar } from '../unit/domain/calendar-fixture.ts'
import * as fixture from '../unit/domain/receive-fixture.ts'
import { getOk } from './support/counter.ts'

/** How a counter reads and offers histories over a line and a portal that fail: each answer is given here, the clock moves when told; all else is the product's. A whole portal is in two-counters.test.ts and portal-forgot-base.test.ts. */

const startMs = fixture.context.nowMs
const key = createSigningKey()
const cut: PortalFailure = { kind: 'unreachable', detail: 'ECONNREFUSED' }
const timedOut: PortalFailure = { kind: 'unreachable', detail: 'TimeoutError' }
const refusal = (status: number, retryAfterMs?: number): PortalFailure => ({ kind: 'problem', status, problem: { type: status === 413 ? problemTypes.tooLarge : problemTypes.busy, title: '', status }, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })

let db: ReadDb
let link: Link
let histories: Histories
/** What the portal holds now, and what each request met. */
let held: Map<string, HistoryEntry[]>
let asked: string[][]
let offered: number[]
let meet: (path: string, lanes: string[], entries: OfferRequest['entries']) => PortalFailure | undefined
let refuse: (entry: OfferRequest['entries'][number]) => string | undefined

beforeEach(() => {
  vi.useFakeTimers({ now: startMs })
  db = new Database(':memory:') as unknown as ReadDb
  migrate(db)
  write(db, (own) => {
    putSetting(own, 'device', { device: 'may-1', officeId: 'x', receiptKeys: [{ keyId: 'receipt-1', publicKey: key.publicKey }] })
    putReference(own, 'work-calendar', 'vn', calendar)
    putProcedure(own, fixture.context.procedure)
  })
  ;[held, asked, offered] = [new Map(), [], []]
  meet = () => undefined
  refuse = () => undefined
  link = createLink({ now: Date.now, random: () => 0, changed: () => undefined })
  link.succeeded()
  const context = { db, now: Date.now, emit: () => undefined, wakeOutbox: () => undefined } as unknown as CoreContext
  histories = startHistories({ context, client: { request } as unknown as PortalClient, link, reportBug: (error) => { throw error } })
})
afterEach(async () => {
  const stopped = histories.stop()
  await vi.runOnlyPendingTimersAsync()
  await stopped
  vi.useRealTimers()
})

function request(_method: string, path: string, body: object): Promise<Result<unknown, PortalFailure>> {
  const { lanes = [], entries = [] } = body as { lanes?: string[]; entries?: OfferRequest['entries'] }
  const failure = meet(path, lanes, entries)
  if (path === wirePaths.histories) asked.push(lanes)
  else offered.push(entries.length)
  if (failure) return Promise.resolve(err(failure))
  if (path === wirePaths.histories) {
    const known = lanes.flatMap((lane) => (held.has(lane) ? [{ lane, revision: held.get(lane)!.length, entries: held.get(lane)! }] : []))
    return Promise.resolve(ok({ histories: known, unknown: lanes.filter((lane) => !held.has(lane)) }))
  }
  const results = entries.map((entry) => {
    const type = refuse(entry)
    if (type !== undefined) return { outcome: 'refused', type }
    const lane = entry.header.dossier!
    held.set(lane, [...(held.get(lane) ?? []), { ...entry, officerName: null, counterNumber: 2 }])
    return { outcome: 'held' }
  })
  return Promise.resolve(ok({ results }))
}

let lastSeq = 0
/** An entry of another counter with the portal's receipt. */
function makeEntry(lane: string, baseRevision: number, entry: { kind: string; payload: unknown }): HistoryEntry {
  const salt = Buffer.alloc(16)
  const header: EntryHeader = { version: 1, device: 'may-2', epoch: 1, seq: ++lastSeq, kind: entry.kind, officer: 'o', dossier: lane, baseRevision, at: new Date(startMs).toISOString(), payloadHash: hashPayload(salt, entry.payload), previous: chainStart }
  const hash = hashEntry(header)
  const tree = buildMerkleTree([hash])
  const statement: BatchStatement = { type: 'qmc-receipt-batch', portal: 'cong', device: 'may-2', root: tree.root, size: 1, signedAt: header.at }
  const batch = signStatement(statement, 'receipt-1', importPrivateKey('ed25519', key.privateKey))
  return { header, salt: salt.toString('base64'), payload: entry.payload, receipt: { seq: header.seq, epoch: 1, entryHash: hash, path: tree.paths[0]!, batch }, officerName: 'Trần Văn Bình', counterNumber: 2 }
}

const makeLane = (lane: string, entries = 1, length = 1) => Array.from({ length: entries }, (_, index) => makeEntry(lane, index, { kind: 'document.returned', payload: { reason: 'x'.repeat(length) } }))
const ask = (...lanes: string[]) => write(db, (own) => lanes.forEach((lane) => askHistory(own, lane, Date.now())))
const pass = async (ms: number) => {
  histories.wake()
  await vi.advanceTimersByTimeAsync(ms)
}
const listDue = () => listDueHistories(db, 99).map(({ lane }) => lane)
const minute = 60_000

test('what the portal lost is due until it was offered: over a cut line, a part that is too large, a lane it fails on; what it refuses for good is offered once', async () => {
  const lanes = { a: makeLane('a', 3, 400_000), b: makeLane('b'), c: makeLane('c') }
  for (const [lane, entries] of Object.entries(lanes)) held.set(lane, entries)
  ask('a', 'b', 'c')
  await pass(minute)
  expect([listDue(), asked]).toEqual([[], [['c', 'b', 'a']]])
  // The portal is put back, and the line is cut when it is to be offered.
  held.clear()
  write(db, (own) => askKnownHistories(own, Date.now()))
  meet = (path) => (path === wirePaths.offers ? cut : undefined)
  await pass(1_000)
  expect([listDue().sort(), offered.length]).toEqual([['a', 'b', 'c'], 1])
  // Then it comes; a proxy lets less through than thought, and the portal fails on one of them.
  meet = (path, _lanes, entries) => (path !== wirePaths.offers ? undefined : entries.length > 1 ? refusal(413) : entries[0]?.header.dossier === 'b' ? { kind: 'nonsense', status: 500 } : undefined)
  refuse = (entry) => (entry.header.dossier === 'c' ? problemTypes.editConflict : undefined)
  offered = []
  await pass(minute)
  expect(offered.slice().sort()).toEqual([1, 1, 1, 1, 1, 2])
  expect(held.get('a')?.map(({ receipt }) => receipt)).toEqual(lanes.a.map(({ receipt }) => receipt))
  expect(listOfficeEntries(db, 'a').map(({ isTold }) => isTold)).toEqual([true, true, true])
  expect(listOfficeEntries(db, 'c')).toMatchObject([{ isTold: false, isRefused: true }])
  expect(listDue()).toEqual(['b'])
  ask('c')
  offered = []
  meet = () => undefined
  await pass(minute)
  expect([listDue(), offered]).toEqual([['b'], []])
  await pass(11 * minute)
  expect([listDue(), offered, held.has('b')]).toEqual([[], [1], true])
})

test('a history that no answer brings in time is put aside: the others come, the line is not blamed, and it is asked for again later', async () => {
  const lanes = ['large', ...Array.from({ length: 12 }, (_, index) => `d-${index}`)]
  for (const lane of lanes) held.set(lane, makeLane(lane))
  ask(...lanes)
  meet = (_path, of) => (of.includes('large') ? timedOut : undefined)
  await pass(3 * minute)
  expect(listDue()).toEqual(['large'])
  expect([link.waitMs(), link.getState().state]).toEqual([0, 'online'])
  const alone = () => asked.filter((of) => of.join() === 'large').length
  expect(alone()).toBe(1)
  meet = () => undefined
  await pass(11 * minute)
  expect([listDue(), alone()]).toEqual([[], 2])
})

test('a busy portal is asked when it said; an open page asks once a minute', async () => {
  held.set('a', makeLane('a'))
  ask('a')
  meet = () => refusal(429, 2 * minute)
  await pass(1_000)
  meet = () => undefined
  await pass(110_000)
  expect(asked.length).toBe(1)
  await pass(minute)
  expect([asked.length, listDue()]).toEqual([2, []])
  for (let times = 0; times < 3; times++) {
    histories.want('a')
    await pass(1_000)
  }
  expect(asked.length).toBe(3)
  await pass(minute)
  histories.want('a')
  await pass(1_000)
  expect(asked.length).toBe(4)
})

test('a dossier opens whatever the order of what the portal lost and what was done since; the one is not counted for the other', async () => {
  const received: DossierEntry = { kind: 'dossier.received', payload: getOk(decideReceive(fixture.intake, fixture.context)) }
  const at = '2021-03-15T10:00:00+07:00'
  const change = (to: 4 | 8): DossierEntry => ({ kind: 'dossier.status-changed', payload: { from: 2, to, at, reason: 'x' } })
  const fold = (...entries: DossierEntry[]) => entries.reduce<Dossier | undefined>(applyEntry, undefined)!
  const tell = (dossier: Dossier) => write(db, (own) => takePulledDossier(own, { dossierId: 'd', dossier }, Date.now()))
  const view = () => toDossierView(db, findDossier(db, 'd')!, Date.now())
  const first = makeEntry('d', 0, received)
  held.set('d', [first, makeEntry('d', 1, change(4))])
  tell(fold(received, change(4)))
  await pass(minute)
  expect(view()).toMatchObject({ status: 4, elsewhere: { isWhole: true } })
  // Put back, and at a third counter something else is done before anybody offers what was lost.
  held.set('d', [first])
  refuse = () => problemTypes.editConflict
  ask('d')
  await pass(minute)
  held.set('d', [first, makeEntry('d', 1, change(8))])
  write(db, (own) => void own.exec(`DELETE FROM dossier`))
  tell(fold(received, change(8)))
  expect(view().elsewhere).toMatchObject({ isWhole: false })
  await pass(minute)
  expect(view().elsewhere).toMatchObject({ isWhole: true })
  expect(view().timeline.map(({ text, delivery }) => [text, delivery.state === 'received' && delivery.again])).toEqual([
    [fixture.context.procedure.name, undefined],
    [expect.stringContaining('x'), undefined],
    [expect.stringContaining('x'), 'refused']
  ])
})

test('the content of what has become secret since is not kept; nobody asks unseen for what is old', async () => {
  const received: DossierEntry = { kind: 'dossier.received', payload: getOk(decideReceive(fixture.intake, fixture.context)) }
  held.set('d', [makeEntry('d', 0, received)])
  write(db, (own) => putProcedure(own, { ...fixture.context.procedure, secret: true }))
  ask('d')
  await pass(minute)
  expect(listOfficeEntries(db, 'd')).toMatchObject([{ sealed: { payload: undefined } }])
  const by = { officerId: 'o', fullName: 'Trần Văn Bình' }
  const sha256 = 'a'.repeat(64)
  const told = (id: string, changedAt: string) => ({
    id,
    document: { documentKind: 'copy', title: 't', dossierId: null, dossierCode: null, ownNumber: null, notation: null, formOfCopy: null, file: { sha256, name: 'n', sizeBytes: 1, pages: 1 }, by, at: changedAt, signatures: [], number: null, stamps: [], returned: null, current: { sha256, sizeBytes: 1 }, revision: 1, changedAt }
  })
  for (const [id, at] of [['old', '2021-01-04T10:00:00+07:00'], ['new', '2021-03-12T10:00:00+07:00']] as const) expect(write(db, (own) => takePulledDocument(own, told(id, at), Date.now()))).toBe(true)
  expect(listDue()).toEqual(['new'])
})
