import type { Problem } from '../../contract/wire.ts'
import type { WriteDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { askHistory, findHistory } from '../history/history-store.ts'
import { isPortalFault } from '../portal/blame.ts'
import { findDelivery } from './delivery-store.ts'

/** When, ISO 8601 UTC, and up to which entry. */
export interface QueueExported {
  at: string
  seq: number
}

/**
 * An entry on which the portal fails, or that nobody answers, may be there all the same: its answer is lost each time. So may one that was carried there. What the portal has of its lane is read before it is decided upon, and
 * what is found there is received (history/read-histories.ts).
 * @returns false where that was not read since; it is asked for then
 */
export function isKnownMissing(db: WriteDb, { seq, lane, problem }: { seq: number; lane: string; problem: Problem | undefined }, nowMs: number): boolean {
  const putAsideAt = isPortalFault(problem) ? (findDelivery(db, seq)?.answeredAt ?? '') : undefined
  const exported = findSetting<QueueExported>(db, 'queue-exported')
  const carriedAt = exported && seq <= exported.seq ? exported.at : undefined
  const doubts = [putAsideAt, carriedAt].filter((at) => at !== undefined)
  const readAt = findHistory(db, lane)?.readAt
  if (doubts.every((at) => readAt !== undefined && readAt > at)) return true
  askHistory(db, lane, nowMs)
  return false
}
