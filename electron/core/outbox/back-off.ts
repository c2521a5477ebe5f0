/** The first wait after a failure, and the longest: an officer who plugs the cable back in should not wait for long. */
const firstMs = 1_000
const longestMs = 15_000
/** However long a portal asks for, a counter asks again within the hour; a timer set for weeks would also fire at once. */
export const longestAskedMs = 3_600_000

/** A portal that names the moment gives each counter its own: only a tenth is added, for one that tells all the same. */
const spreadOfAsked = 0.1

/** A wait this long hammers on nobody, however often it is named: a portal with a long line says so until the turn is near. */
const shortMs = 5_000
/** So many shorter ones in a row are believed: one that judges its rush needs two or three. */
const timesBelieved = 4

/**
 * Milliseconds to wait after the n-th failure in a row (n from 1): full jitter over an exponential cap, so that a thousand counters do not come back as one.
 * @param random in [0, 1)
 */
export function backOffMs(failures: number, random: number): number {
  const cap = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1))
  return Math.round(cap * (0.25 + 0.75 * random))
}

/**
 * What the portal asked for by Retry-After is kept to instead, up to an hour: who comes later than its turn leaves the portal idle and itself the last. One that names the next moment again and
 * again is not asked each time: from the fifth in a row the counter's own back-off grows beside it, and the longer one holds.
 * @param times refusals in a row that named a short wait, this one too
 */
export function askedWaitMs(times: number, random: number, retryAfterMs: number): number {
  const asked = Math.round(Math.min(retryAfterMs, longestAskedMs) * (1 + spreadOfAsked * random))
  return times <= timesBelieved || retryAfterMs >= shortMs ? asked : Math.max(asked, backOffMs(times - timesBelieved, random))
}

export interface BackOff {
  /** @returns milliseconds to wait. @param retryAfterMs where the portal named a moment */
  failed(retryAfterMs?: number): number
  succeeded(): void
}

/** Counts the failures in a row, and apart from them those that named a short wait: a portal that comes back from a long silence is believed at once. */
export function createBackOff(random: () => number): BackOff {
  let failures = 0
  let shortAsked = 0
  return {
    failed: (retryAfterMs = 0) => {
      failures += 1
      if (retryAfterMs === 0) shortAsked = 0
      else if (retryAfterMs < shortMs) shortAsked += 1
      return retryAfterMs > 0 ? askedWaitMs(shortAsked, random(), retryAfterMs) : backOffMs(failures, random())
    },
    succeeded: () => {
      failures = 0
      shortAsked = 0
    }
  }
}
