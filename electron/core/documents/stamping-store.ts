import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

/** A sealed document whose time no authority has proved yet, or without all revocation data. */
export interface StampingRow {
  document: string
  attempts: number
  /** Epoch milliseconds. */
  nextAt: number
  /** Kind of the last failure. */
  problem: string | null
}

const columns = 'document, attempts, next_at AS nextAt, problem'

/** An authority that keeps no list of what it took back may never have one: looked for once a day. Nothing waits longer. */
export const longestStampingWaitMs = 24 * 60 * 60_000

export function queueStamping(db: WriteDb, document: string, nowMs: number): void {
  run(db, 'INSERT INTO stamping (document, next_at) VALUES (?, ?) ON CONFLICT DO NOTHING', document, nowMs)
}

export function findStamping(db: ReadDb, document: string): StampingRow | undefined {
  return findRow<StampingRow>(db, `SELECT ${columns} FROM stamping WHERE document = ?`, document)
}

/** Those whose time to be tried has come, longest waiting first. What would wait longer than any was noted by a clock that stood ahead: it is due (law 7). */
export function listDueStampings(db: ReadDb, nowMs: number, limit: number): StampingRow[] {
  return listRows<StampingRow>(db, `SELECT ${columns} FROM stamping WHERE next_at <= ? OR next_at > ? ORDER BY next_at LIMIT ?`, nowMs, nowMs + longestStampingWaitMs, limit)
}

export function countStampings(db: ReadDb): number {
  return findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM stamping')!.count
}

export function noteStampingFailure(db: WriteDb, document: string, problem: string, nextAtMs: number): void {
  run(db, 'UPDATE stamping SET attempts = attempts + 1, problem = ?, next_at = ? WHERE document = ?', problem, nextAtMs, document)
}

/** Stamped, and its revocation data are still to come: waited for from the beginning. */
export function awaitEvidence(db: WriteDb, document: string, nextAtMs: number): void {
  run(db, `UPDATE stamping SET attempts = 0, problem = 'evidence-incomplete', next_at = ? WHERE document = ?`, nextAtMs, document)
}

/** The officer's "try again": all that waits is due, its count of attempts kept. */
export function hurryStampings(db: WriteDb, nowMs: number): void {
  run(db, 'UPDATE stamping SET next_at = ? WHERE next_at > ?', nowMs, nowMs)
}

export function endStamping(db: WriteDb, document: string): void {
  run(db, 'DELETE FROM stamping WHERE document = ?', document)
}
