import * as z from '../domain/schema.ts'
import { NumberSeries } from '../domain/catalogue.ts'
import { LeasedRange } from '../domain/numbers.ts'

/**
 * Asks for number ranges. `series` is a series' id, or `dossier:{agency code}` for more than the standing range of a day; `period` the year or the day; `after` the last lease of it the
 * counter has, so that a lost answer is given again and nothing is leased twice.
 */
export const LeaseRequest = z.object({
  epoch: z.number().int().min(1),
  wants: z.array(z.object({ series: z.string().max(200), period: z.string().regex(/^\d{4}(-\d\d-\d\d)?$/), after: z.number().int().min(0) })).max(50)
})
export type LeaseRequest = z.infer<typeof LeaseRequest>

/** Ranges that one message tells of. */
export const mostLeases = 2_000

/** The most that the portal lists of each kind where it is asked what it holds (wire.ts, RecallAnswer). */
export const mostRecalled = 10_000

/** What a counter was ever leased, the newest, each with the epoch it is of. */
export const HeldLeases = z.array(LeasedRange.safeExtend({ epoch: z.int().min(1) })).max(mostLeases)

/** Every series of the office, and every range this device holds in this epoch that is still of use. */
export const LeaseAnswer = z.object({ series: z.array(NumberSeries).max(200), leases: z.array(LeasedRange).max(mostLeases), serverTime: z.string() })
export type LeaseAnswer = z.infer<typeof LeaseAnswer>
