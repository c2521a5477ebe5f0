import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CoreContext } from '../../electron/core/context.ts'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { findSetting, putSetting } from '../../electron/core/db/setting-store.ts'
import { createPurgeRunner, type PurgeRunner, type PurgeRunnerOptions } from '../../electron/core/retention/purge-run.ts'
import { waitFor } from './support/wait.ts'

let folder: string
let db: ReadDb
let runner: PurgeRunner | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-purge-run-'))
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32), mustExist: false })
  write(db, (own) => putSetting(own, 'device', { device: 'may-thu', receiptKeys: [] }))
})
afterEach(async () => {
  await runner?.stop()
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An act over an office in which nothing is over: one step, then the clearing up. */
function begin(options: Partial<PurgeRunnerOptions>): unknown[] {
  const bugs: unknown[] = []
  const context = { db, filesFolder: folder, now: Date.now, emit: () => undefined, wakeOutbox: () => undefined } as unknown as CoreContext
  runner = createPurgeRunner({ context, keepOutside: async () => undefined, isChainBroken: () => false, reportBug: (error) => bugs.push(error), ...options })
  runner.begin({ officer: 'o', reason: 'hết thời hạn', today: '2046-01-01', dossiers: 1 })
  runner.noteHeard()
  return bugs
}

const isRunning = () => findSetting(db, 'purge-run') !== undefined

test('a run that fails is told and goes on by itself', async () => {
  let calls = 0
  const bugs = begin({
    keepOutside: async () => {
      if (++calls === 1) throw new Error('the second disk is gone')
    }
  })
  await waitFor('the end of the act', () => !isRunning(), 30_000)
  expect(bugs).toHaveLength(1)
  expect(runner?.getState().last).toMatchObject({ dossiers: 0, held: 1 })
}, 40_000)

test('while the journal is broken nothing is purged, and the act says that it waits; what was begun ends when the journal is whole', async () => {
  let isBroken = true
  const bugs = begin({ isChainBroken: () => isBroken })
  await waitFor('it to say so', () => runner?.getState().running?.waits === true)
  expect(findSetting(db, 'purge-run')).toMatchObject({ after: { receivedAt: '' }, purged: 0 })
  isBroken = false
  await waitFor('the end of the act', () => !isRunning(), 30_000)
  expect(bugs).toEqual([])
}, 40_000)
