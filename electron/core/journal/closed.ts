import type { RestoredNeedsPortal } from '../../contract/intake.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'

/**
 * Why nothing may be journalled here now (law 5); undefined while it may. A restored database may again once the portal has answered. A disputed one never: under its next place the portal
 * holds another entry of the same key, or will be given one by the machine it was cloned from.
 */
export function findJournalClosed(db: ReadDb): RestoredNeedsPortal | undefined {
  if (findSetting(db, 'disputed-head')) return { kind: 'history-disputed' }
  return findSetting(db, 'restored') ? { kind: 'restored-needs-portal' } : undefined
}

/** Thrown where an entry is written to a closed journal. Who may meet it asks before; for what closes it meanwhile, calls of the screen answer with the reason (continuity/keep-handlers.ts). */
export class JournalClosed extends Error {
  readonly reason: RestoredNeedsPortal

  constructor(reason: RestoredNeedsPortal) {
    super(`the journal is closed: ${reason.kind}`)
    this.name = 'JournalClosed'
    this.reason = reason
  }
}
