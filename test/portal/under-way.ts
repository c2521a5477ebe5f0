import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, RouteOptions } from 'fastify'

/** What answers requests, also those whose sender has gone. */
export interface UnderWay {
  /** Resolves when nothing does any more, or after ten seconds: no request may keep the portal from ending. */
  end(): Promise<void>
}

const longestEndMs = 10_000

/** Follows the hooks and handlers of every route that is registered from now on. A hook of a scope (`addHook`) is none of a route: what uses the database belongs into the routes' own. */
export function watchUnderWay(server: FastifyInstance): UnderWay {
  const works = new Set<Promise<unknown>>()

  function follow<T>(work: T): T {
    if (!(work instanceof Promise)) return work
    const ended: Promise<unknown> = work.catch(() => undefined).then(() => works.delete(ended))
    works.add(ended)
    return work
  }

  function followed<This, Arguments extends unknown[], Returned>(answer: (this: This, ...given: Arguments) => Returned): (this: This, ...given: Arguments) => Returned {
    return function (...given) {
      return follow(answer.apply(this, given))
    }
  }

  function followAll<Hook extends 'onRequest' | 'preHandler'>(route: RouteOptions, name: Hook): void {
    const hooks = [route[name] ?? []].flat() as ((...given: unknown[]) => unknown)[]
    if (hooks.length > 0) route[name] = hooks.map(followed) as RouteOptions[Hook]
  }

  server.addHook('onRoute', (route) => {
    followAll(route, 'onRequest')
    followAll(route, 'preHandler')
    route.handler = followed(route.handler)
  })

  async function settle(): Promise<void> {
    while (works.size > 0) {
      await Promise.all(works)
      // Between a hook and what follows it nothing is under way.
      await setImmediate()
      await setImmediate()
    }
  }

  return {
    end: async () => {
      const waited = new AbortController()
      await Promise.race([settle(), sleep(longestEndMs, undefined, { signal: waited.signal }).catch(() => undefined)])
      waited.abort()
    }
  }
}
