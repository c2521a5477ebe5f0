import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { getDevice, type CoreContext } from '../context.ts'
import { toStoredFile, type FileRow } from '../files/file-store.ts'
import { readStoredFile } from '../files/mend-stored.ts'
import { openWhole } from '../files/open-whole.ts'
import { syncAs } from './copy-files.ts'
import { backedFilesPath, findBackupFolder, unsentFilesPath } from './folder.ts'
import { isInTime } from './in-time.ts'

/** A stick that sleeps wakes within it; one that hangs must not keep the files behind this one, nor the counter from closing. */
const waitMs = 10_000
/** Counters of which a copy is still being read after that: each holds one of the few threads that all other work on files needs, and no second one is given away. */
const hanging = new WeakSet<CoreContext>()

/**
 * Reads a paper that this disk gives back changed, or not at all, from what was copied of it to the other disk while it was whole - every scan that the portal does not hold, and what the backups name - and puts it in its
 * place again where this disk takes it.
 * @param closing nobody waits for the copy any more
 * @returns its plain bytes; undefined where there is no whole copy, or the folder is not there or does not answer
 */
export async function mendFile(context: CoreContext, file: FileRow, closing: AbortSignal): Promise<Buffer | undefined> {
  const folder = findBackupFolder(context.db)
  if (folder === undefined) return undefined
  const { device } = getDevice(context.db)
  for (const copy of [join(unsentFilesPath(folder, device), `${file.sha256}.bin`), join(backedFilesPath(folder, device), file.path)]) {
    const body = await readCopy(context, copy, closing)
    const bytes = body && openWhole(body, file)
    if (!bytes) continue
    await putBack(toStoredFile(context.filesFolder, file).path, body)
    return bytes
  }
  // It may have been taken in again while a copy was waited for.
  return readStoredFile(context, file)
}

async function readCopy(context: CoreContext, copy: string, closing: AbortSignal): Promise<Buffer | undefined> {
  if (hanging.has(context) || closing.aborted) return undefined
  const reading = readFile(copy).catch(() => undefined)
  hanging.add(context)
  void reading.then(() => hanging.delete(context))
  return (await isInTime(reading, waitMs, closing)) ? reading : undefined
}

/** A full disk, or a program of Windows that holds the file, must not keep back what is whole in hand. The name is one that the start sweeps away (files/sweep.ts). */
async function putBack(path: string, body: Buffer): Promise<void> {
  const fresh = `${path}.new`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(fresh, body)
    await syncAs(fresh, path)
  } catch {
    await rm(fresh, { force: true }).catch(() => undefined)
  }
}
