import type { Problem, Receipt } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export type DeliveryStatus = 'queued' | 'sending' | 'received' | 'needs-officer'

export interface DeliveryRow {
  seq: number
  lane: string
  state: DeliveryStatus
  attempts: number
  nextAtMs: number
  answeredAt?: string
  problem?: Problem
  receipt?: Receipt
}

interface StoredDelivery {
  seq: number
  lane: string
  state: DeliveryStatus
  attempts: number
  next_at_ms: number
  answered_at: string | null
  problem: string | null
  receipt: string | null
}

const columns = 'seq, lane, state, attempts, next_at_ms, answered_at, problem, receipt'

export function insertDelivery(db: WriteDb, row: { seq: number; lane: string }): void {
  run(db, `INSERT INTO delivery (seq, lane, state) VALUES (?, ?, 'queued')`, row.seq, row.lane)
}

/**
 * The next entries that may travel: in device order, none whose lane holds an earlier entry that waits for an officer or for its turn, and of each lane
 * an unbroken run, so that the portal sees a dossier's entries in the counter's order (law 3).
 */
export function listDue(db: ReadDb, nowMs: number, limit: number): DeliveryRow[] {
  return listRows<StoredDelivery>(
    db,
    `SELECT ${columns} FROM delivery AS candidate
      WHERE state IN ('queued', 'sending') AND next_at_ms <= ?
        AND NOT EXISTS (
          SELECT 1 FROM delivery AS earlier
           WHERE earlier.lane = candidate.lane AND earlier.seq < candidate.seq
             AND (earlier.state = 'needs-officer' OR (earlier.state <> 'received' AND earlier.next_at_ms > ?)))
      ORDER BY seq LIMIT ?`,
    nowMs,
    nowMs,
    limit
  ).map(toDelivery)
}

export function listWaiting(db: ReadDb, limit: number): DeliveryRow[] {
  return listRows<StoredDelivery>(db, `SELECT ${columns} FROM delivery WHERE state <> 'received' ORDER BY seq LIMIT ?`, limit).map(toDelivery)
}

/** When the earliest waiting entry may be tried; undefined when none waits for time. */
export function findNextDueMs(db: ReadDb): number | undefined {
  const row = findRow<{ at: number | null }>(db, `SELECT min(next_at_ms) AS at FROM delivery WHERE state IN ('queued', 'sending')`)
  return row?.at ?? undefined
}

export function markSending(db: WriteDb, seqs: readonly number[]): void {
  for (const seq of seqs) run(db, `UPDATE delivery SET state = 'sending', attempts = attempts + 1 WHERE seq = ? AND state = 'queued'`, seq)
}

export function markReceived(db: WriteDb, seq: number, receipt: Receipt, answeredAt: string): void {
  run(db, `UPDATE delivery SET state = 'received', receipt = ?, answered_at = ?, problem = NULL WHERE seq = ?`, JSON.stringify(receipt), answeredAt, seq)
}

export function markNeedsOfficer(db: WriteDb, seq: number, problem: Problem, answeredAt: string): void {
  run(db, `UPDATE delivery SET state = 'needs-officer', problem = ?, answered_at = ? WHERE seq = ? AND state <> 'received'`, JSON.stringify(problem), answeredAt, seq)
}

/** Back to the queue, to be tried again at a time. */
export function requeue(db: WriteDb, seqs: readonly number[], nextAtMs: number): void {
  for (const seq of seqs) run(db, `UPDATE delivery SET state = 'queued', next_at_ms = ? WHERE seq = ? AND state = 'sending'`, nextAtMs, seq)
}

/** After a restart nothing is under way: what was being sent is sent again, which the portal's key makes harmless. */
export function requeueInterrupted(db: WriteDb): void {
  run(db, `UPDATE delivery SET state = 'queued', next_at_ms = 0 WHERE state = 'sending'`)
}

/** The officer's "try again": also what was put aside. */
export function requeueAll(db: WriteDb): void {
  run(db, `UPDATE delivery SET state = 'queued', next_at_ms = 0, problem = NULL WHERE state IN ('queued', 'needs-officer')`)
}

export function findDelivery(db: ReadDb, seq: number): DeliveryRow | undefined {
  const row = findRow<StoredDelivery>(db, `SELECT ${columns} FROM delivery WHERE seq = ?`, seq)
  return row ? toDelivery(row) : undefined
}

export function summariseDeliveries(db: ReadDb): { entries: number; lanes: number; needsOfficer: number; oldestSeq: number | null } {
  return findRow(
    db,
    `SELECT count(*) AS entries, count(DISTINCT lane) AS lanes, count(*) FILTER (WHERE state = 'needs-officer') AS needsOfficer, min(seq) AS oldestSeq
       FROM delivery WHERE state <> 'received'`
  )!
}

function toDelivery(row: StoredDelivery): DeliveryRow {
  return {
    seq: row.seq,
    lane: row.lane,
    state: row.state,
    attempts: row.attempts,
    nextAtMs: row.next_at_ms,
    ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
    ...(row.problem === null ? {} : { problem: JSON.parse(row.problem) as Problem }),
    ...(row.receipt === null ? {} : { receipt: JSON.parse(row.receipt) as Receipt })
  }
}
