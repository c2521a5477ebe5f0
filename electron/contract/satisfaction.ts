import * as z from '../domain/schema.ts'
import { SatisfactionLevel, SatisfactionOccasion } from '../domain/satisfaction.ts'
import { method, shape } from './method.ts'

/** One officer's answers in a time, for who answers for the office. */
export interface SatisfactionCount {
  officerId: string
  officerName: string
  verySatisfied: number
  satisfied: number
  dissatisfied: number
}

export const satisfactionMethods = {
  /** Answers of the last days, today included, by the officer who was at work. */
  'satisfaction.count': method({ input: z.object({ days: z.number().int().min(1).max(366) }), output: shape<SatisfactionCount[]>(), error: shape<never>() })
}

/** Main alone: the answer comes from the citizen's window and passes no screen of the officer's. */
export const satisfactionControlMethods = {
  /** Keeps one answer for one visit; a second for the same is none. */
  'core.rate-visit': method({ input: z.object({ visitId: z.uuid(), level: SatisfactionLevel, occasion: SatisfactionOccasion }), output: shape<{ kept: boolean }>(), error: shape<never>() })
}
