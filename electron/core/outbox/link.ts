import type { LinkState } from '../../contract/views.ts'
import { problemTypes } from '../../contract/wire.ts'
import type { PortalFailure } from '../portal/portal-client.ts'
import { backOffMs } from './back-off.ts'

/** What the counter knows of the line to the portal: one state and one back-off for everything that travels on it. */
export interface Link {
  getState(): LinkState
  /** Milliseconds until the next attempt may be made; 0 when it may be made now. */
  waitMs(): number
  succeeded(): void
  failed(failure: PortalFailure | { kind: 'receipt-invalid' } | { kind: 'nothing-settled' }): void
  /** The officer asks to try now. */
  hurry(): void
}

export function createLink(options: { now(): number; random(): number; lastContactAt?: string; changed(state: LinkState): void }): Link {
  let state: LinkState = { state: 'connecting' }
  let lastContactAt = options.lastContactAt
  let failures = 0
  let failedAtMs = 0
  let backOff = 0

  function change(next: LinkState): void {
    const differs = JSON.stringify(next) !== JSON.stringify(state)
    state = next
    if (differs) options.changed(next)
  }

  return {
    getState: () => state,
    waitMs: () => {
      const sinceMs = options.now() - failedAtMs
      // A clock that was set back since would make the wait as long as the jump: then it is over (law 7).
      return sinceMs < 0 ? 0 : Math.max(0, backOff - sinceMs)
    },
    succeeded: () => {
      failures = 0
      backOff = 0
      lastContactAt = new Date(options.now()).toISOString()
      change({ state: 'online', lastContactAt })
    },
    failed: (failure) => {
      failures += 1
      const retryAfterMs = failure.kind === 'problem' ? failure.retryAfterMs : undefined
      failedAtMs = options.now()
      backOff = backOffMs(failures, options.random(), retryAfterMs)
      const reason = refusalReason(failure)
      if (failure.kind === 'untrusted') change({ state: 'untrusted', reason: failure.reason })
      else if (reason) change({ state: 'refused', reason })
      else if (state.state !== 'offline') change({ state: 'offline', since: new Date(options.now()).toISOString(), ...(lastContactAt ? { lastContactAt } : {}) })
    },
    hurry: () => {
      backOff = 0
    }
  }
}

function refusalReason(failure: PortalFailure | { kind: 'receipt-invalid' } | { kind: 'nothing-settled' }): Extract<LinkState, { state: 'refused' }>['reason'] | undefined {
  if (failure.kind === 'receipt-invalid') return 'signature'
  if (failure.kind !== 'problem') return undefined
  switch (failure.problem.type) {
    case problemTypes.revokedDevice:
      return 'revoked'
    case problemTypes.deviceKeyRetired:
      return 'key-retired'
    case problemTypes.counterTooOld:
      return 'too-old'
    case problemTypes.unknownDevice:
      return 'unknown'
    case problemTypes.clockSkew:
      return 'clock'
    case problemTypes.badSignature:
      return 'signature'
    default:
      return undefined
  }
}
