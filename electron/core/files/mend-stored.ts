import { readFileSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeEncryptedFile } from '../../crypto/file-cipher.ts'
import { replaceFile } from '../../crypto/replace-file.ts'
import type { CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { requeueDamagedUploads } from '../outbox/upload-store.ts'
import { forgetDamaged } from './damaged-store.ts'
import { findFile, toStoredFile, type FileRow } from './file-store.ts'
import { makeTarget } from './new-file.ts'
import { openWhole } from './open-whole.ts'

/** The plain bytes, or undefined when the disk gave back something else than was stored. */
export function readStoredFile(context: Pick<CoreContext, 'filesFolder'>, file: FileRow): Buffer | undefined {
  try {
    return openWhole(readFileSync(toStoredFile(context.filesFolder, file).path), file)
  } catch {
    return undefined
  }
}

/**
 * Bytes that are here already came in again: where the disk spoilt those that lie here, these take their place, under the key that the copies on other disks bear too, and what waited for them goes on;
 * also where they are whole after all, for a disk may fail once and read well the next time.
 * @param readBytes the plain bytes that came in. @throws the file system's error; then nothing is changed
 */
export async function mendStored(context: Pick<CoreContext, 'db' | 'filesFolder' | 'emit' | 'wakeOutbox'>, sha256: string, readBytes: () => Uint8Array): Promise<void> {
  const file = findFile(context.db, sha256)
  if (!file) return
  const isWhole = readStoredFile(context, file) !== undefined
  if (!isWhole) await replaceBytes(context, file, readBytes)
  const isFreed = write(context.db, (db) => [forgetDamaged(db, sha256), requeueDamagedUploads(db, sha256)].includes(true))
  if (isWhole && !isFreed) return
  context.emit('data.changed', { areas: ['queue', 'dossier'] })
  context.wakeOutbox()
}

async function replaceBytes(context: Pick<CoreContext, 'filesFolder'>, file: FileRow, readBytes: () => Uint8Array): Promise<void> {
  const { path, key } = toStoredFile(context.filesFolder, file)
  const { fullPath: fresh } = makeTarget(context)
  try {
    await mkdir(dirname(path), { recursive: true })
    writeEncryptedFile(fresh, key, readBytes())
    await replaceFile(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}
