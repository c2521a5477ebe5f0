import type { LocalTime } from './calendar.ts'
import { computeDueAt, type DueStep } from './deadline.ts'
import type { Dossier } from './dossier.ts'
import { STATUS } from './dossier-status.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** Office hours within which a filing made online is looked at (NĐ 45/2020); a province corrects them with its calendar. */
const usualHours = 8

export interface FilingCheck {
  hours: number
  dueAt: LocalTime
  steps: DueStep[]
}

/** By when a filing is to be accepted, refused or sent back: from when it came, or was completed last. Undefined for every other dossier. */
export function findFilingCheck(dossier: Pick<Dossier, 'status' | 'receivedAt' | 'supplement'>, calendar: WorkCalendar): FilingCheck | undefined {
  if (dossier.status !== STATUS.registered) return undefined
  const hours = calendar.filingCheckHours ?? usualHours
  const { dueAt, steps } = computeDueAt({ receivedAt: dossier.supplement?.completedAt ?? dossier.receivedAt, limit: { unit: 'hour', value: hours }, calendar })
  return dueAt === null ? undefined : { hours, dueAt, steps }
}
