import type { Methods } from '../contract/method.ts'
import { createCaller, type Caller } from './call.ts'
import type { Parent } from './parent.ts'

/** A sibling process that is started when first called and again after it ended. */
export interface Sibling<M extends Methods> {
  /** A caller on a live port; asks the parent for one when there is none. */
  get(): Promise<Caller<M>>
}

/** Reaches a sibling by its name through the parent, which starts it and hands down the port. */
export function createSibling<M extends Methods>(parent: Parent, name: string): Sibling<M> {
  let current: Caller<M> | undefined
  let waiting: ((caller: Caller<M>) => void)[] = []
  parent.onLink((linkName, port) => {
    if (linkName !== name) return
    const caller = createCaller<M>(port, name)
    current = caller
    for (const resolve of waiting) resolve(caller)
    waiting = []
  })
  return {
    get: () => {
      if (current && !current.isClosed()) return Promise.resolve(current)
      current = undefined
      if (waiting.length === 0) parent.requestLink(name)
      return new Promise((resolve) => waiting.push(resolve))
    }
  }
}
