import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PressMethods } from '../../../electron/contract/press.ts'
import type { Sibling } from '../../../electron/rpc/sibling.ts'
import { startCoreProcess, type CoreProcess } from './core-process.ts'
import { logIn, type CounterAtWork } from './counter.ts'
import { servePress } from './serve-press.ts'
import type { SetClock } from './set-clock.ts'

export interface ShippedCounter extends CounterAtWork {
  clock: SetClock
  press: Sibling<PressMethods> | undefined
  core: CoreProcess
  /** Whatever main might send it, not only calls. */
  post(frame: unknown): void
  /** Ends its process at once, as a power button would. */
  kill(): Promise<void>
}

/**
 * A counter whose core is the shipped file in a process of its own, on a clock that may be set. What differs from one in this process: its chance is chance, and it can be killed.
 * @param kept the folder, clock and press of one that has ended
 * @param warm the core of one that was closed, on the same clock: it goes on as this one's
 */
export function createShippedCounter(kept: Pick<ShippedCounter, 'clock'> & Partial<Pick<ShippedCounter, 'dataFolder' | 'key' | 'press'>>, warm?: CoreProcess): ShippedCounter {
  const { clock, press, dataFolder = mkdtempSync(join(tmpdir(), 'qmc-core-')), key = randomBytes(32) } = kept
  const core = warm ?? startCoreProcess({ env: clock.env })
  const { call, process } = core
  if (press && !warm) servePress(process, press)
  const saidBefore = process.readStderr().length
  const kill = (): Promise<void> => process.kill()
  return {
    dataFolder,
    key,
    clock,
    press,
    core,
    call,
    get log() {
      return process.readStderr().slice(saidBefore).split('\n').filter((line) => line !== '')
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
