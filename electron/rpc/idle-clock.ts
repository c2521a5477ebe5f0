export interface IdleClock {
  /** Runs a job; the clock stands meanwhile and starts anew after it. */
  run<T>(job: () => Promise<T> | T): Promise<T>
}

/** Calls `onIdle` once no job has run for `idleMs`: how a process that is only sometimes needed leaves by itself. */
export function createIdleClock(idleMs: number, onIdle: () => void): IdleClock {
  let running = 0
  let timer = setTimeout(onIdle, idleMs)
  return {
    run: async (job) => {
      clearTimeout(timer)
      running += 1
      try {
        return await job()
      } finally {
        running -= 1
        if (running === 0) timer = setTimeout(onIdle, idleMs)
      }
    }
  }
}
