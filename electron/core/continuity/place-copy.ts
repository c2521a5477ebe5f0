import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RestoreFailure } from '../../contract/restore.ts'
import type { OfficerRecord } from '../../contract/wire.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { putReference } from '../catalogue/reference-store.ts'
import { getDevice, type DeviceRecord } from '../context.ts'
import { openDatabase, write } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { verifyChain } from '../journal/verify-chain.ts'
import { copyTree, syncFile } from './copy-durably.ts'
import { findStamp } from './backup-names.ts'
import { backedFilesPath } from './folder.ts'

/** Copies a backup into the data folder, verifies it, makes it this machine's and gives it its name last: a cut leaves either no database or a whole one. */
export function placeCopy(job: { dataFolder: string; folder: string; backupPath: string; databaseKey: Uint8Array; device: DeviceRecord; officers: OfficerRecord[] }): Result<'placed', RestoreFailure> {
  const path = join(job.dataFolder, 'counter.db')
  const next = `${path}.restoring`
  try {
    mkdirSync(job.dataFolder, { recursive: true })
    dropDatabase(next)
    copyFileSync(job.backupPath, next)
    const files = backedFilesPath(job.folder, job.device.device)
    if (existsSync(files)) copyTree(files, join(job.dataFolder, 'files'))
  } catch {
    dropDatabase(next)
    return err({ kind: 'copy-not-placed' })
  }
  try {
    adopt(next, job)
  } catch {
    dropDatabase(next)
    return err({ kind: 'copy-unreadable' })
  }
  try {
    syncFile(next)
    renameSync(next, path)
    return ok('placed')
  } catch {
    return err({ kind: 'copy-not-placed' })
  }
}

/** @throws when the copy does not open with the key, is another counter's, or its chain is broken */
function adopt(path: string, job: { folder: string; backupPath: string; databaseKey: Uint8Array; device: DeviceRecord; officers: OfficerRecord[] }): void {
  const db = openDatabase({ path, key: job.databaseKey, mustExist: true })
  try {
    const { nextPrivateKey: _next, formerPrivateKey: _former, ...before } = getDevice(db)
    const chain = verifyChain(db, before.device)
    if (before.device !== job.device.device || chain.kind === 'broken') throw new Error('not a whole copy of this counter')
    const at = findStamp(job.backupPath)
    write(db, (writeDb) => {
      putSetting(writeDb, 'device', { ...before, ...job.device })
      // The copies go on where they were found, under whatever letter the stick has here; the mark beside them says what was lost since.
      putSetting(writeDb, 'backup-folder', job.folder)
      // A copy knows of those before it alone; the last one made is itself.
      if (at !== undefined) putSetting(writeDb, 'last-backup', { lastBackup: { at, name: basename(job.backupPath), entries: chain.entries } })
      for (const officer of job.officers) putReference(writeDb, 'officer', officer.id, officer)
    })
    db.pragma('journal_mode=DELETE')
  } finally {
    db.close()
  }
}

function dropDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
}
