import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'

/** How file bytes share the line: with this counter's rows, which go first, and with the other counters of the office, by a budget. */
export interface Pace {
  /** Bytes of one request, now: about a second of the budget, so that whoever comes next waits no longer for the line. */
  getChunkBytes(): number
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
 * @param options.findBudget bytes a second of this counter on a shared line, asked anew for each chunk; undefined for the whole line
 * @param options.areRowsWaiting whether entries are due: a scan's next chunk waits for them
 */
export function createPace({ findBudget, areRowsWaiting }: { findBudget(): number | undefined; areRowsWaiting(): boolean }): Pace {
  /** When the chunk admitted last began, and how long it is. */
  let last: { beganMs: number; bytes: number } | undefined
  return {
    getChunkBytes: () => {
      const budget = findBudget()
      return budget === undefined ? largestChunkBytes : Math.min(largestChunkBytes, Math.max(smallestChunkBytes, budget))
    },
    admit: async (bytes, signal) => {
      const began = performance.now()
      while (!signal.aborted && areRowsWaiting() && performance.now() - began < longestYieldMs) await sleep(lookEveryMs)
      // Core may be closed by now, and its database.
      if (signal.aborted) return
      const readyMs = performance.now()
      // By the budget of now: one that an administrator lifts or lowers meanwhile counts at once.
      const waitEndMs = (): number => {
        const budget = findBudget()
        return last && budget !== undefined ? last.beganMs + (last.bytes / budget) * 1_000 : 0
      }
      while (!signal.aborted && waitEndMs() > performance.now()) await sleep(Math.min(1_000, waitEndMs() - performance.now()), undefined, { signal }).catch(() => undefined)
      last = { beganMs: Math.max(waitEndMs(), readyMs), bytes }
    }
  }
}

/** What an administrator set at this counter (0 for the whole line), or else QMC_UPLOAD_BYTES_PER_SECOND for all PCs of an office: e.g. 60000 of four counters on 2 Mbit/s. */
export function findUploadBudget(db: ReadDb): number | undefined {
  const bytesPerSecond = findSetting<number>(db, 'upload-budget') ?? Number(process.env['QMC_UPLOAD_BYTES_PER_SECOND'])
  return Number.isFinite(bytesPerSecond) && bytesPerSecond > 0 ? bytesPerSecond : undefined
}
