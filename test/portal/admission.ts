import { HttpProblem, problem } from './problem.ts'

export interface Admission {
  /**
   * @param who keeps its rank among those turned away; undefined for a caller that nobody knows, who has none and of whom nothing is kept
   * @throws HttpProblem `busy` with Retry-After when too many wait already: to be asked before a body is read.
   */
  turnAwayIfFull(who?: string): void
  /** Runs the work when a place is free; who was let in a moment ago has its place in the line. @throws as `turnAwayIfFull` */
  run<T>(work: () => Promise<T>, who?: string): Promise<T>
}

/** How much of a new measurement goes into the pace. */
const weight = 0.1
/** One long pause, as when a thousand requests arrive in the same moment, says little of the pace: a guess too slow leaves places empty that nobody comes back for. */
const mostOverPace = 4
const firstGuessMs = 10
/** Who is later than this after its turn is not waited for. */
const graceMs = 30_000
/**
 * The pace of a rush is not that of its end: while a thousand knock the portal does little else. So whoever's turn is far is told anew on the way, and never later than this; nobody comes long after
 * its turn while the places stand empty.
 */
const horizonMs = 12_000
/** Beyond that the horizon grows with those who wait: so many ask in a second at the most, however many there are. */
const asksPerSecond = 60
/** Who comes when the line has just one place free often comes in vain: it may be half empty by then, and is still no reason to idle. */
const lineLeft = 0.5
/** At a slow pace the line is shorter: whoever stands in it must be answered well before a counter gives up (30 s). */
const longestLineMs = 10_000
/** Who was let in has its place in the line while its request is on the way, if that does not take longer: slow lines must not leave the portal idle. */
const arrivalMs = 1_000

/**
 * Lets `places` run at once and `waiting` stand in line, first come first served. The rest is told to come back when there should be room in the line for it: at the pace at which work is really
 * done, behind those who were turned away before it. Who comes back too early keeps its rank. So a thousand counters returning at once are served about in the order they came, the line
 * is never empty meanwhile, and few ask twice in vain.
 * @param limits.now monotonic milliseconds
 */
export function createAdmission(limits: { places: number; waiting: number; now?: () => number }): Admission {
  const now = limits.now ?? (() => performance.now())
  let running = 0
  /** Milliseconds from the end of one work to the end of the next, while any runs. */
  let eachMs = firstGuessMs
  let lastEndMs = 0
  const line: (() => void)[] = []
  /** In the order in which they first came, and when each was told to come back. */
  const turnedAway = new Map<string, number>()
  /** Whose requests are on the way, and since when. */
  const arriving = new Map<string, number>()

  function rankOf(who: string | undefined): number {
    for (const [one, turnMs] of turnedAway) if (one !== who && turnMs + graceMs < now()) turnedAway.delete(one)
    let rank = 0
    for (const one of turnedAway.keys()) {
      if (one === who) break
      rank++
    }
    return rank
  }

  function turnAwayIfFull(who?: string): void {
    for (const [one, sinceMs] of arriving) if (sinceMs + arrivalMs < now()) arriving.delete(one)
    const waiting = Math.min(limits.waiting, Math.ceil(longestLineMs / eachMs))
    if (running + line.length + arriving.size < limits.places + waiting) {
      if (who !== undefined) arriving.set(who, now())
      return
    }
    const turnMs = (rankOf(who) + 1 + waiting * lineLeft) * eachMs
    const farMs = Math.max(horizonMs, (turnedAway.size * 1_000) / asksPerSecond)
    // Close to its turn for who is near, close to the horizon for who is far.
    const awayMs = turnMs / Math.hypot(1, turnMs / farMs)
    if (who !== undefined) turnedAway.set(who, now() + awayMs)
    throw new HttpProblem(problem('busy'), { 'retry-after': String(Math.max(1, Math.ceil(awayMs / 1_000))) })
  }

  return {
    turnAwayIfFull,
    async run(work, who) {
      if (who === undefined || !arriving.has(who)) turnAwayIfFull(who)
      if (who !== undefined) {
        arriving.delete(who)
        turnedAway.delete(who)
      }
      if (running === 0) lastEndMs = now()
      // Whoever leaves hands its place over, so `running` does not change.
      if (running >= limits.places) await new Promise<void>((resolve) => line.push(resolve))
      else running++
      try {
        return await work()
      } finally {
        eachMs += weight * (Math.min(now() - lastEndMs, mostOverPace * eachMs) - eachMs)
        lastEndMs = now()
        const next = line.shift()
        if (next) next()
        else running--
      }
    }
  }
}
