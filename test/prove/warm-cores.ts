import type { PressMethods } from '../../electron/contract/press.ts'
import type { Sibling } from '../../electron/rpc/sibling.ts'
import type { SetClock } from '../core/support/set-clock.ts'
import { createShippedCounter, type ShippedCounter } from '../core/support/shipped-counter.ts'

/** Shipped cores in processes of their own that serve one counter after another: what core knows of a folder goes when it closes, and a start with the first acts of a cold core asks as much as a whole history. */
export interface WarmCores {
  /** A new counter, on a clock that is right. */
  open(): ShippedCounter
  /** Closes it; its process waits for the next. */
  leave(counter: ShippedCounter): Promise<void>
  /** Ends those that wait. */
  close(): Promise<void>
}

export function createWarmCores(makeClock: () => SetClock, press: Sibling<PressMethods>): WarmCores {
  const waiting: ShippedCounter[] = []
  return {
    open: () => {
      const warm = waiting.pop()
      return createShippedCounter({ clock: warm?.clock ?? makeClock(), press }, warm?.core)
    },
    leave: async (counter) => {
      const { ok } = await counter.call('core.close', {})
      if (!ok) return void (await counter.kill())
      counter.clock.offsetMs = 0
      waiting.push(counter)
    },
    close: async () => void (await Promise.all(waiting.splice(0).map((counter) => counter.kill())))
  }
}
