import type { EntryWithdrawn } from '../../domain/withdrawal.ts'
import { getIdentity } from '../context.ts'
import type { WriteDb } from '../db/open.ts'
import { appendEntry } from '../journal/journal.ts'
import type { WaitingStep } from './waiting-tail.ts'
import { endOfferingAgain, moveToWithdrawn, type StandsUpon } from './withdrawn-store.ts'

export interface Decider {
  reason: string
  officer: string
  nowMs: number
}

/**
 * An officer's decision about steps that wait: the entry that says why, in the counter's own lane, and the steps leave the queue by it.
 * @param of the dossier or document
 * @param as `replaced`: what they said is written anew; `stands`: it stands here unsent
 */
export function decideOnSteps(db: WriteDb, of: { id: string; code: string }, steps: readonly WaitingStep<unknown>[], by: Decider, as: { replaced: boolean; stands?: StandsUpon }): void {
  const payload: EntryWithdrawn = { dossier: of.id, code: of.code, entries: steps.map(({ epoch, seq }) => ({ epoch, seq })), reason: by.reason, replaced: as.replaced }
  const { seq: decision } = appendEntry(db, getIdentity(db), { kind: 'entry.withdrawn', officer: by.officer, baseRevision: 0, at: new Date(by.nowMs).toISOString(), payload })
  for (const { seq, isAgain } of steps) {
    if (isAgain) endOfferingAgain(db, seq, decision, as.stands)
    else moveToWithdrawn(db, seq, decision, as.stands)
  }
}
