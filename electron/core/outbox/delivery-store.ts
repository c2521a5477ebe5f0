import type { Problem, Receipt } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { ownProblemTypes, problemTypes } from '../../contract/problem-types.ts'
import { isOwnLane } from '../journal/lane.ts'
import { createReceiptBuilder, toStoredProof, type ProofOfBatch, type StoredProof } from './receipt-batch-store.ts'
import { markNeedsOfficerAgain, markReceivedAgain, markSendingAgain, requeueAgain, requeueBaselessAgain } from './offered-again-store.ts'

export type DeliveryStatus = 'queued' | 'sending' | 'received' | 'needs-officer'

export interface DeliveryRow {
  seq: number
  lane: string
  state: DeliveryStatus
  attempts: number
  answeredAt?: string
  problem?: Problem
  /** The first one; nothing overwrites it. */
  receipt?: Receipt
  /** Where the entry stands since the portal lost it and was offered it again; its first receipt still makes it received. */
  again?: DeliveryStatus
}

interface StoredDelivery {
  seq: number
  lane: string
  state: DeliveryStatus
  attempts: number
  answered_at: string | null
  problem: string | null
  /** A `StoredProof`, JSON. */
  receipt: string | null
  again?: DeliveryStatus | null
}

const columns = 'seq, lane, state, attempts, answered_at, problem, receipt'

export function insertDelivery(db: WriteDb, row: { seq: number; lane: string }): void {
  run(db, `INSERT INTO delivery (seq, lane, state, opens) SELECT seq, ?, 'queued', kind = 'dossier.received' FROM journal WHERE seq = ?`, row.lane, row.seq)
}

/**
 * The next entries that may travel, in device order: all but those behind an entry of the same lane that waits for an officer, so that the portal sees a dossier's
 * entries in the counter's order (law 3) and one bad dossier delays no other (law 4). `<> 'received'` says nothing new: it is what lets SQLite use the partial indexes,
 * without which every push reads the whole history.
 * @param after leaves out what is on its way already: sequence numbers up to this one
 */
export function listDue(db: ReadDb, limit: number, after = 0): DeliveryRow[] {
  return listRows<StoredDelivery>(db, selectDue(''), after, limit).map(toDelivery)
}

/** Of these only what follows nothing of its lane that the portal once had. */
export function listDueUnfounded(db: ReadDb, limit: number, after = 0): DeliveryRow[] {
  return listRows<StoredDelivery>(
    db,
    selectDue(`AND (${isOwnLane('candidate.lane')} OR NOT EXISTS (
          SELECT 1 FROM delivery AS earlier INDEXED BY delivery_lane
           WHERE earlier.lane = candidate.lane AND earlier.seq < candidate.seq AND earlier.state = 'received'))`),
    after,
    limit
  ).map(toDelivery)
}

/** Whether anything waits up to a place that may travel and is not on its way: tried again meanwhile, or more than the requests ahead hold. */
export function isDueUpTo(db: ReadDb, seq: number): boolean {
  return findRow(db, selectDue(`AND candidate.seq <= ? AND candidate.state = 'queued'`), 0, seq, 1) !== undefined
}

const selectDue = (also: string): string => `SELECT ${columns} FROM delivery AS candidate
      WHERE state <> 'received' AND state IN ('queued', 'sending') AND seq > ?
        AND NOT EXISTS (
          SELECT 1 FROM delivery AS earlier INDEXED BY delivery_stuck
           WHERE earlier.lane = candidate.lane AND earlier.seq < candidate.seq AND earlier.state = 'needs-officer')
        AND NOT EXISTS (
          SELECT 1 FROM offered_again AS earlier
           WHERE earlier.lane = candidate.lane AND earlier.seq < candidate.seq AND earlier.state <> 'received' AND earlier.state = 'needs-officer')
        AND NOT EXISTS (SELECT 1 FROM carried_document WHERE document = candidate.lane AND after_seq < candidate.seq)
        ${also}
      ORDER BY seq LIMIT ?`

/** In device order; of more than the limit those an officer has to settle come before those that go by themselves. Asked for apart: a queue of weeks is not sorted for a list of its beginning. */
export function listWaiting(db: ReadDb, limit: number): DeliveryRow[] {
  const stuck = listRows<StoredDelivery>(db, `SELECT ${columns} FROM delivery INDEXED BY delivery_stuck WHERE state = 'needs-officer' ORDER BY seq LIMIT ?`, limit)
  const others = listRows<StoredDelivery>(db, `SELECT ${columns} FROM delivery INDEXED BY delivery_waiting WHERE state <> 'received' AND state <> 'needs-officer' ORDER BY seq LIMIT ?`, limit - stuck.length)
  return [...stuck, ...others].sort((one, other) => one.seq - other.seq).map(toDelivery)
}

