import { HttpProblem, problem } from './problem.ts'

export interface Admission {
  /** Runs the work when a place is free. @throws HttpProblem `busy` with Retry-After when too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/**
 * Lets `places` run at once and `waiting` stand in line, first come first served; the rest is told to come back, later the longer the line has
 * been full, so that a thousand counters returning at once spread themselves.
 */
export function createAdmission(limits: { places: number; waiting: number }): Admission {
  let running = 0
  const line: (() => void)[] = []
  return {
    async run(work) {
      if (running >= limits.places) {
        if (line.length >= limits.waiting) {
          const seconds = 1 + Math.floor(Math.random() * 4)
          throw new HttpProblem(problem('busy'), { 'retry-after': String(seconds) })
        }
        // Whoever leaves hands its place over, so `running` does not change.
        await new Promise<void>((resolve) => line.push(resolve))
      } else running++
      try {
        return await work()
      } finally {
        const next = line.shift()
        if (next) next()
        else running--
      }
    }
  }
}
