import type { Link } from './link.ts'

/** What a step did: go on at once, or rest for so long unless woken. */
export type Step = { kind: 'again' } | { kind: 'rest'; forMs: number }

export interface Loop {
  /** There is something to do. */
  wake(): void
  /** Ends after what is under way. */
  stop(): Promise<void>
}

/** Takes steps until it is stopped, never before the link's back-off is over. A bug in a step is reported, and the loop goes on after a rest. */
export function startLoop(options: { link: Link; reportBug(error: unknown): void }, step: () => Promise<Step>): Loop {
  let stopped = false
  let woken = false
  let wakeSleeper: (() => void) | undefined

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      wakeSleeper = done
      function done(): void {
        clearTimeout(timer)
        wakeSleeper = undefined
        resolve()
      }
    })

  const loop = (async () => {
    while (!stopped) {
      woken = false
      const waitMs = options.link.waitMs()
      if (waitMs > 0) {
        await sleep(waitMs)
        continue
      }
      const done = await step().catch((error: unknown): Step => {
        options.reportBug(error)
        return { kind: 'rest', forMs: 5_000 }
      })
      if (done.kind === 'rest' && !woken && !stopped) await sleep(done.forMs)
    }
  })()

  return {
    wake: () => {
      woken = true
      wakeSleeper?.()
    },
    stop: async () => {
      stopped = true
      wakeSleeper?.()
      await loop
    }
  }
}
