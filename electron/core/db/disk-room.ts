import { randomFillSync } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { DiskState } from '../../contract/views.ts'

/** Room that is kept for a day on which there is none: on a full disk SQLite can delete nothing either, because its log must grow first. */
const ballastBytes = Number(process.env['QMC_BALLAST_BYTES']) || 16 * 1024 * 1024
/** Some weeks of a counter's scans: time to make room before anybody waits. */
const lowBytes = 1024 * 1024 * 1024
const firstLookMs = 5_000
const lookEveryMs = 30_000

export interface DiskRoom {
  /** For the bar; undefined while there is room enough. */
  getState(): DiskState | undefined
  /** A transaction found no room: the ballast is given back, so that receipts and removals can still be written. New dossiers wait until it can be kept again. */
  noteFull(): void
  /** Whether there is room to begin something new. */
  hasRoom(): boolean
  stop(): void
}

/** Watches the disk under the data folder. @param changed called when the state is another one */
export function watchDiskRoom({ dataFolder, changed }: { dataFolder: string; changed(): void }): DiskRoom {
  const path = ballastPath(dataFolder)
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
  const keepBallast = (): void => {
    isFull = !keepFile(path)
    tell()
  }
  const look = async (): Promise<void> => {
    // A file system that does not tell is looked at by what it takes.
    freeBytes = await statfs(dataFolder).then(({ bavail, bsize }) => bavail * bsize, () => undefined)
    if (!stopped) keepBallast()
  }
  let stopped = false
  const first = setTimeout(() => void look(), firstLookMs).unref()
  const timer = setInterval(() => void look(), lookEveryMs).unref()

  return {
    getState,
    noteFull: () => {
      rmSync(path, { force: true })
      isFull = true
      tell()
    },
    hasRoom: () => {
      if (isFull) keepBallast()
      return !isFull
    },
    stop: () => {
      stopped = true
      clearTimeout(first)
      clearInterval(timer)
    }
  }
}

/** A database that cannot even be opened for want of room: false when there was no ballast to give back. */
export function giveBallastBack(dataFolder: string): boolean {
  if (!existsSync(ballastPath(dataFolder))) return false
  rmSync(ballastPath(dataFolder), { force: true })
  return true
}

function ballastPath(dataFolder: string): string {
  return join(dataFolder, 'ballast.bin')
}

/** Of chance, so that no file system packs it. False when the disk has no room for it; nothing half is left. */
function keepFile(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.size === ballastBytes) return true
  try {
    const file = openSync(path, 'w', 0o600)
    try {
      writeSync(file, randomFillSync(Buffer.allocUnsafe(ballastBytes)))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch {
    // Whatever keeps it from being written keeps a dossier from it too.
  }
  if (statSync(path, { throwIfNoEntry: false })?.size === ballastBytes) return true
  rmSync(path, { force: true })
  return false
}
