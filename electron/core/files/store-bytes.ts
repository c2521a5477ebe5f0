import { rmSync } from 'node:fs'
import { writeEncryptedFile } from '../../crypto/file-cipher.ts'
import type { CoreContext } from '../context.ts'
import { write, type WriteDb } from '../db/open.ts'
import { deleteFile, insertFile } from './file-store.ts'
import { makeTarget } from './new-file.ts'

/**
 * Keeps bytes that came over the line, encrypted under a key of their own.
 * @param keep notes what they are of, in the same commit; false where nothing here wants them any more, e.g. because it was purged while they came: then they are not kept
 */
export function storeBytes(context: CoreContext, file: { sha256: string; sizeBytes: number; pages: number }, bytes: Uint8Array, keep: (db: WriteDb) => boolean): void {
  const target = makeTarget(context)
  let isNew = false
  try {
    writeEncryptedFile(target.fullPath, target.key, bytes)
    isNew = write(context.db, (db) => {
      const inserted = insertFile(db, { sha256: file.sha256, sizeBytes: file.sizeBytes, pages: file.pages, key: target.key, path: target.path }, new Date(context.now()).toISOString())
      if (keep(db)) return inserted
      if (inserted) deleteFile(db, file.sha256)
      return false
    })
  } finally {
    // The same bytes were here already, or nothing of it was kept.
    if (!isNew) rmSync(target.fullPath, { force: true })
  }
}
