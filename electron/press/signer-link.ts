import type { CallFailure } from '../contract/method.ts'
import type { SignerMethods, SigningFailure } from '../contract/signer.ts'
import { err, type Result } from '../domain/result.ts'
import { createCaller, type Caller } from '../rpc/call.ts'
import type { Parent } from '../rpc/parent.ts'

/** Main starts the signer within this time, or it is down. */
const linkTimeoutMs = 15_000

/**
 * The way to the signer. The link is asked for at the first call and again after it closed, so that a signer that died answers `signer-down` once and the next
 * call gets a new one.
 */
export interface SignerLink {
  getCaller(): Promise<Caller<SignerMethods> | undefined>
  /** Called when a signer has gone, with all its batches. */
  onGone(listener: () => void): void
}

export function createSignerLink(parent: Parent): SignerLink {
  let caller: Caller<SignerMethods> | undefined
  let waiting: ((caller: Caller<SignerMethods> | undefined) => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const goneListeners: (() => void)[] = []

  parent.onLink((name, port) => {
    if (name !== 'signer') return
    const fresh = createCaller<SignerMethods>(port, 'signer')
    caller = fresh
    fresh.onClose(() => {
      if (caller === fresh) caller = undefined
      for (const listener of goneListeners) listener()
    })
    settle(fresh)
  })

  function settle(value: Caller<SignerMethods> | undefined): void {
    clearTimeout(timer)
    const resolvers = waiting
    waiting = []
    for (const resolve of resolvers) resolve(value)
  }

  return {
    getCaller: () => {
      if (caller && !caller.isClosed()) return Promise.resolve(caller)
      return new Promise((resolve) => {
        waiting.push(resolve)
        if (waiting.length > 1) return
        timer = setTimeout(() => settle(undefined), linkTimeoutMs)
        parent.requestLink('signer')
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
      throw new Error('a signer knows no roles')
    case 'invalid-input':
      throw new Error(`signer refused ${error.path}`)
    case 'unexpected':
      throw new Error(`signer failed, report ${error.reportId}`)
    default:
      return err(error)
  }
}
