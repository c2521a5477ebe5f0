import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import type { CoreMethods } from '../../electron/contract/control.ts'
import type { Change } from '../../electron/contract/wire.ts'
import type { CoreContext } from '../../electron/core/context.ts'
import { getWorkCalendar } from '../../electron/core/catalogue/reference-store.ts'
import { answerFaults } from '../../electron/core/db/answer-faults.ts'
import { dateUndatedFilings } from '../../electron/core/dossier/dossier-store.ts'
import { migrate } from '../../electron/core/db/migrate.ts'
import { write, type ReadDb } from '../../electron/core/db/open.ts'
import { putSetting } from '../../electron/core/db/setting-store.ts'
import { findStanding } from '../../electron/core/outbox/withdrawn-store.ts'
import { askFeedAnew, askWholeFeed, getCursor, isWholeFeedDue } from '../../electron/core/portal/feed-cursor.ts'
import type { PortalClient, PortalFailure } from '../../electron/core/portal/portal-client.ts'
import { pullPage } from '../../electron/core/portal/pull.ts'
import { readAgain, tellUnread } from '../../electron/core/portal/read-again.ts'
import { findProcedure } from '../../electron/core/catalogue/procedure-store.ts'
import { deleteAround } from '../../electron/core/retention/retention-store.ts'
import { countWorklists, listWorklist } from '../../electron/core/search/worklist.ts'
import { applyEntry } from '../../electron/domain/dossier.ts'
import { findFilingCheck } from '../../electron/domain/filing-check.ts'
import { decideReceive } from '../../electron/domain/receive.ts'
import { err, ok, type Result } from '../../electron/domain/result.ts'
import type { Handlers } from '../../electron/rpc/serve.ts'
import { calendar } from '../unit/domain/calendar-fixture.ts'
import * as fixture from '../unit/domain/receive-fixture.ts'
import { getOk } from './support/counter.ts'

/** How a counter reads the portal's feed: each page is given here, or the line is cut; all else is the product's. A whole counter and its portal are in online.test.ts and portal-forgot-base.test.ts. */

let db: ReadDb
let asked: string[]

beforeEach(() => {
  db = new Database(':memory:') as unknown as ReadDb
  migrate(db)
  write(db, (own) => putSetting(own, 'device', { device: 'may-1', officeId: 'x', receiptKeys: [] }))
  asked = []
})

const cut: Result<never, PortalFailure> = err({ kind: 'unreachable', detail: 'reset' })
const page = (next: string, changes: Change[], more = false) => ok({ changes, next, more, serverTime: '2021-03-15T03:00:00Z' })
const news: Change = { kind: 'of-a-newer-portal', id: '1', value: {} }

/** @param answers each page in its turn, or what happens while it is on its way and then the page */
async function pull(...answers: (Result<unknown, PortalFailure> | (() => Result<unknown, PortalFailure>))[]) {
  const request = (_method: string, path: string) => {
    asked.push(new URL(path, 'http://x').searchParams.get('since') ?? '')
    const answer = answers.shift()
    return Promise.resolve(typeof answer === 'function' ? answer() : (answer ?? cut))
  }
  const context = { db, now: () => fixture.context.nowMs, emit: () => undefined } as unknown as CoreContext
  for (;;) {
    const pulled = await pullPage(context, { request } as unknown as PortalClient, 500)
    if (pulled.kind === 'failed' || !pulled.isMore) return pulled
  }
}

