import type { CoreMethods } from '../../contract/control.ts'
import { err, type Result } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { CalendarMissing } from '../catalogue/reference-store.ts'
import { isDiskFull } from '../context.ts'

/**
 * The same handlers: what any call may meet and is no bug is answered as what it is (`CallFailure`). Nothing of its transaction was kept, and the officer may try again.
 * @param wasClosed whether the counter was open and is no more: a call that was under way, or came too late, finds no database
 * @param askCalendar has the portal asked for what did not come
 */
export function answerFaults(handlers: Handlers<CoreMethods>, wasClosed: () => boolean, askCalendar: () => void): Handlers<CoreMethods> {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      async (input: never): Promise<Result<unknown, unknown>> => {
        try {
          return await (handler as (input: never) => Promise<Result<unknown, unknown>> | Result<unknown, unknown>)(input)
        } catch (error) {
          if (isDiskFull(error)) return err({ kind: 'disk-full' })
          if (wasClosed()) return err({ kind: 'process-down', process: 'core' })
          if (!(error instanceof CalendarMissing)) throw error
          askCalendar()
          return err({ kind: 'calendar-missing' })
        }
      }
    ])
  ) as unknown as Handlers<CoreMethods>
}
