import type { SatisfactionCount } from '../../contract/satisfaction.ts'
import { addDays, localDay } from '../../domain/calendar.ts'
import type { SatisfactionLevel, SatisfactionOccasion, SatisfactionRated } from '../../domain/satisfaction.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getIdentity, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { appendEntry } from '../journal/journal.ts'
import { countAnswers, findVisit, insertAnswer } from './satisfaction-store.ts'

/** One answer, one journal entry, in a lane of its own so that it delays nothing. With nobody at work there was nobody to be asked about; in a closed journal it is not kept. */
export function rateVisit(context: CoreContext, answer: { visitId: string; level: SatisfactionLevel; occasion: SatisfactionOccasion }): { kept: boolean } {
  const officer = context.getOfficer()
  if (!officer || findJournalClosed(context.db)) return { kept: false }
  const nowMs = context.now()
  const day = localDay(nowMs)
  const kept = write(context.db, (db) => {
    if (findVisit(db, answer.visitId)) return false
    const payload: SatisfactionRated = { level: answer.level, occasion: answer.occasion, day }
    // The very second would lead to the dossier received in it.
    const at = new Date(Math.floor(nowMs / 3_600_000) * 3_600_000).toISOString()
    const { seq } = appendEntry(db, getIdentity(db as ReadDb), { kind: 'satisfaction.rated', officer: officer.id, baseRevision: 0, at, payload, lane: 'satisfaction' })
    insertAnswer(db, { ...answer, officer: officer.id, day, seq })
    return true
  })
  if (!kept) return { kept }
  context.emit('data.changed', { areas: ['queue'] })
  context.wakeOutbox()
  return { kept }
}

export function countSatisfaction(context: CoreContext, days: number): SatisfactionCount[] {
  const from = addDays(localDay(context.now()), 1 - days)
  return countAnswers(context.db, from).map(({ officer, ...counts }) => ({ officerId: officer, officerName: findOfficer(context.db, officer)?.fullName ?? officer, ...counts }))
}
