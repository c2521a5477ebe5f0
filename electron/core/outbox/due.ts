import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { findRecallDue } from '../portal/recall.ts'
import { isDueUpTo, listDue, listDueUnfounded } from './delivery-store.ts'
import { countWaitingAgain, listDueAgain } from './offered-again-store.ts'

export interface DueEntry {
  seq: number
  lane: string
}

/**
 * The next entries that travel, in device order: those that never arrived, and among them those that the portal lost.
 * @param after leaves out what is on its way already: sequence numbers up to this one. None while anything up to there is due and is not on its way
 */
export function listDueEntries(db: ReadDb, limit: number, after = 0): DueEntry[] {
  // What the portal lost goes before what follows it, and until it has told what it holds, nobody knows what it lost.
  if (findRecallDue(db)) return listDueUnfounded(db, limit, after)
  // It goes before what follows it in its lane.
  if (after > 0 && isDueUpTo(db, after)) return []
  const first = listDue(db, limit, after)
  const again = listDueAgain(db, limit, after)
  return again.length === 0 ? first : [...first, ...again].sort((a, b) => a.seq - b.seq).slice(0, limit)
}

/** Whether a batch may be sent before the one ahead of it was kept. Not while the portal has lost something: what it is offered again goes before what follows it. */
export function mayRunAhead(db: ReadDb): boolean {
  return findSetting(db, 'recall-due') === undefined && countWaitingAgain(db).waiting === 0
}
