import { setTimeout as sleep } from 'node:timers/promises'
import { startAnswerProxy, type Answered } from '../../core/support/answer-proxy.ts'
import { enrolCounter, getOk, removeFolder } from '../../core/support/counter.ts'
import { makeIntake } from '../../core/support/people.ts'
import { openOffice } from '../../core/support/portal.ts'
import type { SetClock } from '../../core/support/set-clock.ts'
import { createShippedCounter, type ShippedCounter } from '../../core/support/shipped-counter.ts'
import type { Database } from '../../portal/database.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'
import { mutateText, mutateValue } from './mutate.ts'
import { watchLog } from './watch-log.ts'

export interface LiedCore {
  /** The running core asks, by a Receive or by itself, and the portal's answer arrives spoilt: whatever it believes of it, an officer is answered. */
  tryLie(random: Random): Promise<Deep>
  close(): Promise<void>
}

/** What was half believed leads on: so many answers meet the same counter, then a new one. */
const liesOfOneLife = 50
/** A counter that asks nothing any more, as one that believes it was taken out of service, is replaced. */
const asksWithinMs = 2_000
/** One place changed is taken for whole more often than many. */
const mostPlaces = [1, 1, 4] as const
/** Noted on purpose: a change of a kind or form that this version does not know is passed over. */
const expected = /ChangesSkipped/

interface Life {
  core: ShippedCounter
  left: number
  tellBugs(): void
}

/** The shipped core on a line to a real portal whose answers are spoilt one at a time. */
export async function startLiedCore(portal: { url: string; database: Database }, makeClock: () => SetClock): Promise<LiedCore> {
  const line = await startAnswerProxy(portal.url)
  let life: Life | undefined

  async function begin(): Promise<Life> {
    line.alter = (_exchange, answered) => answered
    const core = createShippedCounter({ clock: makeClock() })
    await enrolCounter(core, line.url, await openOffice(portal.database))
    return { core, left: liesOfOneLife, tellBugs: watchLog(core, expected) }
  }

  async function end(): Promise<void> {
    const ending = life
    life = undefined
    await ending?.core.kill()
    if (ending) removeFolder(ending.core)
  }

  return {
    tryLie: async (random) => {
      if (life?.left === 0) await end()
      life ??= await begin()
      life.left -= 1
      const { core, tellBugs } = life
      const spoilt = new Promise<string>((resolve) => {
        line.alter = ({ path }, answered) => {
          line.alter = (_exchange, whole) => whole
          resolve(path.split('?')[0] ?? '')
          return spoil(answered, random)
        }
      })
      const received = random.next() < 0.5 ? await core.call('dossier.receive', makeIntake()) : undefined
      if (received && !received.ok && ['unexpected', 'timed-out', 'process-down'].includes(received.error.kind)) throw new Error(`a Receive is answered ${received.error.kind}`)
      await core.call('queue.retry', { lane: 'none' })
      const path = await Promise.race([spoilt, sleep(asksWithinMs).then(() => undefined)])
      getOk(await core.call('status.get', {}))
      tellBugs()
      if (path === undefined) await end()
      return path && `lie ${path}`
    },
    close: async () => {
      await end()
      await line.close()
    }
  }
}

function spoil({ status, headers, body }: Answered, random: Random): Answered {
  const whole = isJson(body) ? JSON.stringify(mutateValue(JSON.parse(body), random, random.pick(mostPlaces))) : body
  return { status: random.next() < 0.1 ? random.pick([200, 204, 302, 400, 401, 404, 409, 413, 429, 500, 503]) : status, ...(headers ? { headers } : {}), body: random.next() < 0.2 ? mutateText(whole, random) : whole }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
