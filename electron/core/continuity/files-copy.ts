import type { RecoveryKey } from '../../contract/wire.ts'
import type { ReadDb } from '../db/open.ts'
import { copyUnsentFiles, listUnsentFiles } from './copy-files.ts'
import { isInTime } from './in-time.ts'

/** The scans of the second copy. They go beside its entries: those of the next dossier do not wait for a scan of this one. */
export interface FilesCopy {
  /** How many are behind; none is told while they come in time. */
  countBehind(): number
  /** All that is saved by now is copied from here on, once. */
  start(recoveryKey: RecoveryKey): void
  /** Resolves when all are there, or behind: where some are behind already, nobody waits for more. Never rejects. */
  keep(waitMs: number): Promise<void>
  /** The folder was away: until it is read, none of them is known to be there. */
  distrust(): void
  /** Resolves when nothing is being copied. Never rejects. */
  ended(): Promise<void>
}

export function openFilesCopy(options: { db: ReadDb; filesFolder: string; folder: string; changed(): void }): FilesCopy {
  const { db, filesFolder, folder, changed } = options
  let left = 0
  let isBehind = false
  let copying: Promise<void> | undefined
  let again = false

  function fallBehind(): void {
    isBehind = true
    changed()
  }

  function noteLeft(files: number): void {
    left = files
    if (isBehind) changed()
  }

  async function copyAll(recoveryKey: RecoveryKey): Promise<void> {
    try {
      do {
        again = false
        await copyUnsentFiles({ db, filesFolder, folder, recoveryKey, left: noteLeft })
      } while (again && db.open)
      isBehind = false
    } catch {
      // Full, or just taken away: then the next entries tell that. Where it could not even be read, none is known to be there.
      if (left === 0 && db.open) left = listUnsentFiles(db).length
      fallBehind()
    } finally {
      // In the same turn as the last look at `again`: whoever asks from now on gets a run of her own.
      copying = undefined
    }
  }

  return {
    countBehind: () => (isBehind ? left : 0),
    start: (recoveryKey) => {
      again = true
      copying ??= copyAll(recoveryKey)
    },
    keep: async (waitMs) => {
      if (!isBehind && copying && !(await isInTime(copying, waitMs))) fallBehind()
    },
    distrust: () => {
      left = listUnsentFiles(db).length
      fallBehind()
    },
    ended: async () => copying
  }
}
