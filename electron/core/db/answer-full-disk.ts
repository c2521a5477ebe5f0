import type { CoreMethods } from '../../contract/control.ts'
import { err, type Result } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { isDiskFull } from '../context.ts'

/** The same handlers: what SQLite or the file system refuses for want of room is answered as that, whichever call meets it. Nothing of its transaction was kept, and the officer may try again. */
export function answerFullDisk(handlers: Handlers<CoreMethods>): Handlers<CoreMethods> {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      async (input: never): Promise<Result<unknown, unknown>> => {
        try {
          return await (handler as (input: never) => Promise<Result<unknown, unknown>> | Result<unknown, unknown>)(input)
        } catch (error) {
          if (isDiskFull(error)) return err({ kind: 'disk-full' })
          throw error
        }
      }
    ])
  ) as unknown as Handlers<CoreMethods>
}
