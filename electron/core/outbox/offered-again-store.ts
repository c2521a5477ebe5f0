import { problemTypes } from '../../contract/problem-types.ts'
import type { Problem } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { askWholeFeed } from '../portal/feed-cursor.ts'

/** Entries that were received once and travel again, because the portal lost them. An entry waits in at most one recall. */
export interface OfferedAgainRow {
  seq: number
  lane: string
  state: 'queued' | 'sending' | 'received' | 'needs-officer'
  attempts: number
  problem: string | null
}

const columns = 'seq, lane, state, attempts, problem'

/** Queues received entries of one epoch after a place again. An entry whose content was purged cannot travel; its link does. */
export function offerAgainAfter(db: WriteDb, recall: number, place: { epoch: number; after: number }): void {
  run(db, `${offer} WHERE journal.epoch = ? AND journal.seq > ? AND ${isOffered} ON CONFLICT DO NOTHING`, recall, place.epoch, place.after)
}

/** One entry of an epoch, or all after one. */
export type LostPlace = { epoch: number } & ({ after: number } | { seq: number })

/** How many received entries after a place, or at one, have no content here any more. */
export function countPurged(db: ReadDb, place: LostPlace): number {
  return findRow<{ count: number }>(db, `SELECT count(*) AS count FROM journal JOIN delivery ON delivery.seq = journal.seq WHERE epoch = ? AND journal.seq BETWEEN ? AND ? AND payload IS NULL AND state = 'received'`, ...boundsOf(place))!.count
}

/** Whether a received entry there could travel again and does not yet. */
export function isToOffer(db: ReadDb, place: LostPlace): boolean {
  return findRow(db, `SELECT 1 FROM journal JOIN delivery ON delivery.seq = journal.seq WHERE journal.epoch = ? AND journal.seq BETWEEN ? AND ? AND ${isOffered} LIMIT 1`, ...boundsOf(place)) !== undefined
}

function boundsOf(place: LostPlace): [epoch: number, from: number, to: number] {
  return 'after' in place ? [place.epoch, place.after + 1, Number.MAX_SAFE_INTEGER] : [place.epoch, place.seq, place.seq]
}

/** False where it is not here, or is offered already. */
export function offerAgainOne(db: WriteDb, recall: number, place: { epoch: number; seq: number }): boolean {
  return run(db, `${offer} WHERE journal.epoch = ? AND journal.seq = ? AND ${isOffered} ON CONFLICT DO NOTHING`, recall, place.epoch, place.seq).changes > 0
}

const offer = `INSERT INTO offered_again (recall, seq, lane, state) SELECT ?, delivery.seq, delivery.lane, 'queued' FROM journal JOIN delivery ON delivery.seq = journal.seq`
const isOffered = `delivery.state = 'received' AND journal.payload IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM offered_again AS waiting WHERE waiting.seq = journal.seq AND waiting.state <> 'received')
  AND NOT EXISTS (SELECT 1 FROM withdrawn WHERE withdrawn.seq = journal.seq)`

/** Files of dossiers of which an entry is offered again: what the portal does hold of them is found by their hash and not sent. */
export function offerFilesAgain(db: WriteDb, recall: number): void {
  run(
    db,
    `UPDATE upload SET state = 'queued', tus_url = NULL, sent_bytes = 0 WHERE state = 'received' AND dossier IN (SELECT lane FROM offered_again WHERE recall = ?)`,
    recall
  )
}

/** False where it was not received, or is offered already. */
export function offerFileAgain(db: WriteDb, file: { sha256: string; dossier: string }): boolean {
  return run(db, `UPDATE upload SET state = 'queued', tus_url = NULL, sent_bytes = 0 WHERE state = 'received' AND sha256 = ? AND dossier = ?`, file.sha256, file.dossier).changes > 0
}

/** In device order, behind nothing of their lane that waits for an officer. */
export function listDueAgain(db: ReadDb, limit: number, after: number): OfferedAgainRow[] {
  return listRows(
    db,
    `SELECT ${columns} FROM offered_again AS candidate
      WHERE state <> 'received' AND state IN ('queued', 'sending') AND seq > ?
        AND NOT EXISTS (
          SELECT 1 FROM offered_again AS earlier
           WHERE earlier.lane = candidate.lane AND earlier.seq < candidate.seq AND earlier.state <> 'received' AND earlier.state = 'needs-officer')
      ORDER BY seq LIMIT ?`,
    after,
    limit
  )
}

