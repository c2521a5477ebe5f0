import { cpSync } from 'node:fs'
import type { SetClock } from '../../core/support/set-clock.ts'
import { createShippedCounter, type ShippedCounter } from '../../core/support/shipped-counter.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'
import type { CoreCalls } from './core-calls.ts'
import { mutateValue } from './mutate.ts'
import { watchLog } from './watch-log.ts'

export interface ShippedCore {
  /** A call of the contract, or a frame that is hardly one: the core must answer, or else answer what is asked next. */
  tryCall(random: Random): Promise<Deep>
  close(): Promise<void>
}

/** What is spoilt into frames. No answer goes to its number: calls of the campaign itself count from 1. */
const frame = Object.freeze({ type: 'call', id: -1, method: 'status.get', input: Object.freeze({}) })

/** The shipped core in a process of its own on a copy of a counter's folder, without a line. It lives through all inputs, as it would through a day. */
export function startShippedCore(counter: { dataFolder: string; key: Buffer }, dataFolder: string, clock: SetClock, createCalls: (core: ShippedCounter) => CoreCalls): ShippedCore {
  cpSync(counter.dataFolder, dataFolder, { recursive: true })
  const core = createShippedCounter({ clock, dataFolder, key: counter.key })
  const calls = createCalls(core)
  const tellBugs = watchLog(core)

  async function tryFrame(random: Random): Promise<Deep> {
    core.post(mutateValue(frame, random))
    const kind = await calls.call('status.get', {})
    if (kind !== '') throw new Error(`after a frame core answers ${kind}`)
    return 'frame'
  }

  return {
    tryCall: async (random) => {
      const deep = await (random.next() < 0.1 ? tryFrame(random) : calls.tryCall(random))
      tellBugs()
      return deep
    },
    close: () => core.close()
  }
}
