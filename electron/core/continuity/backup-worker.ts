import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { BackupFailureReason } from '../../contract/continuity.ts'
import { openDatabase, write, type ReadDb } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { listFilePaths } from '../files/file-store.ts'
import { verifyChain } from '../journal/verify-chain.ts'
import { copyOnce, makeFolderIn, syncFile } from './copy-durably.ts'

/** What the thread is given; the key never leaves the process. */
export interface BackupJob {
  databasePath: string
  key: Uint8Array
  filesFolder: string
  /** Where the copy goes. */
  targetPath: string
  filesTarget: string
  /** Earlier copies that stay beside this one. */
  stayingPaths: readonly string[]
  device: string
  at: string
}

export type BackupResult = { ok: true; entries: number } | { ok: false; reason: BackupFailureReason }

/** A thread of core: copying and verifying a large database would keep the counter waiting. */
parentPort?.postMessage(makeBackup(workerData as BackupJob))

function makeBackup(job: BackupJob): BackupResult {
  const next = `${job.targetPath}.new`
  try {
    dropUnfinished(job)
  } catch {
    return { ok: false, reason: 'folder' }
  }
  try {
    copyAll(job, next)
  } catch {
    rmSync(next, { force: true })
    return { ok: false, reason: 'copy' }
  }
  try {
    const entries = verifyCopy(job, next)
    syncFile(next)
    renameSync(next, job.targetPath)
    dropUnnamed(job)
    return { ok: true, entries }
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(next + suffix, { force: true })
    return { ok: false, reason: 'verify' }
  }
}

/** The copy carries the cipher and the key of its source. Files are encrypted as they lie and named at random, so each is copied once. */
function copyAll(job: BackupJob, next: string): void {
  const source = openDatabase({ path: job.databasePath, key: job.key, mustExist: true })
  try {
    source.prepare('VACUUM INTO ?').run(next)
    makeFolderIn(job.filesTarget)
    for (const path of listFilePaths(source)) {
      const from = join(job.filesFolder, path)
      // A file may be discarded while the backup runs; the copy of the database then names it in vain, as the live one did.
      if (!existsSync(from)) continue
      makeFolderIn(dirname(join(job.filesTarget, path)))
      copyOnce(from, join(job.filesTarget, path))
    }
  } finally {
    source.close()
  }
}

/** What a power cut left of earlier copies of this counter: each has a name of its own, and a stick would fill with them. @throws when the folder is not there */
function dropUnfinished(job: BackupJob): void {
  const folder = dirname(job.targetPath)
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`counter-${job.device}-`) && name.includes('.qmcdb.new')) rmSync(join(folder, name), { force: true })
  }
}

/** Papers that no copy names any more (purged, thrown away) go with the last copy that did: it had the keys to them. A copy that cannot be read keeps all. */
function dropUnnamed({ targetPath, stayingPaths, filesTarget, key }: BackupJob): void {
  try {
    const named = new Set([targetPath, ...stayingPaths].flatMap((path) => readNamed(path, key)))
    for (const entry of readdirSync(filesTarget, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && !named.has(relative(filesTarget, path))) rmSync(path, { force: true })
    }
  } catch {
    // The copy is whole all the same; the next one tries again.
  }
}

function readNamed(path: string, key: Uint8Array): string[] {
  const copy = openDatabase({ path, key, mustExist: true, readOnly: true })
  try {
    return [...listFilePaths(copy)]
  } finally {
    copy.close()
  }
}

/** Opens the copy as a restore would and walks its whole chain; then stamps it, so that it is known for a copy wherever it is opened as the live database. */
function verifyCopy(job: BackupJob, next: string): number {
  const copy: ReadDb = openDatabase({ path: next, key: job.key, mustExist: true })
  try {
    const chain = verifyChain(copy, job.device)
    if (chain.kind === 'broken') throw new Error(`the copy's chain is broken at ${chain.seq}`)
    if (copy.pragma('quick_check', { simple: true }) !== 'ok') throw new Error('the copy is not whole')
    write(copy, (db) => putSetting(db, 'backup-stamp', { at: job.at }))
    // One file, that can be carried by itself.
    copy.pragma('journal_mode=DELETE')
    return chain.entries
  } finally {
    copy.close()
  }
}
