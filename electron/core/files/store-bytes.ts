import { rmSync } from 'node:fs'
import { writeEncryptedFile } from '../../crypto/file-cipher.ts'
import type { CoreContext } from '../context.ts'
import { write, type WriteDb } from '../db/open.ts'
import { insertFile } from './file-store.ts'
import { makeTarget } from './new-file.ts'

/** Keeps bytes that came over the line, encrypted under a key of their own. @param keep notes what they are of, in the same commit */
export function storeBytes(context: CoreContext, file: { sha256: string; sizeBytes: number; pages: number }, bytes: Uint8Array, keep: (db: WriteDb) => void): void {
  const target = makeTarget(context)
  let isNew = false
  try {
    writeEncryptedFile(target.fullPath, target.key, bytes)
    isNew = write(context.db, (db) => {
      const inserted = insertFile(db, { sha256: file.sha256, sizeBytes: file.sizeBytes, pages: file.pages, key: target.key, path: target.path }, new Date(context.now()).toISOString())
      keep(db)
      return inserted
    })
  } finally {
    // The same bytes were here already, or nothing of it was kept.
    if (!isNew) rmSync(target.fullPath, { force: true })
  }
}
