/** The first wait after a failure, and the longest: an officer who plugs the cable back in should not wait for long. */
const firstMs = 1_000
const longestMs = 15_000
/** However long a portal asks for, a counter asks again within the hour; a timer set for weeks would also fire at once. */
const longestAskedMs = 3_600_000

/** A portal that names the moment gives each counter its own: only a tenth is added, for one that tells all the same. */
const spreadOfAsked = 0.1

/**
 * Milliseconds to wait after the n-th failure in a row (n from 1): full jitter over an exponential cap, so that a thousand counters do not come back as one. What the
 * portal asked for by Retry-After is kept to instead, up to an hour: who comes later than its turn leaves the portal idle and itself the last.
 * @param random in [0, 1)
 */
export function backOffMs(failures: number, random: number, retryAfterMs = 0): number {
  if (retryAfterMs > 0) return Math.round(Math.min(retryAfterMs, longestAskedMs) * (1 + spreadOfAsked * random))
  const cap = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1))
  return Math.round(cap * (0.25 + 0.75 * random))
}
