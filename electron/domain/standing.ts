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

/** By QĐ 766: the end of processing counts, and while supplement or payment is awaited the time it was asked for. @param now of the office's clock */
export function getStanding(dossier: Pick<Dossier, 'status' | 'returnTo' | 'dueAt' | 'finishedAt' | 'supplement' | 'payment'>, now: LocalTime): Standing {
  const { dueAt, finishedAt, supplement, payment } = dossier
  if (dueAt === null) return { kind: 'no-appointment' }
  if (finishedAt !== null) return { kind: finishedAt > dueAt ? 'done-late' : 'done-in-time' }
  // A withdrawal that is asked for stands on top of what was awaited: the clock goes on standing still beneath it.
  const status = dossier.status === STATUS.withdrawalRequested ? dossier.returnTo.at(-1) : dossier.status
  if (status === 5 && supplement) return { kind: supplement.requestedAt > dueAt ? 'overdue' : 'waiting' }
  if (status === 6 && payment) return { kind: payment.requestedAt > dueAt ? 'overdue' : 'waiting' }
  return { kind: now > dueAt ? 'overdue' : 'in-time' }
}
