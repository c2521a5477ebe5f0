import type { PortalFailure } from '../portal/portal-client.ts'

/** `wait`: it says nothing of what was asked about; `lanes`: perhaps that was too much, or one of it cannot be had. */
export type Verdict = { kind: 'wait'; forMs: number } | { kind: 'lanes'; forMs: number }

/** Another try after a refusal, and after a portal that does not know the question. */
const askAgainMs = 15_000
export const longestRestMs = 600_000

/** Ends of a connection that carried a request away: the time limit, a reset. A name or an address that is not found is the line's. */
const cutDetails = ['TimeoutError', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ECONNRESET']

/** What a failed question about histories says. @param isOnline whether what is sent and pulled gets through: if not, nothing is learned from this one */
export function judgeFailure(failure: PortalFailure, isOnline: boolean): Verdict {
  const wait = { kind: 'wait', forMs: askAgainMs } as const
  const lanes = { kind: 'lanes', forMs: askAgainMs } as const
  switch (failure.kind) {
    case 'untrusted':
      return wait
    case 'unreachable':
      return isOnline && cutDetails.includes(failure.detail) ? lanes : wait
    case 'nonsense':
      return isOnline ? lanes : wait
    case 'problem': {
      const { status, retryAfterMs } = failure
      if (retryAfterMs !== undefined) return { kind: 'wait', forMs: Math.min(Math.max(retryAfterMs, askAgainMs), longestRestMs) }
      if (status === 404) return { kind: 'wait', forMs: longestRestMs }
      // Not of today: who asks is unknown, revoked, or one too many.
      return [401, 403, 429, 503].includes(status) ? wait : lanes
    }
  }
}
