import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'

/** A part of the page that could not be drawn, for the app's log. Names of ours and places in our own code: the error's message, which may quote data, cannot get here. */
export const PageFailure = z.strictObject({
  /** The screen, e.g. `money`. */
  place: z.string().regex(/^[a-z-]{1,30}$/),
  /** `part-missing`: its code could not be loaded; `crashed`: it threw while it was drawn. */
  reason: z.enum(['part-missing', 'crashed']),
  /** The error's class. */
  errorName: z.string().regex(/^\w{1,40}$/),
  /** Innermost first, e.g. `money-page-C1x2.js:1:2034`. */
  frames: z.array(z.string().regex(/^[\w.-]{1,80}:\d{1,7}:\d{1,7}$/)).max(8)
})
export type PageFailure = z.infer<typeof PageFailure>

/** Answered by main. */
export const pageFailureMethods = {
  /** Writes a line to the log and answers the id that the screen shows. */
  'page.failed': method({ input: PageFailure, output: shape<{ reportId: string }>(), error: shape<never>() })
}