/** An entry that was received once has its further deliveries in `offered_again`: the four below pass on what is not here any more. */
export function markSending(db: WriteDb, seqs: readonly number[]): void {
  for (const seq of seqs) {
    const { changes } = run(db, `UPDATE delivery SET state = 'sending', attempts = attempts + 1 WHERE seq = ? AND state = 'queued'`, seq)
    if (changes === 0) markSendingAgain(db, seq)
  }
}

export function markReceived(db: WriteDb, seq: number, proof: Receipt | ProofOfBatch, answeredAt: string): void {
  const { receipt, signedAt } = toStoredProof(proof)
  const { changes } = run(db, `UPDATE delivery SET state = 'received', receipt = ?, receipt_signed_at = ?, answered_at = ?, problem = NULL WHERE seq = ? AND state <> 'received'`, receipt, signedAt, answeredAt, seq)
  if (changes === 0) markReceivedAgain(db, seq, receipt, answeredAt)
}

export function markNeedsOfficer(db: WriteDb, seq: number, problem: Problem, answeredAt: string): void {
  const { changes } = run(db, `UPDATE delivery SET state = 'needs-officer', problem = ?, answered_at = ? WHERE seq = ? AND state <> 'received'`, JSON.stringify(problem), answeredAt, seq)
  if (changes === 0) markNeedsOfficerAgain(db, seq, problem, answeredAt)
}

/** Back to the queue: the attempt did not reach the portal, or its answer did not reach us. */
export function requeue(db: WriteDb, seqs: readonly number[]): void {
  for (const seq of seqs) {
    const { changes } = run(db, `UPDATE delivery SET state = 'queued' WHERE seq = ? AND state = 'sending'`, seq)
    if (changes === 0) requeueAgain(db, seq)
  }
}

/** Whether an earlier entry of its lane has not arrived, or has to arrive again: what the portal says of this one's base then follows from that. */
export function isBehindWaiting(db: ReadDb, seq: number): boolean {
  return (
    findRow(
      db,
      `SELECT 1 FROM delivery AS own
        WHERE own.seq = ? AND (EXISTS (SELECT 1 FROM delivery AS earlier INDEXED BY delivery_waiting WHERE earlier.lane = own.lane AND earlier.seq < own.seq AND earlier.state <> 'received')
          OR EXISTS (SELECT 1 FROM offered_again AS earlier WHERE earlier.lane = own.lane AND earlier.seq < own.seq AND earlier.state <> 'received'))`,
      seq
    ) !== undefined
  )
}

/** Sequence numbers of a lane that have not arrived, or have to arrive again. */
export function listWaitingOf(db: ReadDb, lane: string): number[] {
  return listRows<{ seq: number }>(
    db,
    `SELECT seq FROM delivery INDEXED BY delivery_lane WHERE lane = ? AND state <> 'received' UNION SELECT seq FROM offered_again WHERE lane = ? AND state <> 'received'`,
    lane,
    lane
  ).map(({ seq }) => seq)
}

/** Whether any of some entries is of the lane of any of others. */
export function areOfOneLane(db: ReadDb, some: readonly number[], others: readonly number[]): boolean {
  const lanesOf = (seqs: readonly number[]): string[] => seqs.flatMap((seq) => findRow<{ lane: string }>(db, 'SELECT lane FROM delivery WHERE seq = ?', seq)?.lane ?? [])
  const lanes = new Set(lanesOf(some))
  return lanesOf(others).some((lane) => lanes.has(lane))
}

/** Back to the queue: it was made ready and never sent. */
export function takeBack(db: WriteDb, seqs: readonly number[]): void {
  for (const seq of seqs) run(db, `UPDATE delivery SET state = 'queued', attempts = attempts - 1 WHERE seq = ? AND state = 'sending'`, seq)
}

/** After a restart nothing is under way: what was being sent is sent again, which the portal's key makes harmless. */
export function requeueInterrupted(db: WriteDb): void {
  run(db, `UPDATE delivery SET state = 'queued' WHERE state <> 'received' AND state = 'sending'`)
}

