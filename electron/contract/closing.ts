import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'

/** Before the officer's window closes main asks the page, by the event `window.closing`, what would be lost with it. Answered by main. */
export const closingMethods = {
  /** The form whose text is saved nowhere, as the screen calls it; null where there is none. */
  'page.unsaved': method({ input: z.object({ title: z.string().max(1000).nullable() }), output: shape<object>(), error: shape<never>() })
}
