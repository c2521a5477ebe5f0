import type { PressMethods } from '../../electron/contract/press.ts'
import type { Sibling } from '../../electron/rpc/sibling.ts'
import { startSigningProcesses, type SigningProcessesOptions } from './signing-processes.ts'

/** Press as core has it in the app: one that left because nobody needed it for ten seconds, as between two steps of a test beside others, is started again when it is asked for. */
export function keepPress(options: SigningProcessesOptions): { press: Sibling<PressMethods>; stop(): Promise<void> } {
  let running = startSigningProcesses(options)
  const gone: Promise<void>[] = []
  return {
    press: {
      get: () => {
        if (running.press.isClosed()) {
          gone.push(running.stop())
          running = startSigningProcesses(options)
        }
        return Promise.resolve(running.press)
      }
    },
    stop: async () => void (await Promise.all([...gone, running.stop()]))
  }
}
