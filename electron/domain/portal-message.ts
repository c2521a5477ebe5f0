import * as z from './schema.ts'
import { LocalDate } from './calendar.ts'

export const longestMessage = 500

/** What the portal's administrators have to say to the counters: works on the portal tonight, a form that changes. */
export const PortalMessage = z.object({
  id: z.string().min(1).max(100),
  text: z.string().min(1).max(longestMessage),
  /** ISO time of its sending. */
  at: z.string(),
  /** The last day it is shown. */
  until: LocalDate,
  withdrawn: z.boolean()
})
export type PortalMessage = z.infer<typeof PortalMessage>
