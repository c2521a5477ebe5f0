import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChainState } from '../../electron/contract/continuity.ts'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { findSetting, putSetting } from '../../electron/core/db/setting-store.ts'
import { watchChain, type ChainWatch } from '../../electron/core/journal/chain-watch.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import { findHead } from '../../electron/core/journal/journal-store.ts'
import { waitFor } from './support/wait.ts'

const device = 'may-thu'
const quick = { sliceMs: 0, pauseMs: 1, firstMs: 1, wholeAfterMs: 30, tailEveryMs: 20, wholeEveryMs: 50 }
let folder: string
let db: ReadDb
let watch: ChainWatch | undefined
let told: ChainState[]
const bugs: unknown[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-chain-'))
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32), mustExist: false })
  told = []
})
afterEach(() => {
  watch?.stop()
  db.close()
  rmSync(folder, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

function append(count: number): void {
  write(db, (writeDb) => {
    for (let i = 0; i < count; i++) appendEntry(writeDb, { device, epoch: 1 }, { kind: 'k', officer: 'o', dossier: `d-${i}`, baseRevision: 0, at: 'a', payload: { text: `nội dung ${i}` } })
  })
}

function start(times: Partial<typeof quick> = {}): ChainWatch {
  watch = watchChain({ db, device, changed: (state) => told.push(state), reportBug: (error) => bugs.push(error), times: { ...quick, ...times } })
  return watch
}

const waitForState = (state: ChainState) => waitFor(JSON.stringify(state), () => JSON.stringify(watch?.getState()) === JSON.stringify(state), 5_000)

test('verifies to the head in slices, keeps the checkpoint, and follows what comes', async () => {
  append(200)
  start()
  expect(watch?.getState()).toEqual({ state: 'intact', checkedTo: 0 })
  await waitForState({ state: 'intact', checkedTo: 200 })
  expect(findSetting(db, 'chain-checkpoint')).toEqual({ seq: 200, hash: findHead(db)?.hash })
  append(3)
  await waitForState({ state: 'intact', checkedTo: 203 })
})

test('begins at the checkpoint of the run before', async () => {
  append(100)
  start()
  await waitForState({ state: 'intact', checkedTo: 100 })
  watch?.stop()
  // A change before the checkpoint is not what the start looks at: only the whole walk finds it.
  db.exec(`UPDATE journal SET officer = 'x' WHERE seq = 7`)
  append(5)
  start({ wholeAfterMs: 60_000 })
  await waitForState({ state: 'intact', checkedTo: 105 })
})

test('a byte changed long before the checkpoint is found and named by the walk of the whole', async () => {
  append(120)
  start()
  await waitForState({ state: 'intact', checkedTo: 120 })
  db.exec(`UPDATE journal SET payload = replace(payload, 'nội dung 41', 'nội dung 4l') WHERE seq = 42`)
  await waitForState({ state: 'broken', seq: 42, reason: 'payload' })
  expect(told.at(-1)).toEqual({ state: 'broken', seq: 42, reason: 'payload' })
})

test('a fault is known again from the next start on, before anything is walked, until the whole was walked and none was found', async () => {
  append(60)
  start()
  await waitForState({ state: 'intact', checkedTo: 60 })
  db.exec(`UPDATE journal SET payload = replace(payload, 'nội dung 41', 'nội dung 4l') WHERE seq = 42`)
  await waitForState({ state: 'broken', seq: 42, reason: 'payload' })
  watch?.stop()
  start({ wholeAfterMs: 60_000 })
  expect(watch?.getState()).toEqual({ state: 'broken', seq: 42, reason: 'payload' })
  watch?.stop()
  db.exec(`UPDATE journal SET payload = replace(payload, 'nội dung 4l', 'nội dung 41') WHERE seq = 42`)
  start({ wholeAfterMs: 60_000 })
  expect(watch?.getState()).toEqual({ state: 'broken', seq: 42, reason: 'payload' })
  await waitForState({ state: 'intact', checkedTo: 60 })
  expect(findSetting(db, 'chain-fault')).toBeUndefined()
})

test('a space put into a payload is a changed byte too', async () => {
  append(40)
  db.exec(`UPDATE journal SET payload = replace(payload, '":"', '": "') WHERE seq = 9`)
  start()
  await waitForState({ state: 'broken', seq: 9, reason: 'payload' })
})

test('entries cut off the end are missed by the checkpoint', async () => {
  append(50)
  start()
  await waitForState({ state: 'intact', checkedTo: 50 })
  watch?.stop()
  db.pragma('foreign_keys=OFF')
  db.exec('DELETE FROM journal WHERE seq > 45')
  start()
  await waitForState({ state: 'broken', seq: 46, reason: 'sequence' })
})

test('a chain rewritten from an entry on, hashes and all, is found by the checkpoint, and without one by the head the portal signed', async () => {
  append(30)
  start()
  await waitForState({ state: 'intact', checkedTo: 30 })
  watch?.stop()
  const head = findHead(db)!
  const signedHead = { statement: { type: 'qmc-chain-head', portal: 'p', device, epoch: 1, seq: 30, hash: head.hash, signedAt: 'a' }, keyId: 'k', signature: 's' }
  db.pragma('foreign_keys=OFF')
  db.exec('DELETE FROM delivery WHERE seq > 20; DELETE FROM journal WHERE seq > 20')
  append(12)
  write(db, (writeDb) => putSetting(writeDb, 'signed-head', signedHead))
  start()
  await waitForState({ state: 'broken', seq: 30, reason: 'checkpoint' })
  watch?.stop()
  db.exec(`DELETE FROM setting WHERE key IN ('chain-checkpoint', 'chain-fault')`)
  start()
  await waitForState({ state: 'broken', seq: 30, reason: 'checkpoint' })
  watch?.stop()
  // One that denies this journal, and be it beyond its end, is another thing.
  write(db, (writeDb) => putSetting(writeDb, 'disputed-head', { ...signedHead, statement: { ...signedHead.statement, seq: 90 } }))
  start()
  await waitForState({ state: 'broken', seq: 33, reason: 'signed-head' })
})

test('a signed head that agrees, or that is of an epoch a restore lost, denies nothing', async () => {
  append(10)
  const statement = { type: 'qmc-chain-head', portal: 'p', device, epoch: 1, seq: 10, hash: findHead(db)!.hash, signedAt: 'a' }
  write(db, (writeDb) => putSetting(writeDb, 'signed-head', { statement, keyId: 'k', signature: 's' }))
  start()
  await waitForState({ state: 'intact', checkedTo: 10 })
  watch?.stop()
  write(db, (writeDb) => {
    for (let i = 0; i < 4; i++) appendEntry(writeDb, { device, epoch: 2 }, { kind: 'k', officer: 'o', baseRevision: 0, at: 'a', payload: i })
    putSetting(writeDb, 'signed-head', { statement: { ...statement, seq: 12, hash: 'f'.repeat(64) }, keyId: 'k', signature: 's' })
  })
  start()
  await waitForState({ state: 'intact', checkedTo: 14 })
})

test('a walk over 20,000 entries comes in slices: other work has its turn between them', async () => {
  append(20_000)
  let turns = 0
  const beat = setInterval(() => (turns += 1), 1)
  start({ sliceMs: 6, pauseMs: 5, wholeAfterMs: 60_000 })
  await waitForState({ state: 'intact', checkedTo: 20_000 })
  clearInterval(beat)
  // In one piece it would be one turn; no time is asserted, because the machine is shared.
  expect(turns).toBeGreaterThan(20)
})
