export interface IdleClock {
  /** Runs a job; the clock stands meanwhile and starts anew after it. @param afterMs how long this job alone is a reason to stay; the whole of `idleMs` by default */
  run<T>(job: () => Promise<T> | T, afterMs?: number): Promise<T>
}

/** Calls `onIdle` once no job has run for `idleMs`: how a process that is only sometimes needed leaves by itself. */
export function createIdleClock(idleMs: number, onIdle: () => void): IdleClock {
  let running = 0
  let stayUntilMs = 0
  let timer = setTimeout(onIdle, idleMs)
  return {
    run: async (job, afterMs = idleMs) => {
      clearTimeout(timer)
      running += 1
      try {
        return await job()
      } finally {
        running -= 1
        stayUntilMs = Math.max(stayUntilMs, performance.now() + afterMs)
        if (running === 0) timer = setTimeout(onIdle, stayUntilMs - performance.now())
      }
    }
  }
}
