import type { LinkState } from '../../contract/views.ts'
import { problemTypes } from '../../contract/wire.ts'
import type { PortalFailure } from '../portal/portal-client.ts'
import { createBackOff } from './back-off.ts'

export type LinkFailure =
  | PortalFailure
  | { kind: 'receipt-invalid' }
  /** The portal answered, or one was refused of which that was to be expected: a pause, and nothing is told of the line. */
  | { kind: 'nothing-settled' }
  /** 413 for a request that no portal and no proxy has reason to find large. */
  | { kind: 'small-refused' }

/** What the counter knows of the line to the portal: one state and one back-off for everything that travels on it. */
export interface Link {
  getState(): LinkState
  /** Milliseconds until the next attempt may be made; 0 when it may be made now. */
  waitMs(): number
  succeeded(): void
  failed(failure: LinkFailure): void
  /** The officer asks to try now. */
  hurry(): void
}

export function createLink(options: { now(): number; random(): number; lastContactAt?: string; changed(state: LinkState): void }): Link {
  let state: LinkState = { state: 'connecting' }
  let lastContactAt = options.lastContactAt
  const backOff = createBackOff(options.random)
  let failedAtMs = 0
  let restMs = 0

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
      return sinceMs < 0 ? 0 : Math.max(0, restMs - sinceMs)
    },
    succeeded: () => {
      backOff.succeeded()
      restMs = 0
      lastContactAt = new Date(options.now()).toISOString()
      change({ state: 'online', lastContactAt })
    },
    failed: (failure) => {
      failedAtMs = options.now()
      restMs = backOff.failed(failure.kind === 'problem' ? failure.retryAfterMs : undefined)
      const reason = refusalReason(failure)
      if (failure.kind === 'nothing-settled') return
      if (failure.kind === 'untrusted') change({ state: 'untrusted', reason: failure.reason })
      else if (reason) change({ state: 'refused', reason })
      else if (state.state !== 'offline') change({ state: 'offline', since: new Date(options.now()).toISOString(), ...(lastContactAt ? { lastContactAt } : {}) })
    },
    hurry: () => {
      restMs = 0
    }
  }
}

type RefusalReason = Extract<LinkState, { state: 'refused' }>['reason']

/** Whether a refusal is of this counter, so that any request of it would meet it. */
export function isAboutCounter(problemType: string): boolean {
  return reasonOfProblem(problemType) !== undefined
}

function refusalReason(failure: LinkFailure): RefusalReason | undefined {
  if (failure.kind === 'receipt-invalid') return 'receipt'
  if (failure.kind === 'small-refused') return 'size'
  return failure.kind === 'problem' ? reasonOfProblem(failure.problem.type) : undefined
}

function reasonOfProblem(problemType: string): RefusalReason | undefined {
  switch (problemType) {
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
