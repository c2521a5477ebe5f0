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

/** By when a filing is to be accepted, refused or sent back: from when it came, or was completed last. Undefined for every other dossier, and while there is no calendar that can count it. */
export function findFilingCheck(dossier: Pick<Dossier, 'status' | 'receivedAt' | 'supplement'>, calendar: WorkCalendar | undefined): FilingCheck | undefined {
  if (dossier.status !== STATUS.registered || !calendar) return undefined
  const hours = calendar.filingCheckHours ?? usualHours
  try {
    const { dueAt, steps } = computeDueAt({ receivedAt: dossier.supplement?.completedAt ?? dossier.receivedAt, limit: { unit: 'hour', value: hours }, calendar })
    return dueAt === null ? undefined : { hours, dueAt, steps }
  } catch (error) {
    // A calendar without hours for that day: the filing waits undated, and what comes with it is taken.
    if (error instanceof RangeError) return undefined
    throw error
  }
}
