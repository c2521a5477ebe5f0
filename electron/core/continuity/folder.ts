import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'

/** On another disk: for the second copy and the backups. QMC_BACKUP_FOLDER goes before what an administrator chose. */
export function findBackupFolder(db: ReadDb): string | undefined {
  return process.env['QMC_BACKUP_FOLDER'] || findSetting<string>(db, 'backup-folder')
}

/** There, of the second copy: the scans that the portal does not hold. */
export function unsentFilesPath(folder: string, device: string): string {
  return join(folder, `unsent-${device}-files`)
}

/** There, of the backups: the papers that one of them names. */
export function backedFilesPath(folder: string, device: string): string {
  return join(folder, `files-${device}`)
}

/** Asked of the disk itself: permissions alone do not know of a write-protected stick. */
export function isWritable(folder: string): boolean {
  const probe = join(folder, `.qmc-${process.pid}`)
  try {
    writeFileSync(probe, '')
    rmSync(probe)
    return true
  } catch {
    return false
  }
}
