import type { NewsAnswer } from '../../electron/contract/wire.ts'
import { hasChanges, listNewsSince, readHorizon, type FeedPosition } from './change-store.ts'
import { readCursor } from './changes.ts'
import type { Database } from './database.ts'
import type { Device } from './device-store.ts'

/** Those who wait for news. One look at the feed serves them all, so a wait holds no connection of the database, and what another instance wrote is seen as well. */
export interface NewsWatch {
  /** From now on nothing is missed. Undefined when too many wait: who asks is then answered at once. */
  enter(asker: Pick<Device, 'id' | 'officeId'>): Promise<Waiter | undefined>
  /** Lets everybody go. */
  close(): void
}

export interface Waiter {
  /** True as soon as there is news for the asker; false after so long, or when all are let go. */
  heard(forMs: number): Promise<boolean>
  leave(): void
}

const lookEveryMs = 1_000
const mostWaiting = 2_000
/** Nobody is held longer: what stands between, a proxy, cuts lines that are silent for a minute or less. */
const longestWaitSeconds = 25

export function createNewsWatch(database: Database, limits: { waiting: number } = { waiting: mostWaiting }): NewsWatch {
  const waiting = new Set<{ asker: Pick<Device, 'id' | 'officeId'>; ring(news: boolean): void }>()
  /** Up to where the feed was looked through; undefined while nobody waits. */
  let horizon: Promise<string> | undefined
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    try {
      const from = await horizon
      if (from === undefined) return
      const to = await readHorizon(database)
      const news = await listNewsSince(database, from, to)
      horizon &&= Promise.resolve(to)
      for (const { asker, ring } of waiting) if (news.some(({ officeId, originDevice }) => (officeId === null || officeId === asker.officeId) && originDevice !== asker.id)) ring(true)
    } catch {
      // A database that is away: the next look begins where the last one ended.
    } finally {
      if (waiting.size > 0) timer = setTimeout(() => void look(), lookEveryMs)
      else [timer, horizon] = [undefined, undefined]
    }
  }

  return {
    enter: async (asker) => {
      if (waiting.size >= limits.waiting) return undefined
      let ring: (news: boolean) => void = () => undefined
      const rung = new Promise<boolean>((resolve) => (ring = resolve))
      const one = { asker, ring }
      waiting.add(one)
      try {
        // Of what came before this the asker finds out by itself; each look goes on from here.
        await (horizon ??= readHorizon(database))
      } catch (error) {
        waiting.delete(one)
        horizon = undefined
        throw error
      }
      timer ??= setTimeout(() => void look(), lookEveryMs)
      return {
        heard: async (forMs) => {
          const late = setTimeout(() => ring(false), forMs)
          return rung.finally(() => clearTimeout(late))
        },
        leave: () => {
          waiting.delete(one)
          ring(false)
        }
      }
    },
    close: () => {
      clearTimeout(timer)
      for (const { ring } of waiting) ring(false)
      waiting.clear()
    }
  }
}

/**
 * Whether there is anything in the feed for the device after its cursor: at once when there is, else as soon as it comes, or `false` when the wait it asked for is over.
 * @param gone aborted when the asker hung up
 * @throws HttpProblem badRequest for a cursor that cannot be read
 */
export async function getNews(database: Database, watch: NewsWatch, device: Device, query: { since?: string; wait?: string }, gone: AbortSignal): Promise<NewsAnswer> {
  const waitSeconds = Math.min(longestWaitSeconds, Math.max(0, Number(query.wait ?? 0) || 0))
  const since = await readCursor(database, query.since)
  const waiter = waitSeconds > 0 ? await watch.enter(device) : undefined
  const leave = (): void => waiter?.leave()
  gone.addEventListener('abort', leave)
  try {
    if (await hasNewsFor(database, since, device)) return { news: true }
    return { news: (await waiter?.heard(waitSeconds * 1_000)) ?? false }
  } finally {
    gone.removeEventListener('abort', leave)
    leave()
  }
}

function hasNewsFor(database: Database, since: FeedPosition, device: Device): Promise<boolean> {
  return hasChanges(database, { since, device: device.id, officeId: device.officeId })
}
