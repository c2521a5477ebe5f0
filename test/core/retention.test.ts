import { createHash, randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { verifyExport } from '../../electron/core/audit/verify-export.ts'
import { composeHighWater } from '../../electron/core/continuity/high-water.ts'
import { getDevice, type CoreContext } from '../../electron/core/context.ts'
import type { WriteDb } from '../../electron/core/db/open.ts'
import { findSetting } from '../../electron/core/db/setting-store.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { firstPlace, listExpired } from '../../electron/core/retention/find-expired.ts'
import { purge } from '../../electron/core/retention/purge-dossier.ts'
import { isGivenAgain } from '../../electron/core/retention/purge-run.ts'
import { takeStep, type PurgeRun } from '../../electron/core/retention/purge-step.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { ContentPurged, purgedText } from '../../electron/domain/retention.ts'
import { getAuditKeys } from '../portal/print-keys.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { age, ageByOwnClock } from './support/aged.ts'
import { findInClear } from './support/folder-bytes.ts'
import { getOk, getStatus, inspect, pullNow, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { lookAfterChange, obstacles } from './support/purge-obstacles.ts'
import type { TestOffice } from './support/portal.ts'
import { collector, purgeReason, useRetentionDesk } from './support/retention-desk.ts'
import type { SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

let portal: TestPortal
let office: TestOffice
let desk: SigningDesk
let counter: Counter
let work: string
/** Received, taken for, handed back, and twenty-one years old; with one scan that is signed and at the portal. */
let old: { id: string; code: string; name: string }
let young: string
const { handBack, asAdministrator, waitUntilSent, preview, beginPurge, waitUntilPurged, countFiles } = useRetentionDesk((made) => void ({ portal, office, desk, counter, work } = made))

beforeAll(async () => {
  getOk(await counter.call('till.open', { openingFloat: 0 }))
  const { id, code } = await desk.receiveWithScan(counter, 20_000)
  old = { id, code, name: getOk(await counter.call('dossier.get', { id })).applicant.fullName }
  getOk(await counter.call('money.collect', { dossierId: id, itemIds: ['1.001193-LP'] }))
  await handBack(id)
  await importAndReturn(id)
  young = getOk(await counter.call('dossier.receive', makeIntake())).dossierId
  await handBack(young, 'Lý Văn Đến Nhận')
  await waitUntilSent()
})

/** A document of a dossier that the head sends back: settled. */
async function importAndReturn(dossierId: string): Promise<void> {
  const document = randomUUID()
  const paths = [await desk.makeScan('ket-qua.pdf', 5_000)]
  getOk(await counter.call('document.import', { id: document, documentKind: 'result', title: `Trích lục của ${collector}`, dossierId, ownNumber: null, notation: 'TL', formOfCopy: null, secrecy: 'none', name: 'ket qua.pdf', paths }))
  await counter.logIn(office.officerId('head'))
  getOk(await counter.call('document.return', { id: document, baseRevision: 1, reason: `Sai tên ${collector}` }))
  await counter.logIn(office.officerId('reception'))
}

/** Every page of the database and of its log in the clear, freed ones too. */
async function readPages(): Promise<string> {
  await counter.close()
  const plain = mkdtempSync(join(work, 'plain-'))
  for (const name of readdirSync(counter.dataFolder)) if (name.startsWith('counter.db')) cpSync(join(counter.dataFolder, name), join(plain, name))
  inspect({ dataFolder: plain, key: counter.key }, (db) => db.pragma(`rekey=''`))
  await counter.open()
  await counter.logIn(office.officerId('reception'))
  return plain
}

test('only what is over by the portal’s day too, at the portal whole and settled, is offered; and only to an administrator', async () => {
  expect(await counter.call('retention.preview', {})).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
  expect(getOk(await preview())).toMatchObject({ dossiers: 0, held: [] })
  // A clock that is years ahead makes nothing expire: while nobody says so the portal's last signed day counts, and once the portal is heard nothing is over at all.
  counter.clock.offsetMs = 25 * 366 * 86_400_000
  expect(getOk(await preview())).toMatchObject({ today: localDay(Date.now()), dossiers: 0, held: [] })
  await pullNow(counter)
  await waitFor('the portal’s day', async () => (await getStatus(counter.call)).clockOffsetMs !== undefined)
  expect(await preview()).toMatchObject({ ok: false, error: { kind: 'retention-day-unsure' } })
  counter.clock.offsetMs = 0
  await pullNow(counter)
  await waitFor('the clock to be right', async () => (await getStatus(counter.call)).clockOffsetMs === undefined)
  ageByOwnClock(counter, old.id, 21)
  // Its receipt stands in the books of a till that is open.
  expect(getOk(await preview())).toMatchObject({ dossiers: 0, held: [{ obstacle: 'money-open', dossiers: 1 }] })
  getOk(await counter.call('till.close', { counted: [{ value: 5000, notes: 1 }], reason: '', handedTo: '' }))
  await waitUntilSent()
  // By the counter's clock alone, which may have stood years back when it was received: the portal signed for it just now.
  expect(getOk(await preview())).toMatchObject({ dossiers: 0, held: [] })
  ageByOwnClock(counter, old.id, -21)
  await age(counter, portal.database, [old.id], 21)
  expect(getOk(await preview())).toMatchObject({ dossiers: 1, documents: 1, files: 3, held: [] })
  expect(await beginPurge(1, ' ')).toMatchObject({ ok: false, error: { kind: 'purge-without-reason' } })
  expect(await beginPurge(2)).toMatchObject({ ok: false, error: { kind: 'purge-count-differs', dossiers: 1 } })
})

const lookAfter = <T>(sql: string, look: (db: WriteDb) => T): T => lookAfterChange(counter, { old: old.id, young }, sql, look)

test.each(obstacles)('%s: %s', (_what, held, sql) => {
  const { expired } = lookAfter(sql, (db) => listExpired(db, localDay(Date.now()), firstPlace))
  expect(expired.map(({ id, obstacle }) => [id, obstacle])).toEqual(held === 'young' ? [] : [[old.id, held === 'free' ? undefined : held]])
})

test('a file that another dossier or document holds, or that somebody looks at there, stays', () => {
  const shared = (sql: string) => lookAfter(sql, (db) => purge(db, listExpired(db, localDay(Date.now()), firstPlace).expired[0]!, Date.now(), new Set()).files.length)
  const some = `(SELECT sha256 FROM attachment WHERE dossier = @old)`
  expect(shared('SELECT 1')).toBe(3)
  expect(shared(`INSERT INTO attachment (sha256, dossier, component, name) VALUES (${some}, @young, 'c', 'n')`)).toBe(2)
  expect(shared(`INSERT INTO document (id, revision, stage, dossier, sha256, changed_at, state) VALUES ('v', 1, 'issued', NULL, 's', '2026', '{}'); INSERT INTO document_file VALUES (${some}, 'v')`)).toBe(2)
  expect(shared(`INSERT INTO upload (sha256, dossier, state) VALUES (${some}, @young, 'received')`)).toBe(2)
  expect(shared(`INSERT INTO fetched_file (sha256, lane) VALUES (${some}, @young)`)).toBe(2)
  expect(shared(`INSERT INTO withdrawn_file VALUES (${some})`)).toBe(2)
})

test('no more are purged than were typed; one that cannot be stays whole, is told and keeps no other back; each step waits for a portal that is being given something again', async () => {
  const steps = (dossiers: number, sql: string) =>
    lookAfter(sql, (db) => {
      const bugs: unknown[] = []
      const context = { db, filesFolder: '', now: Date.now, emit: () => undefined, wakeOutbox: () => undefined } as unknown as CoreContext
      takeStep(context, { purge: 'p', officer: 'o', reason: purgeReason, today: localDay(Date.now()), dossiers, purged: 0, failed: 0, bytes: 0, after: firstPlace }, firstPlace, (error) => bugs.push(error))
      const purged = db.prepare('SELECT id FROM dossier WHERE purged_at IS NOT NULL').pluck().all()
      const told = db.prepare(`SELECT count(*) FROM journal WHERE kind = 'content.purged'`).pluck().get()
      return { purged, told, bugs: bugs.length, run: findSetting<PurgeRun>(db, 'purge-run'), steppedAt: findSetting<string>(db, 'last-purged-at'), mark: composeHighWater(db)?.purgedAt }
    })
  expect(steps(0, 'SELECT 1')).toMatchObject({ purged: [], told: 0, run: { purged: 0, after: null }, mark: undefined })
  const one = steps(1, 'SELECT 1')
  expect(one).toMatchObject({ purged: [old.id], told: 1, run: { purged: 1, failed: 0, after: null } })
  // The mark outside knows of an act that is half done: a copy from before it has the content again.
  expect([one.mark, one.mark]).toEqual([one.steppedAt, expect.any(String)])
  expect(steps(1, `UPDATE dossier SET state = json_remove(state, '$.procedure') WHERE id = @old`)).toMatchObject({ purged: [], told: 0, bugs: 1, run: { purged: 0, failed: 1 } })
  const waiting = (sql: string) => lookAfter(sql, isGivenAgain)
  expect(waiting('SELECT 1')).toBe(false)
  expect(waiting(`INSERT INTO setting VALUES ('recall-due', 'true')`)).toBe(true)
  expect(waiting(`INSERT INTO offered_again (recall, seq, lane, state) VALUES (@seq, @seq, @young, 'queued')`)).toBe(true)
  // What the portal will not take again holds its own dossier alone.
  expect(waiting(`INSERT INTO offered_again (recall, seq, lane, state) VALUES (@seq, @seq, @young, 'needs-officer'), (@seq, @seq + 1, @young, 'queued')`)).toBe(false)
})

test('its content is gone from every page and from the folder; code, number, receipt and chain are there', async () => {
  expect(findInClear(await readPages(), [old.name])).not.toEqual([])
  const files = countFiles()
  getOk(await beginPurge(1))
  await waitUntilPurged()
  await waitUntilSent()
  expect(countFiles()).toBe(files - 3)
  expect(findInClear(await readPages(), [old.name, collector])).toEqual([])
  const seen = getOk(await counter.call('dossier.get', { id: old.id }))
  expect(seen).toMatchObject({ code: old.code, status: 10, acts: [], applicant: { fullName: purgedText }, delivery: { state: 'received' }, dossierFiles: [] })
  expect(seen.purgedAt).toBeDefined()
  expect(seen.timeline.length).toBeGreaterThan(3)
  expect(getOk(await counter.call('dossier.search', { text: old.code, limit: 5 })).map(({ id }) => id)).toEqual([old.id])
  expect(getOk(await counter.call('dossier.search', { text: old.name, limit: 5 }))).toEqual([])
  inspect(counter, (db) => expect(verifyChain(db, getDevice(db).device)).toMatchObject({ kind: 'intact' }))
})

test('books, till sheet and ledger are right without the name; nothing is printed of it or done to it, and a feed does not bring it back', async () => {
  const today = localDay(Date.now())
  const { lines } = getOk(await counter.call('register.list', { from: '2000-01-01', to: today, limit: 10 }))
  expect(lines[0]).toMatchObject({ code: old.code, personName: purgedText, phone: null, note: '' })
  expect(lines[0]!.returnedAt).not.toBeNull()
  const { lastClosed } = getOk(await counter.call('till.get', {}))
  const sheet = getOk(await counter.call('form.render', { kind: 'till-sheet', shiftId: lastClosed!.shiftId }))
  expect(sheet.html).toContain('Biên lai: 1 số')
  expect(await counter.call('form.render', { kind: 'receipt', dossierId: old.id })).toMatchObject({ ok: false, error: { kind: 'content-purged' } })
  const { revision } = getOk(await counter.call('dossier.get', { id: old.id }))
  expect(await counter.call('dossier.amend', { id: old.id, baseRevision: revision, reason: 'x', changes: { note: 'y' } })).toMatchObject({ ok: false, error: { kind: 'content-purged' } })
  inspect(counter, (db) => db.exec(`UPDATE setting SET value = '""' WHERE key = 'pull-cursor'`))
  await pullNow(counter)
  await waitFor('the whole feed', () => inspect(counter, (db) => db.prepare(`SELECT value FROM setting WHERE key = 'pull-cursor'`).pluck().get() !== '""'))
  expect(getOk(await counter.call('dossier.get', { id: old.id })).applicant.fullName).toBe(purgedText)
  expect(getOk(await counter.call('dossier.get', { id: young })).purgedAt).toBeUndefined()
})

test('the portal has the entry that tells of it, an auditor’s export is intact, and a changed byte is still found', async () => {
  const purges = inspect(counter, (db) => (db.prepare(`SELECT payload, state FROM journal JOIN delivery USING (seq) WHERE kind = 'content.purged'`).all() as { payload: string; state: string }[]))
  expect(purges.map(({ state }) => state)).toEqual(['received'])
  const told = ContentPurged.parse(JSON.parse(purges[0]!.payload))
  expect(told).toMatchObject({ dossiers: 1, documents: 1, files: 3, reason: purgeReason })
  expect(told.codes).toBe(createHash('sha256').update(old.code).digest('hex'))
  const { path } = await asAdministrator(async () => getOk(await counter.call('journal.export', { folder: work, withContent: true })))
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const kinds = lines.map((line) => JSON.parse(line) as { kind: string; payload?: unknown }).filter(({ kind }) => kind === 'entry')
  expect(await verifyExport(lines, await getAuditKeys(portal.database))).toMatchObject({ kind: 'intact', entries: kinds.length, withContent: kinds.length - told.entries, receiptsLost: 0 })
  inspect(counter, (db) => {
    const { device } = getDevice(db)
    const seq = db.prepare(`SELECT seq FROM journal WHERE kind = 'content.purged'`).pluck().get() as number
    const { payload } = db.prepare('SELECT payload FROM journal WHERE seq = ?').get(seq) as { payload: string }
    db.prepare('UPDATE journal SET payload = ? WHERE seq = ?').run(payload.replace('"dossiers":1', '"dossiers":2'), seq)
    expect(verifyChain(db, device)).toEqual({ kind: 'broken', seq, reason: 'payload' })
    db.prepare('UPDATE journal SET payload = ? WHERE seq = ?').run(payload, seq)
  })
})
