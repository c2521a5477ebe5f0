import { HttpProblem, problem } from './problem.ts'

export interface Admission {
  /** Runs the work when a place is free. @throws HttpProblem `busy` with Retry-After when too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** How much of a new measurement goes into the mean time a piece of work takes. */
const weight = 0.1
const firstGuessMs = 50
/** Nobody is sent away for longer: what took the time may have been something else. */
const longestAwayMs = 120_000

/**
 * Lets `places` run at once and `waiting` stand in line, first come first served. The rest is told to come back when its turn is expected: each one turned away gets the next turn after the one
 * before it, at the pace at which work is really done. So a thousand counters returning at once are served in the order they came, and none asks in vain again and again.
 * @param limits.now monotonic milliseconds
 */
export function createAdmission(limits: { places: number; waiting: number; now?: () => number }): Admission {
  const now = limits.now ?? (() => performance.now())
  let running = 0
  let workMs = firstGuessMs
  let nextTurnAtMs = 0
  const line: (() => void)[] = []

  /** Seconds, at least one. */
  function giveTurn(): number {
    const eachMs = workMs / Math.max(1, limits.places)
    // Whoever is in line now is served before.
    const earliestMs = now() + (line.length + 1) * eachMs
    nextTurnAtMs = Math.min(Math.max(nextTurnAtMs + eachMs, earliestMs), now() + longestAwayMs)
    return Math.max(1, Math.ceil((nextTurnAtMs - now()) / 1_000))
  }

  return {
    async run(work) {
      if (running >= limits.places) {
        if (line.length >= limits.waiting) throw new HttpProblem(problem('busy'), { 'retry-after': String(giveTurn()) })
        // Whoever leaves hands its place over, so `running` does not change.
        await new Promise<void>((resolve) => line.push(resolve))
      } else running++
      const startedMs = now()
      try {
        return await work()
      } finally {
        workMs += weight * (now() - startedMs - workMs)
        const next = line.shift()
        if (next) next()
        else running--
      }
    }
  }
}
