import * as z from './schema.ts'
import type { LocalTime } from './calendar.ts'
import { computeDueAt, TimeLimit } from './deadline.ts'
import type { WorkCalendar } from './work-calendar.ts'

/**
 * A step of how an agency carries a procedure out, by the inner process that the province decides and the agency's ISO book repeats: who does it, and how long it may take. The first step is
 * the receiving counter's own.
 */
export const ProcessStep = z.object({
  id: z.string().min(1).max(50),
  name: z.string().min(1).max(300),
  /** The desk or unit that does it, as the control slip prints it. */
  unit: z.string().min(1).max(300),
  /** The agency it belongs to; null where that is the receiving agency. */
  agency: z.string().min(1).max(300).nullable(),
  limit: TimeLimit
})
export type ProcessStep = z.infer<typeof ProcessStep>

/** When a step that begins now should be done; null without a step. */
export function planStep(step: ProcessStep | undefined, at: LocalTime, calendar: WorkCalendar): LocalTime | null {
  return step === undefined ? null : computeDueAt({ receivedAt: at, limit: step.limit, calendar }).dueAt
}
