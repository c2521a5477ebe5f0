import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { DiskState } from '../../contract/views.ts'
import { isDiskFull } from '../context.ts'

/** Room that is kept for a day on which there is none: on a full disk SQLite can delete nothing either, because its log must grow first. */
const ballastBytes = Number(process.env['QMC_BALLAST_BYTES']) || 16 * 1024 * 1024
const blockBytes = 1024 * 1024
/** Some weeks of a counter's scans: time to make room before anybody waits. */
const lowBytes = 1024 * 1024 * 1024
const firstLookMs = 5_000
const lookEveryMs = 30_000

export interface DiskRoom {
  /** For the bar; undefined while there is room enough. */
  getState(): DiskState | undefined
  /** A transaction found no room: the ballast is given back, so that receipts and removals can still be written. What is new waits until it can be kept again. Never throws. */
  noteFull(): void
  /** Whether there is room to begin something new. */
  hasRoom(): boolean
  stop(): void
}

/** Watches the disk under the data folder. @param changed called when the state is another one */
export function watchDiskRoom({ dataFolder, changed }: { dataFolder: string; changed(): void }): DiskRoom {
  let freeBytes: number | undefined
  let isFull = false
  let told: string | undefined

  const getState = (): DiskState | undefined => {
    if (isFull) return { state: 'full' }
    return freeBytes !== undefined && freeBytes < lowBytes ? { state: 'low', freeBytes } : undefined
  }
  const tell = (): void => {
    const now = getState()?.state
    if (now !== told) changed()
    told = now
  }
  const look = (): void => {
    freeBytes = findFreeBytes(dataFolder)
    // Twice: else the room that the ballast has just given back would be taken for it again before anything was written there.
    const mayFit = freeBytes === undefined || freeBytes >= 2 * ballastBytes
    if (mayFit) isFull = !keepBallast(dataFolder)
    tell()
  }
  const first = setTimeout(look, firstLookMs).unref()
  const timer = setInterval(look, lookEveryMs).unref()

  return {
    getState,
    noteFull: () => {
      isFull = true
      giveBallastBack(dataFolder)
      tell()
    },
    hasRoom: () => {
      if (isFull) look()
      return !isFull
    },
    stop: () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }
}

/** False when there was none, or when something holds it: a virus scanner, on Windows. */
export function giveBallastBack(dataFolder: string): boolean {
  const path = ballastPath(dataFolder)
  if (!existsSync(path)) return false
  try {
    rmSync(path, { force: true })
  } catch {
    return false
  }
  return true
}

/** Of chance, so that no file system packs it. False when the disk has no room for it, nothing half is left then; a file that cannot be written for another reason says nothing of the disk. */
function keepBallast(dataFolder: string): boolean {
  const path = ballastPath(dataFolder)
  if (statSync(path, { throwIfNoEntry: false })?.size === ballastBytes) return true
  let written = 0
  try {
    const file = openSync(path, 'w', 0o600)
    try {
      // One block again and again: so much chance at once would hold this process up for half a second, and what packs files does not look so far back.
      const block = randomBytes(Math.min(blockBytes, ballastBytes))
      while (written < ballastBytes) written += writeSync(file, block, 0, Math.min(block.length, ballastBytes - written))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    if (written === ballastBytes) return true
  } catch (error) {
    if (!isDiskFull(error)) return true
  }
  giveBallastBack(dataFolder)
  return false
}

/** Undefined where the file system does not tell. */
function findFreeBytes(dataFolder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(dataFolder)
    return bavail * bsize
  } catch {
    return undefined
  }
}

function ballastPath(dataFolder: string): string {
  return join(dataFolder, 'ballast.bin')
}
