import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadDb } from '../db/open.ts'
import { listFilePaths } from './file-store.ts'

/** Removes encrypted files that a crash left between writing and recording: nothing names them and no key opens them. Runs once at start. */
export function sweepOrphans(db: ReadDb, filesFolder: string): number {
  const known = listFilePaths(db)
  let removed = 0
  for (const entry of readdirSync(filesFolder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const full = join(entry.parentPath, entry.name)
    if (known.has(full.slice(filesFolder.length + 1))) continue
    rmSync(full, { force: true })
    removed += 1
  }
  return removed
}
