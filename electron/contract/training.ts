import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'

/** Chế độ tập huấn: an app of its own on an invented office, which has no portal and can reach none. */

/** The one password of everybody in the invented office: told on its log-in screen, it guards nothing. */
export const trainingPassword = 'taphuan'

/** How a page knows that it belongs to the training app: main puts this into its address. */
export const trainingMark = 'tap-huan'

/** Answered by main. */
export const trainingMethods = {
  /** Opens the training app beside this one, or shows its window; this counter stays as it is and goes on sending. */
  'training.open': method({ input: z.object({}), output: shape<object>(), error: shape<{ kind: 'training-unavailable' }>() })
}
