import { setTimeout as sleep } from 'node:timers/promises'

/** How file bytes share the line: with this counter's rows, which go first, and with the other counters of the office, by a budget. */
export interface Pace {
  /** Bytes of one request: about a second of the budget, so that whoever comes next waits no longer for the line. */
  readonly chunkBytes: number
  /** Resolves when so many bytes of a file may go; at once when the signal is aborted. */
  admit(bytes: number, signal: AbortSignal): Promise<void>
}

/** Small enough that a cut costs little, and a multiple of what disks and TLS work with. */
const largestChunkBytes = 256 * 1024
const smallestChunkBytes = 32 * 1024
/** Rows go first, but a queue that cannot move for another reason does not hold files back for ever. */
const longestYieldMs = 5_000
const lookEveryMs = 50

/**
 * @param options.bytesPerSecond the budget of this counter on a shared line; undefined for the whole line
 * @param options.areRowsWaiting whether entries are due: a scan's next chunk waits for them
 */
export function createPace(options: { bytesPerSecond?: number; areRowsWaiting(): boolean }): Pace {
  const { bytesPerSecond } = options
  let freeAtMs = 0
  return {
    chunkBytes: bytesPerSecond === undefined ? largestChunkBytes : Math.min(largestChunkBytes, Math.max(smallestChunkBytes, bytesPerSecond)),
    admit: async (bytes, signal) => {
      const began = performance.now()
      while (!signal.aborted && options.areRowsWaiting() && performance.now() - began < longestYieldMs) await sleep(lookEveryMs)
      if (bytesPerSecond === undefined) return
      const startMs = Math.max(performance.now(), freeAtMs)
      freeAtMs = startMs + (bytes / bytesPerSecond) * 1_000
      await sleep(startMs - performance.now(), undefined, { signal }).catch(() => undefined)
    }
  }
}

/** The budget an administrator sets where counters share a line: QMC_UPLOAD_BYTES_PER_SECOND, e.g. 60000 of four counters on 2 Mbit/s. */
export function readBudget(env: NodeJS.ProcessEnv): { bytesPerSecond?: number } {
  const bytesPerSecond = Number(env['QMC_UPLOAD_BYTES_PER_SECOND'])
  return Number.isFinite(bytesPerSecond) && bytesPerSecond > 0 ? { bytesPerSecond } : {}
}
