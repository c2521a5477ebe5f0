import { dayOf, minuteOfDay, type LocalDate, type LocalTime } from './calendar.ts'
import { addOfficeMinutes, computeDueAt, openMinutesBetween, type DueDate, type TimeLimit } from './deadline.ts'
import { err, ok, type Result } from './result.ts'
import { openSpans, type WorkCalendar } from './work-calendar.ts'

/** Both dates go to the national portal (NgayHenTraTruoc, NgayHenTraMoi). */
export type MovedDueDate = DueDate & { previousDueAt: LocalTime | null }

export type ReappointRefusal =
  | { kind: 'reappoint-finished' }
  | { kind: 'already-reappointed' }
  | { kind: 'no-fixed-limit' }
  | { kind: 'reappoint-after-due'; dueAt: LocalTime }
  | { kind: 'reappoint-not-later'; dueAt: LocalTime; newDueAt: LocalTime }
  | { kind: 'reappoint-office-closed'; newDueAt: LocalTime; day: LocalDate }

/**
 * The due date once the missing papers are in, or with `why` what was owed is paid. `restart`: the whole limit anew from completion (NĐ 61/2018 as provinces
 * read it). `extend`: the old date moved by the office time waited, so that a weekend of waiting gives nothing away. A
 * dossier already overdue when the supplement was asked stays so under `extend`.
 */
export function computeDueAfterSupplement(input: {
  policy: 'extend' | 'restart'
  dueAt: LocalTime | null
  requestedAt: LocalTime
  completedAt: LocalTime
  limit: TimeLimit
  calendar: WorkCalendar
  why?: 'payment'
}): MovedDueDate {
  const { policy, dueAt, requestedAt, limit, calendar } = input
  // Asked for by a clock that was ahead of this one: it waited no time, and nobody is told of an error.
  const completedAt = input.completedAt < requestedAt ? requestedAt : input.completedAt
  const why = input.why === undefined ? {} : { why: input.why }
  if (dueAt === null || policy === 'restart') {
    const anew = computeDueAt({ receivedAt: completedAt, limit, calendar })
    const [, ...walked] = anew.steps
    return { dueAt: anew.dueAt, steps: [{ kind: 'counted-anew', requestedAt, at: completedAt, ...why }, ...walked], previousDueAt: dueAt }
  }
  if (requestedAt > dueAt) return { dueAt, steps: [{ kind: 'due', at: dueAt }], previousDueAt: dueAt }
  const waited = openMinutesBetween(requestedAt, completedAt, calendar)
  const moved = addOfficeMinutes(dueAt, waited, calendar)
  return { dueAt: moved.dueAt, steps: [{ kind: 'waiting-added', requestedAt, completedAt, minutes: waited, dueAt, ...why }, ...moved.steps], previousDueAt: dueAt }
}

/**
 * A new appointment with an apology (form 04 of TT 01/2018): before the due date, to a later time when the office is
 * open, once only (NĐ 61/2018 art. 19).
 */
export function reappoint(input: {
  dueAt: LocalTime | null
  alreadyReappointed: boolean
  /** Processing has ended: there is nothing left to be late with. */
  isFinished: boolean
  at: LocalTime
  newDueAt: LocalTime
  calendar: WorkCalendar
}): Result<{ previousDueAt: LocalTime; newDueAt: LocalTime }, ReappointRefusal> {
  const { dueAt, newDueAt } = input
  if (input.isFinished) return err({ kind: 'reappoint-finished' })
  if (dueAt === null) return err({ kind: 'no-fixed-limit' })
  if (input.alreadyReappointed) return err({ kind: 'already-reappointed' })
  if (input.at > dueAt) return err({ kind: 'reappoint-after-due', dueAt })
  if (newDueAt <= dueAt) return err({ kind: 'reappoint-not-later', dueAt, newDueAt })
  const minute = minuteOfDay(newDueAt)
  const isOpen = openSpans(dayOf(newDueAt), input.calendar).some((span) => span.from <= minute && minute <= span.to)
  if (!isOpen) return err({ kind: 'reappoint-office-closed', newDueAt, day: dayOf(newDueAt) })
  return ok({ previousDueAt: dueAt, newDueAt })
}
