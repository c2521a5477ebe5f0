import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { listDueStampings, longestStampingWaitMs, noteStampingFailure, queueStamping } from '../../electron/core/documents/stamping-store.ts'

/** Which seals wait for their time stamp, under a clock that stood ahead and was mended. */

const nowMs = Date.UTC(2026, 10, 27)
const yearMs = 365 * 86_400_000
let folder: string
let db: ReadDb

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-stamping-'))
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32) })
  db.exec(`INSERT INTO document (id, revision, stage, sha256, changed_at, state) VALUES ('d', 1, 'issued', 's', '', '{}')`)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const isDue = (): boolean => listDueStampings(db, nowMs, 1).length > 0

test('one that was sealed under a clock a year ahead is due once the clock is right', () => {
  write(db, (own) => queueStamping(own, 'd', nowMs + yearMs))
  expect(isDue()).toBe(true)
})

test('and so is one whose authority failed then; a wait that is no longer than any is kept to', () => {
  write(db, (own) => (queueStamping(own, 'd', nowMs), noteStampingFailure(own, 'd', 'timestamp-unavailable', nowMs + yearMs)))
  expect(isDue()).toBe(true)
  write(db, (own) => noteStampingFailure(own, 'd', 'timestamp-unavailable', nowMs + longestStampingWaitMs))
  expect(isDue()).toBe(false)
})
