import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCoreProcess } from './core-process.ts'
import { logIn, type CounterAtWork } from './counter.ts'
import type { SetClock } from './set-clock.ts'

export interface ShippedCounter extends CounterAtWork {
  clock: SetClock
  /** Whatever main might send it, not only calls. */
  post(frame: unknown): void
  /** Ends its process at once, as a power button would. */
  kill(): Promise<void>
}

/**
 * A counter whose core is the shipped file in a process of its own, on a clock that may be set. What differs from one in this process: its chance is chance, and it can be killed.
 * @param kept the folder and clock of one that has ended
 */
export function createShippedCounter(kept: Pick<ShippedCounter, 'clock'> & Partial<Pick<ShippedCounter, 'dataFolder' | 'key'>>): ShippedCounter {
  const { clock, dataFolder = mkdtempSync(join(tmpdir(), 'qmc-core-')), key = randomBytes(32) } = kept
  const { call, process } = startCoreProcess({ env: clock.env })
  const kill = (): Promise<void> => process.kill()
  return {
    dataFolder,
    key,
    clock,
    call,
    get log() {
      return process.readStderr().split('\n').filter((line) => line !== '')
    },
    logIn: (officerId) => logIn(call, { dataFolder, key }, officerId),
    close: async () => {
      await call('core.close', {})
      await kill()
    },
    post: (frame) => process.port.post(frame),
    kill
  }
}
