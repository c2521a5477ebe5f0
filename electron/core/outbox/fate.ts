import type { Problem } from '../../contract/wire.ts'
import type { WriteDb } from '../db/open.ts'
import { askHistory, findHistory } from '../history/history-store.ts'
import { isPortalFault } from '../portal/blame.ts'
import { findDelivery } from './delivery-store.ts'

/**
 * An entry on which the portal fails, or that nobody answers, may be there all the same: its answer is lost each time. What the portal has of its lane is read before it is decided upon, and what is found there is received
 * (history/read-histories.ts).
 * @returns false where that was not read since it was put aside; it is asked for then
 */
export function isKnownMissing(db: WriteDb, { seq, lane, problem }: { seq: number; lane: string; problem: Problem | undefined }, nowMs: number): boolean {
  if (!isPortalFault(problem)) return true
  const readAt = findHistory(db, lane)?.readAt
  if (readAt !== undefined && readAt > (findDelivery(db, seq)?.answeredAt ?? '')) return true
  askHistory(db, lane, nowMs)
  return false
}
