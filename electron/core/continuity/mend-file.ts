import { copyFile, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readEncryptedFile, sha256Hex } from '../../crypto/file-cipher.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { toStoredFile, type FileRow } from '../files/file-store.ts'
import { syncAs } from './copy-files.ts'
import { backedFilesPath, findBackupFolder, unsentFilesPath } from './folder.ts'
import { isInTime } from './in-time.ts'

/** A stick that sleeps wakes within it; one that hangs must not keep the files behind this one. */
const waitMs = 10_000

/**
 * Puts a paper that this disk gives back changed, or not at all, in its place again, from what was copied of it to the other disk while it was whole: every scan that the portal does not hold, and what the backups name.
 * @returns its plain bytes; undefined where there is no whole copy, or the folder is not there
 */
export async function mendFile(context: CoreContext, file: FileRow): Promise<Buffer | undefined> {
  const folder = findBackupFolder(context.db)
  if (folder === undefined) return undefined
  const { device } = getDevice(context.db)
  const copies = [join(unsentFilesPath(folder, device), `${file.sha256}.bin`), join(backedFilesPath(folder, device), file.path)]
  for (const copy of copies) {
    const bytes = await putBack(copy, toStoredFile(context.filesFolder, file)).catch(() => undefined)
    if (bytes) return bytes
  }
  return undefined
}

/** By a name that the start sweeps away should this be cut off (files/sweep.ts). */
async function putBack(copy: string, { path, key, sha256 }: ReturnType<typeof toStoredFile>): Promise<Buffer | undefined> {
  const fresh = `${path}.new`
  try {
    await mkdir(dirname(path), { recursive: true })
    if (!(await isInTime(copyFile(copy, fresh), waitMs))) return undefined
    const bytes = readEncryptedFile(fresh, key)
    if (sha256Hex(bytes) !== sha256) return undefined
    await syncAs(fresh, path)
    return bytes
  } finally {
    await rm(fresh, { force: true })
  }
}
