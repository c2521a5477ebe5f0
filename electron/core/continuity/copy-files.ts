import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecoveryKey } from '../../contract/wire.ts'
import { createFileSheet } from '../../crypto/file-sheet.ts'
import { replaceFile } from '../../crypto/replace-file.ts'
import { writeDurably } from '../../crypto/write-durably.ts'
import { isDiskFull } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'
import { toStoredFile, type FileRow } from '../files/file-store.ts'
import { openWhole } from '../files/open-whole.ts'

interface Target {
  filesFolder: string
  /** Where the copies go. */
  folder: string
  recoveryKey: RecoveryKey
}

/**
 * The scans of the second copy: every paper of a dossier that the portal does not hold yet, encrypted as it lies here, with its key sealed for the portal beside it. What the portal has
 * meanwhile goes.
 * @param options.left is told how many are not there yet, from the first look on
 */
export async function copyUnsentFiles(options: Target & { db: ReadDb; left(files: number): void }): Promise<void> {
  const { folder, left } = options
  const unsent = listUnsentFiles(options.db)
  await makeFolder(folder)
  const there = new Set(await readdir(folder))
  const missing = unsent.filter(({ sha256 }) => !there.has(sheetName(sha256)))
  left(missing.length)
  const failures: unknown[] = []
  for (const [index, file] of missing.entries()) {
    // One that this disk does not give back keeps no other from its copy.
    await copySealed(file, options).catch((error: unknown) => failures.push(error))
    left(missing.length - index - 1 + failures.length)
  }
  if (failures.length > 0) throw failures[0]
  const kept = new Set(unsent.map(({ sha256 }) => sha256))
  for (const name of there) if (!kept.has(name.split('.')[0] ?? '')) await rm(join(folder, name), { force: true })
}

/**
 * The same of some files, into a folder of their own. One that this disk does not give back keeps no other from it: `missing` counts those.
 * @throws when that folder is full
 */
export async function exportFiles(files: readonly FileRow[], target: Target): Promise<{ files: number; missing: number }> {
  if (files.length > 0) await makeFolder(target.folder)
  let missing = 0
  for (const file of files) {
    const isThere = await copySealed(file, target).catch(async (error: unknown) => {
      if (isDiskFull(error)) throw error
      await rm(join(target.folder, `${file.sha256}.bin.new`), { force: true })
      return false
    })
    if (!isThere) missing += 1
  }
  return { files: files.length - missing, missing }
}

/** Not its parents: where the stick is gone, its folder must not come to be on the PC's own disk. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/**
 * Only what is whole: a copy that is there is not made again.
 * @returns false for one that is gone from this disk
 * @throws for one that this disk does not give back as it was stored
 */
async function copySealed(file: FileRow, { filesFolder, folder, recoveryKey }: Target): Promise<boolean> {
  const { path } = toStoredFile(filesFolder, file)
  if (!existsSync(path)) return false
  const bytes = join(folder, `${file.sha256}.bin`)
  const body = await readFile(path)
  if (!openWhole(body, file)) throw new Error('a scan that is spoilt on this disk')
  await writeFile(`${bytes}.new`, body)
  await syncAs(`${bytes}.new`, bytes)
  // Last: where the sheet is, the bytes are whole.
  await writeDurably(join(folder, sheetName(file.sha256)), JSON.stringify(createFileSheet(file, recoveryKey)))
  return true
}

function sheetName(sha256: string): string {
  return `${sha256}.json`
}

/** Unsigned scans, and signed ones that are not uploaded: what the portal would wait for in vain if this disk died. */
export function listUnsentFiles(db: ReadDb): FileRow[] {
  return listRows<FileRow>(
    db,
    `SELECT sha256, key, path, size_bytes AS sizeBytes, pages FROM file
      WHERE sha256 IN (SELECT sha256 FROM attachment WHERE signed_sha256 IS NULL UNION SELECT sha256 FROM upload WHERE state <> 'received')`
  )
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