test('a filing that is told before the work calendar is taken and listed undated; the calendar dates it, another one anew', async () => {
  const facts = { ...getOk(decideReceive({ ...fixture.intake, channel: 'online' }, fixture.context)), status: 1 as const, dueAt: null, dueSteps: [] }
  const dossier = applyEntry(undefined, { kind: 'dossier.received', payload: facts })
  const filing: Change = { kind: 'dossier-status', id: 'd-1', value: { dossierId: 'd-1', dossier } }
  const tellCalendar = (value: unknown): Change => ({ kind: 'work-calendar', id: 'vn', value })
  const dueAt = () => db.prepare('SELECT due_at FROM dossier').pluck().get()
  const nowMs = fixture.context.nowMs
  expect(await pull(page('1', [filing], true), cut)).toMatchObject({ kind: 'failed' })
  expect(dueAt()).toBeNull()
  expect(listWorklist(db, { list: 'online', limit: 9 }, nowMs, 'o').map(({ id }) => id)).toEqual(['d-1'])
  expect(countWorklists(db, {}, nowMs, 'o')).toMatchObject({ online: 1, overdue: 0 })
  expect(await pull(page('2', [tellCalendar(calendar)]))).toMatchObject({ kind: 'pulled', changes: 1, skipped: 0 })
  expect(dueAt()).toBe(findFilingCheck(dossier, calendar)!.dueAt)
  const short = { ...calendar, filingCheckHours: 2 }
  await pull(page('3', [tellCalendar(short)]))
  expect([dueAt(), dueAt() === findFilingCheck(dossier, calendar)!.dueAt]).toEqual([findFilingCheck(dossier, short)!.dueAt, false])
  // An earlier build wrote it undated: a start mends that, and touches no other.
  db.exec('UPDATE dossier SET due_at = NULL')
  write(db, dateUndatedFilings)
  expect(dueAt()).toBe(findFilingCheck(dossier, short)!.dueAt)
  // One that has no hours for that day stops nothing.
  await pull(page('4', [tellCalendar({ ...calendar, workHours: [{ ...calendar.workHours[0]!, validFrom: '2099-01-01', validTo: null }] }), news]))
  expect([dueAt(), asked]).toEqual([null, ['', '1', '1', '2', '3']])
})

test('a call that needs a calendar which never came is answered as that, and the whole feed is asked for, once; so it is by a counter whose office was merged', async () => {
  await pull(page('1', [news]))
  const handlers = answerFaults({ 'catalogue.get': () => ok(getWorkCalendar(db)) } as unknown as Handlers<CoreMethods>, () => false, () => askFeedAnew(db))
  const call = () => (handlers['catalogue.get'] as unknown as () => Promise<unknown>)()
  expect([getCursor(db), isWholeFeedDue(db)]).toEqual(['1', false])
  expect(await call()).toEqual({ ok: false, error: { kind: 'calendar-missing' } })
  expect([getCursor(db), isWholeFeedDue(db)]).toEqual(['', true])
  await pull(page('2', [news], true), cut)
  expect(await call()).toEqual({ ok: false, error: { kind: 'calendar-missing' } })
  expect(getCursor(db)).toBe('2')
  await pull(page('3', [{ kind: 'work-calendar', id: 'vn', value: calendar }]))
  expect(await call()).toMatchObject({ ok: true })
  expect(isWholeFeedDue(db)).toBe(false)
  const merged = { officeId: 'y', officeName: 'Xã Y', agencyCode: '000.00.01.H40', counterNumber: 2, range: { from: 3000, to: 5999 } }
  await pull(page('4', [{ kind: 'counter-office', id: 'may-1', value: merged }]), cut)
  expect([getCursor(db), isWholeFeedDue(db)]).toEqual(['', true])
  await pull(page('5', [news]))
  expect([getCursor(db), isWholeFeedDue(db)]).toEqual(['5', false])
})

test('the whole feed that was asked for counts as told only when it came from its beginning to its end, over cuts and over a page that was on its way', async () => {
  db.exec(`INSERT INTO journal VALUES (1, 1, 1, 'dossier.amended', 'o', 'd-1', 1, '2021', x'00', '{}', 'p', '0', 'h1'), (2, 1, 1, 'entry.withdrawn', 'o', NULL, 0, '2021', x'00', '{}', 'p', 'h1', 'h2');
    INSERT INTO withdrawn (seq, decision, lane, attempts, stands) VALUES (1, 2, 'd-1', 1, 1);`)
  const isAllTold = () => findStanding(db, 'd-1')?.portalRevision === 0
  // The first pull of all told of nothing that stands here since.
  await pull(page('1', [news]))
  expect(isAllTold()).toBe(false)
  // Asked for while a page is on its way: that one is taken, and the next is the first of all.
  const meanwhile = () => {
    write(db, askWholeFeed)
    return page('2', [news])
  }
  expect(await pull(meanwhile, page('3', [news], true), cut)).toMatchObject({ kind: 'failed' })
  expect([isAllTold(), isWholeFeedDue(db)]).toEqual([false, true])
  expect(await pull(page('4', []))).toMatchObject({ kind: 'pulled' })
  expect([isAllTold(), isWholeFeedDue(db), asked]).toEqual([true, false, ['', '1', '', '3', '3']])
})

