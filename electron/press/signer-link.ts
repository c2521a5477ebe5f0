import type { CallFailure } from '../contract/method.ts'
import { signerNamePattern, type SignerMethods, type SigningFailure } from '../contract/signer.ts'
import { err, type Result } from '../domain/result.ts'
import { createCaller, type Caller } from '../rpc/call.ts'
import type { Parent } from '../rpc/parent.ts'
import { mostInVain } from '../rpc/sibling.ts'

/** Main starts a signer within this time, or it is down. */
const linkTimeoutMs = 15_000

/**
 * The ways to the signers, by name. A link is asked for at the first call and again after it closed, so that a signer that died answers `signer-down` once and the next
 * call gets a new one.
 */
export interface SignerLinks {
  getCaller(name: string): Promise<Caller<SignerMethods> | undefined>
  /** Called when a signer has gone, with all its batches. */
  onGone(listener: (name: string) => void): void
}

interface Link {
  caller: Caller<SignerMethods> | undefined
  waiting: ((caller: Caller<SignerMethods> | undefined) => void)[]
  timer: NodeJS.Timeout | undefined
  inVain: number
}

export function createSignerLinks(parent: Parent): SignerLinks {
  const links = new Map<string, Link>()
  const goneListeners: ((name: string) => void)[] = []

  function getLink(name: string): Link {
    const known = links.get(name)
    if (known) return known
    const link: Link = { caller: undefined, waiting: [], timer: undefined, inVain: 0 }
    links.set(name, link)
    return link
  }

  parent.onLink((name, port) => {
    if (!signerNamePattern.test(name)) return
    const link = getLink(name)
    const fresh = createCaller<SignerMethods>(port, name)
    void fresh.isServed.then((isServed) => {
      // A way to a signer that was just ending leads nowhere, and nothing was asked of it: main is asked again. One that ends at every start is down.
      if (!isServed) {
        if (++link.inVain === mostInVain) settle(link, undefined)
        else if (link.waiting.length > 0) parent.requestLink(name)
        return
      }
      link.caller = fresh
      fresh.onClose(() => {
        if (link.caller === fresh) link.caller = undefined
        for (const listener of goneListeners) listener(name)
      })
      settle(link, fresh)
    })
  })

  function settle(link: Link, value: Caller<SignerMethods> | undefined): void {
    clearTimeout(link.timer)
    const resolvers = link.waiting
    link.waiting = []
    for (const resolve of resolvers) resolve(value)
  }

  return {
    getCaller: (name) => {
      const link = getLink(name)
      if (link.caller && !link.caller.isClosed()) return Promise.resolve(link.caller)
      return new Promise((resolve) => {
        link.waiting.push(resolve)
        if (link.waiting.length > 1) return
        link.inVain = 0
        link.timer = setTimeout(() => settle(link, undefined), linkTimeoutMs)
        parent.requestLink(name)
      })
    },
    onGone: (listener) => goneListeners.push(listener)
  }
}

/** What the signer's silence means to an officer. A bug on either side stays a bug. */
export function toSigningResult<T>(result: Result<T, SigningFailure | CallFailure>): Result<T, SigningFailure> {
  if (result.ok) return result
  const { error } = result
  switch (error.kind) {
    case 'process-down':
    case 'timed-out':
      return err({ kind: 'signer-down' })
    case 'not-permitted':
    case 'calendar-missing':
    case 'disk-full':
      throw new Error(`a signer answered ${error.kind}`)
    case 'invalid-input':
      throw new Error(`signer refused ${error.path}`)
    case 'unexpected':
      throw new Error(`signer failed, report ${error.reportId}`)
    default:
      return err(error)
  }
}