/** As `listWaiting` does. */
export function listWaitingAgain(db: ReadDb, limit: number): OfferedAgainRow[] {
  const list = (comparison: '=' | '<>', most: number): OfferedAgainRow[] =>
    listRows(db, `SELECT ${columns} FROM offered_again INDEXED BY offered_again_waiting WHERE state <> 'received' AND state ${comparison} 'needs-officer' ORDER BY seq LIMIT ?`, most)
  const stuck = list('=', limit)
  return [...stuck, ...list('<>', limit - stuck.length)].sort((one, other) => one.seq - other.seq)
}

export function findWaitingAgain(db: ReadDb, seq: number): OfferedAgainRow | undefined {
  return findRow(db, `SELECT ${columns} FROM offered_again WHERE seq = ? AND state <> 'received'`, seq)
}

export function markSendingAgain(db: WriteDb, seq: number): void {
  run(db, `UPDATE offered_again SET state = 'sending', attempts = attempts + 1 WHERE seq = ? AND state <> 'received' AND state = 'queued'`, seq)
}

/** @param receipt a `StoredProof`, JSON */
export function markReceivedAgain(db: WriteDb, seq: number, receipt: string, answeredAt: string): void {
  run(db, `UPDATE offered_again SET state = 'received', receipt = ?, answered_at = ?, problem = NULL WHERE seq = ? AND state <> 'received'`, receipt, answeredAt, seq)
}

export function markNeedsOfficerAgain(db: WriteDb, seq: number, problem: Problem, answeredAt: string): void {
  run(db, `UPDATE offered_again SET state = 'needs-officer', problem = ?, answered_at = ? WHERE seq = ? AND state <> 'received'`, JSON.stringify(problem), answeredAt, seq)
  // What stands in its way may have been told before it was offered, when there was nothing to keep it beside: the portal's whole feed is asked for anew.
  if (problem.type === problemTypes.editConflict) askWholeFeed(db)
}

export function requeueAgain(db: WriteDb, seq: number): void {
  run(db, `UPDATE offered_again SET state = 'queued' WHERE seq = ? AND state <> 'received' AND state = 'sending'`, seq)
}

export function requeueBaselessAgain(db: WriteDb, lane: string): void {
  run(db, `UPDATE offered_again SET state = 'queued', problem = NULL WHERE lane = ? AND state <> 'received' AND state = 'needs-officer' AND problem ->> 'type' = ?`, lane, problemTypes.baseUnknown)
}

/** What was written upon steps that the portal lost, and met it before they were offered again: it follows them. */
export function requeueBaselessBehind(db: WriteDb, recall: number): void {
  run(
    db,
    `UPDATE delivery SET state = 'queued', problem = NULL WHERE state = 'needs-officer' AND problem ->> 'type' = ? AND lane IN (SELECT lane FROM offered_again WHERE recall = ?)`,
    problemTypes.baseUnknown,
    recall
  )
}

/** After a restart, or when the officer asks: all that waits is tried anew, but for what an officer once let stand and is asked about (withdrawn-store.ts). That needs her decision. */
export function requeueAllAgain(db: WriteDb, lane?: string): void {
  if (lane === undefined) run(db, `UPDATE offered_again SET state = 'queued' WHERE state <> 'received' AND ${isTriedAnew}`)
  else run(db, `UPDATE offered_again SET state = 'queued' WHERE lane = ? AND state <> 'received' AND ${isTriedAnew}`, lane)
}

/** What is asked about names the decision by which it stood here in place of a recall. */
const isTriedAnew = `NOT (state = 'needs-officer' AND EXISTS (SELECT 1 FROM journal WHERE journal.seq = offered_again.recall AND journal.kind = 'entry.withdrawn'))`

export function countWaitingAgain(db: ReadDb): { waiting: number; needsOfficer: number } {
  return findRow(db, `SELECT count(*) AS waiting, count(*) FILTER (WHERE state = 'needs-officer') AS needsOfficer FROM offered_again WHERE state <> 'received'`)!
}

export function countOfferedAgain(db: ReadDb, recall: number): number {
  return findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM offered_again WHERE recall = ?', recall)?.count ?? 0
}
