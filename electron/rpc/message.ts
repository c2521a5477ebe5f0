import * as z from '../domain/schema.ts'

/** What travels on a port, from caller to server. */
export const Call = z.object({
  type: z.literal('call'),
  id: z.number().int(),
  method: z.string(),
  input: z.unknown()
})
export type Call = z.infer<typeof Call>

/** What travels back: one answer a call, and events in between. */
/** Events of the way itself: the other end serves it; the other end will go soon, and serves what is on its way until then. */
export const servedEvent = 'served'
export const leavingEvent = 'leaving'

export const Answer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), id: z.number().int(), result: z.unknown() }),
  z.object({ type: z.literal('event'), event: z.string(), data: z.unknown() })
])
export type Answer = z.infer<typeof Answer>