test('what cannot even be kept is passed by, and the rest of its page is taken', async () => {
  const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown
  const { procedure } = fixture.context
  expect(await pull(page('1', [{ kind: 'of-a-newer-portal', id: '1', value: deep }, { kind: 'procedure', id: procedure.code, value: { ...procedure, name: 'Tên mới' } }]))).toMatchObject({ kind: 'pulled', skipped: 1 })
  expect([getCursor(db), findProcedure(db, procedure.code, '2021-03-15')?.name]).toEqual(['1', 'Tên mới'])
})

test('what this build cannot read is kept as it came and counted, and what was known before stands; a later build reads it, or the portal tells it anew', async () => {
  const { procedure } = fixture.context
  const tell = (value: unknown): Change => ({ kind: 'procedure', id: procedure.code, value })
  const nameNow = () => findProcedure(db, procedure.code, '2021-03-15')?.name
  const kept = () => db.prepare("SELECT kind, id, value FROM reference WHERE kind LIKE 'unread/%' ORDER BY kind").all() as { kind: string; id: string; value: string }[]
  const bugs: unknown[] = []
  const start = () => readAgain({ db, now: () => fixture.context.nowMs, emit: () => undefined }, (error) => bugs.push(error))
  const unread = () => tellUnread(db).unread ?? 0
  await pull(page('1', [tell(procedure)]))
  const newer = { ...procedure, name: 'Tên mới', supplementPolicy: 'of-a-newer-portal' }
  expect(await pull(page('2', [tell(newer), news]))).toMatchObject({ kind: 'pulled', changes: 2, skipped: 1 })
  expect([nameNow(), unread()]).toEqual([procedure.name, 1])
  expect(kept()).toEqual([{ kind: 'unread/of-a-newer-portal', id: '1', value: '{}' }, { kind: 'unread/procedure', id: procedure.code, value: JSON.stringify(newer) }])
  // This build reads no more of it than before.
  start()
  expect([nameNow(), unread()]).toEqual([procedure.name, 1])
  // A build that knows the word: here the word is made one that is known.
  db.prepare("UPDATE reference SET value = ? WHERE kind = 'unread/procedure'").run(JSON.stringify({ ...newer, supplementPolicy: procedure.supplementPolicy }))
  start()
  expect([nameNow(), unread(), kept().length, bugs]).toEqual(['Tên mới', 0, 1, []])
  await pull(page('3', [tell(newer)]))
  expect(unread()).toBe(1)
  await pull(page('4', [tell(procedure)]))
  expect([nameNow(), unread()]).toEqual([procedure.name, 0])
  // Whose content is purged here leaves nothing unread either.
  await pull(page('5', [{ kind: 'dossier-status', id: 'd-1', value: { dossierId: 'd-1' } }]))
  expect(unread()).toBe(1)
  write(db, (own) => deleteAround(own, ['d-1'], []))
  expect(unread()).toBe(0)
})

test('a procedure is kept with what only a later build knows of it, also when it has become an earlier version', async () => {
  const { procedure } = fixture.context
  const tell = (version: number): Change => ({ kind: 'procedure', id: procedure.code, value: { ...procedure, version, newMember: { version } } })
  await pull(page('1', [tell(2)]))
  await pull(page('2', [tell(3), tell(1)]))
  const membersIn = (table: string) => (db.prepare(`SELECT value FROM ${table} ORDER BY json_extract(value, '$.version') DESC`).pluck().all() as string[]).map((value) => (JSON.parse(value) as { newMember?: unknown }).newMember)
  expect([membersIn('procedure'), membersIn('earlier_procedure')]).toEqual([[{ version: 3 }], [{ version: 2 }, { version: 1 }]])
})
