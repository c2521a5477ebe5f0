import * as z from '../domain/schema.ts'
import type { PortalMessage } from '../domain/portal-message.ts'
import { method, shape } from './method.ts'

/** `noted`: an officer of this counter has read it. */
export type ShownMessage = Pick<PortalMessage, 'id' | 'text' | 'at'> & { noted: boolean }

export const messageMethods = {
  /** Read: it is shown no more above the screens; it stays on the status page to its last day. */
  'message.note': method({ input: z.object({ id: z.string().max(100) }), output: shape<null>(), error: shape<{ kind: 'disk-full' }>() })
}
