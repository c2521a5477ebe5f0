import type { LocalTime } from './calendar.ts'
import type { Dossier } from './dossier.ts'
import { STATUS } from './dossier-status.ts'

/** How a dossier stands against its appointment: an attribute of time, never a status. */
export type Standing =
  | { kind: 'no-appointment' }
  | { kind: 'in-time' }
  | { kind: 'overdue' }
  /** A supplement or a payment is awaited: the clock stands still since it was asked for, so it cannot become overdue meanwhile. */
  | { kind: 'waiting' }
  | { kind: 'done-in-time' }
  | { kind: 'done-late' }

/** The status in which the term stands still. A withdrawal that is asked for stands on top of what was awaited: the clock goes on standing still beneath it. */
export function findPause({ status, returnTo }: Pick<Dossier, 'status' | 'returnTo'>): 5 | 6 | undefined {
  const awaited = status === STATUS.withdrawalRequested ? returnTo.at(-1) : status
  return awaited === 5 || awaited === 6 ? awaited : undefined
}

/** By QĐ 766: the end of processing counts, and while supplement or payment is awaited the time it was asked for. @param now of the office's clock */
export function getStanding(dossier: Pick<Dossier, 'status' | 'returnTo' | 'dueAt' | 'finishedAt' | 'supplement' | 'payment'>, now: LocalTime): Standing {
  const { dueAt, finishedAt, supplement, payment } = dossier
  if (dueAt === null) return { kind: 'no-appointment' }
  if (finishedAt !== null) return { kind: finishedAt > dueAt ? 'done-late' : 'done-in-time' }
  const pause = findPause(dossier)
  if (pause === 5 && supplement) return { kind: supplement.requestedAt > dueAt ? 'overdue' : 'waiting' }
  if (pause === 6 && payment) return { kind: payment.requestedAt > dueAt ? 'overdue' : 'waiting' }
  return { kind: now > dueAt ? 'overdue' : 'in-time' }
}
