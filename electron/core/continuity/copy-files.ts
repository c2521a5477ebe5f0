import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecoveryKey } from '../../contract/wire.ts'
import { createFileSheet } from '../../crypto/file-sheet.ts'
import { replaceFile } from '../../crypto/replace-file.ts'
import { writeDurably } from '../../crypto/write-durably.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'
import { findFile, listUnsigned, toStoredFile, type FileRow } from '../files/file-store.ts'

/**
 * The scans of the second copy: every paper of a dossier that the portal does not hold yet, encrypted as it lies here, with its key sealed for the portal beside it. They follow the entries
 * a moment later, because a scan of 20 MB takes a stick longer than an officer should wait. What the portal has meanwhile goes.
 */
export async function copyUnsentFiles(options: { db: ReadDb; filesFolder: string; folder: string; recoveryKey: RecoveryKey }): Promise<void> {
  const { db, filesFolder, folder } = options
  const unsent = listUnsentFiles(db)
  // Not its parents: where the stick is gone, its folder must not come to be on the PC's own disk.
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const there = new Set(await readdir(folder))
  for (const file of unsent) {
    const { path } = toStoredFile(filesFolder, file)
    // One that is gone from this disk keeps no other from its copy.
    if (there.has(sheetName(file.sha256)) || !existsSync(path)) continue
    const bytes = join(folder, `${file.sha256}.bin`)
    await copyFile(path, `${bytes}.new`)
    await syncAs(`${bytes}.new`, bytes)
    // Last: where the sheet is, the bytes are whole.
    await writeDurably(join(folder, sheetName(file.sha256)), JSON.stringify(createFileSheet(file, options.recoveryKey)))
  }
  const kept = new Set(unsent.map(({ sha256 }) => sha256))
  for (const name of there) if (!kept.has(name.split('.')[0] ?? '')) await rm(join(folder, name), { force: true })
}

function sheetName(sha256: string): string {
  return `${sha256}.json`
}

/** Unsigned scans, and signed ones that are not uploaded: what the portal would wait for in vain if this disk died. */
export function listUnsentFiles(db: ReadDb): FileRow[] {
  const uploads = listRows<{ sha256: string }>(db, `SELECT DISTINCT sha256 FROM upload WHERE state <> 'received'`)
  const hashes = new Set([...listUnsigned(db), ...uploads].map(({ sha256 }) => sha256))
  return [...hashes].flatMap((sha256) => findFile(db, sha256) ?? [])
}

/** Gives what was written its name once it is on the disk. */
export async function syncAs(from: string, to: string): Promise<void> {
  const file = await open(from, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await replaceFile(from, to)
}
