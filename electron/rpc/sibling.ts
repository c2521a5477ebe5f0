import type { Methods } from '../contract/method.ts'
import { createCaller, type Caller } from './call.ts'
import type { Parent } from './parent.ts'
import { createPortPair } from './port.ts'

/** A sibling process that is started when first called and again after it ended. */
export interface Sibling<M extends Methods> {
  /** A caller on a live port; asks the parent for one when there is none. Where none comes in time, a caller that answers `process-down`. */
  get(): Promise<Caller<M>>
}

/** A process that has not come up by now will not; the officer is told instead of left waiting. */
const startTimeoutMs = 20_000
/** Starts of a process that ended before it served. */
export const mostInVain = 3

/** Reaches a sibling by its name through the parent, which starts it and hands down the port. */
export function createSibling<M extends Methods>(parent: Parent, name: string): Sibling<M> {
  let current: Caller<M> | undefined
  let waiting: ((caller: Caller<M>) => void)[] = []
  let late: NodeJS.Timeout | undefined
  let inVain = 0
  parent.onLink((linkName, port) => {
    if (linkName !== name) return
    const caller = createCaller<M>(port, name)
    // A way to a process that was just ending leads nowhere: the parent is asked again. One that ends at every start is down.
    void caller.isServed.then((isServed) => {
      if (isServed || ++inVain === mostInVain) hand(caller)
      else if (waiting.length > 0) parent.requestLink(name)
    })
  })

  function hand(caller: Caller<M>): void {
    clearTimeout(late)
    current = caller
    for (const resolve of waiting) resolve(caller)
    waiting = []
  }

  function request(): void {
    inVain = 0
    parent.requestLink(name)
    late = setTimeout(() => hand(createLostCaller(name)), startTimeoutMs)
  }

  return {
    get: () => {
      if (current && !current.isClosed()) return Promise.resolve(current)
      current = undefined
      if (waiting.length === 0) request()
      return new Promise((resolve) => waiting.push(resolve))
    }
  }
}

function createLostCaller<M extends Methods>(name: string): Caller<M> {
  const [near, far] = createPortPair()
  const caller = createCaller<M>(near, name)
  far.close()
  return caller
}
