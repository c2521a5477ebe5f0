import { setImmediate } from 'node:timers/promises'
import type { RecallAnswer } from '../../../electron/contract/wire.ts'
import type { PortalContext } from '../context.ts'
import { listReceiptedFiles } from './file-store.ts'
import { isHeldWhole } from './finish-upload.ts'

const mostLookedAt = 100_000
const lookedAtOnce = 16
/** A counter waits thirty seconds for its answer; a folder on a slow share is looked through as far as it goes. */
const longestMs = 10_000

/**
 * Files that the database says are held for a device, and that are not there whole: the folder was put back from an older copy than the database. The newest are looked at first, since an older copy
 * lacks those.
 */
export async function findLostFiles(context: Pick<PortalContext, 'database' | 'filesFolder'>, device: string): Promise<RecallAnswer['missingFiles']> {
  const files = await listReceiptedFiles(context.database, device, mostLookedAt)
  const lost: RecallAnswer['missingFiles'] = []
  const endsAt = performance.now() + longestMs
  for (let from = 0; from < files.length && performance.now() < endsAt; from += lookedAtOnce) {
    const looked = await Promise.all(files.slice(from, from + lookedAtOnce).map(async (file) => ({ file, isWhole: await isHeldWhole(context, file) })))
    for (const { file, isWhole } of looked) if (!isWhole) lost.push({ sha256: file.sha256, dossier: file.dossier })
    await setImmediate()
  }
  return lost
}