/** The officer's "try again": also what was put aside. Its reason is told until it is received, or refused for another. */
export function requeueAll(db: WriteDb): void {
  run(db, `UPDATE delivery SET state = 'queued' WHERE state <> 'received' AND state IN ('queued', 'needs-officer')`)
}

/** The same for one lane. */
export function requeueLane(db: WriteDb, lane: string): void {
  run(db, `UPDATE delivery SET state = 'queued' WHERE lane = ? AND state <> 'received' AND state IN ('queued', 'needs-officer')`, lane)
}

/** The portal has told of a dossier or document: what it could lay upon nothing before is tried anew. */
export function requeueBaseless(db: WriteDb, lane: string): void {
  run(db, `UPDATE delivery SET state = 'queued', problem = NULL WHERE lane = ? AND state <> 'received' AND state = 'needs-officer' AND problem ->> 'type' = ?`, lane, problemTypes.baseUnknown)
  requeueBaselessAgain(db, lane)
}

/** What the portal failed on while it took others is tried anew: a fault passes. The reason is told until it is received. */
export function requeueFaulty(db: WriteDb): { seq: number; lane: string; problem: Problem }[] {
  const faulty = listRows<{ seq: number; lane: string; problem: string }>(
    db,
    `SELECT seq, lane, problem FROM delivery WHERE state <> 'received' AND ${isFaulty}
     UNION ALL SELECT seq, lane, problem FROM offered_again WHERE state <> 'received' AND ${isFaulty} ORDER BY seq`
  )
  for (const table of ['delivery', 'offered_again']) run(db, `UPDATE ${table} SET state = 'queued' WHERE state <> 'received' AND ${isFaulty}`)
  return faulty.map(({ problem, ...row }) => ({ ...row, problem: JSON.parse(problem) as Problem }))
}

const isFaulty = `state = 'needs-officer' AND problem ->> 'type' = '${ownProblemTypes.portalFault}'`

/** @param buildReceipt of many in one reading: its own, so that a batch is opened once */
export function findDelivery(db: ReadDb, seq: number, buildReceipt = createReceiptBuilder(db)): DeliveryRow | undefined {
  const again = '(SELECT state FROM offered_again WHERE offered_again.seq = delivery.seq ORDER BY recall DESC LIMIT 1) AS again'
  const row = findRow<StoredDelivery>(db, `SELECT ${columns}, ${again} FROM delivery WHERE seq = ?`, seq)
  if (!row) return undefined
  const receipt = row.receipt === null ? undefined : buildReceipt(seq, JSON.parse(row.receipt) as StoredProof)
  return { ...toDelivery(row), ...(receipt ? { receipt } : {}) }
}

/** `changed`: of the dossiers those that were received before, and of which a later step waits. */
export function summariseDeliveries(db: ReadDb): { entries: number; dossiers: number; changed: number; documents: number; needsOfficer: number; oldestSeq: number | null } {
  const { opened, ...counts } = findRow<{ entries: number; needsOfficer: number; oldestSeq: number | null; opened: number }>(
    db,
    `SELECT count(*) AS entries, count(*) FILTER (WHERE state = 'needs-officer') AS needsOfficer, min(seq) AS oldestSeq, count(*) FILTER (WHERE opens) AS opened FROM delivery INDEXED BY delivery_waiting WHERE state <> 'received'`
  )!
  // A dossier is opened once and before all else, so only other steps need be sorted by their lanes. The index by lane holds the whole history.
  const { changed, documents } = findRow<{ changed: number; documents: number }>(
    db,
    `SELECT count(*) - count(document.id) AS changed, count(document.id) AS documents
       FROM (SELECT lane AS later, min(seq) AS first FROM delivery INDEXED BY delivery_waiting WHERE state <> 'received' AND NOT opens GROUP BY lane) LEFT JOIN document ON document.id = later
      WHERE NOT ${isOwnLane('later')}
        AND NOT EXISTS (SELECT 1 FROM delivery AS earlier INDEXED BY delivery_lane WHERE earlier.lane = later AND earlier.seq < first AND earlier.state <> 'received')`
  )!
  return { ...counts, dossiers: opened + changed, changed, documents }
}

function toDelivery(row: StoredDelivery): DeliveryRow {
  return {
    seq: row.seq,
    lane: row.lane,
    state: row.state,
    attempts: row.attempts,
    ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
    ...(row.problem === null ? {} : { problem: JSON.parse(row.problem) as Problem }),
    ...(row.again ? { again: row.again } : {})
  }
}
