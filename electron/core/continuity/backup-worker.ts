import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { BackupFailureReason } from '../../contract/continuity.ts'
import { isDiskFull } from '../context.ts'
import { openDatabase, write, type ReadDb } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { listAllFiles, listFilePaths, type FileRow } from '../files/file-store.ts'
import { openWhole } from '../files/open-whole.ts'
import { verifyChain } from '../journal/verify-chain.ts'
import { listBackups, nameAfter } from './backup-names.ts'
import { makeFolderIn, syncFile } from './copy-durably.ts'
import { backedFilesPath } from './folder.ts'

const kept = 7

/** What the thread is given; the key never leaves the process. */
export interface BackupJob {
  databasePath: string
  key: Uint8Array
  filesFolder: string
  /** Where the copy goes. */
  folder: string
  device: string
  nowMs: number
  /** The recovery sheet, JSON; absent before the portal has named its recovery key. */
  sheet?: string
}

export type BackupResult = { ok: true; entries: number; name: string } | { ok: false; reason: BackupFailureReason }

/** Where one copy goes, and which of the earlier ones stay beside it. */
interface Target {
  path: string
  filesPath: string
  stayingPaths: readonly string[]
  goingPaths: readonly string[]
}

/** A thread of core: copying and verifying a large database, or a folder that hangs, would keep the counter waiting. */
parentPort?.postMessage(makeBackup(workerData as BackupJob))

function makeBackup(job: BackupJob): BackupResult {
  const { folder, device } = job
  let before: string[]
  try {
    before = listBackups(folder, device)
    dropUnfinished(job)
  } catch {
    return { ok: false, reason: 'folder' }
  }
  // First, and never written over in its place: without it no copy, old or new, can be opened on another machine.
  const unwritten = job.sheet === undefined ? undefined : putSheet(join(folder, `recovery-${device}.json`), job.sheet)
  if (unwritten) return { ok: false, reason: unwritten }
  const name = nameAfter(before.at(-1), device, job.nowMs)
  const earlierPaths = before.map((older) => join(folder, older))
  const target: Target = { path: join(folder, name), filesPath: backedFilesPath(folder, device), stayingPaths: earlierPaths.slice(1 - kept), goingPaths: earlierPaths.slice(0, 1 - kept) }
  const done = putCopy(job, target)
  if (!done.ok) return done
  tidy(job, target)
  return { ...done, name }
}

/** Why the folder did not take it. */
function putSheet(path: string, sheet: string): 'copy' | 'folder' | undefined {
  const next = `${path}.new`
  try {
    writeFileSync(next, sheet, { mode: 0o600, flush: true })
    renameSync(next, path)
    return undefined
  } catch (error) {
    if (!isDiskFull(error)) return 'folder'
    rmSync(next, { force: true })
    return 'copy'
  }
}

function putCopy(job: BackupJob, target: Target): { ok: true; entries: number } | Extract<BackupResult, { ok: false }> {
  const next = `${target.path}.new`
  try {
    copyAll(job, target, next)
  } catch {
    rmSync(next, { force: true })
    return { ok: false, reason: 'copy' }
  }
  try {
    const entries = verifyCopy(job, next)
    syncFile(next)
    renameSync(next, target.path)
    return { ok: true, entries }
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(next + suffix, { force: true })
    return { ok: false, reason: 'verify' }
  }
}

/** The copy carries the cipher and the key of its source. Files are encrypted as they lie and named at random, so each is copied once. */
function copyAll(job: BackupJob, { filesPath }: Target, next: string): void {
  const source = openDatabase({ path: job.databasePath, key: job.key, mustExist: true })
  try {
    source.prepare('VACUUM INTO ?').run(next)
    makeFolderIn(filesPath)
    for (const file of listAllFiles(source)) {
      const to = join(filesPath, file.path)
      if (existsSync(to)) continue
      const body = readWhole(join(job.filesFolder, file.path), file)
      if (!body) continue
      makeFolderIn(dirname(to))
      putFile(to, body)
    }
  } finally {
    source.close()
  }
}

/**
 * Undefined for a file that was discarded while the backup runs, which the copy of the database then names in vain, as the live one did; and for one that this disk does not give back as it was
 * stored: it keeps no other from its copy, and is copied once it is whole again.
 */
function readWhole(path: string, file: FileRow): Buffer | undefined {
  try {
    const body = readFileSync(path)
    return openWhole(body, file) && body
  } catch {
    return undefined
  }
}

/** Its name comes last: what is there under it is whole. */
function putFile(path: string, body: Buffer): void {
  writeFileSync(`${path}.new`, body)
  syncFile(`${path}.new`)
  renameSync(`${path}.new`, path)
}

/** What a power cut left of earlier copies of this counter: each has a name of its own, and a stick would fill with them. @throws when the folder is not there */
function dropUnfinished({ folder, device }: BackupJob): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`counter-${device}-`) && name.includes('.qmcdb.new')) rmSync(join(folder, name), { force: true })
  }
}

/** Earlier copies beyond those that stay, and papers that no copy names any more (purged, thrown away) go with the last copy that did: it had the keys to them. A copy that cannot be read keeps all. */
function tidy({ key }: BackupJob, { path: newest, stayingPaths, goingPaths, filesPath }: Target): void {
  for (const path of goingPaths) {
    try {
      rmSync(path, { force: true })
    } catch {
      // Somebody holds it: it goes with the next copy, and so do its papers.
    }
  }
  try {
    const named = new Set([newest, ...stayingPaths, ...goingPaths.filter((path) => existsSync(path))].flatMap((path) => readNamed(path, key)))
    for (const entry of readdirSync(filesPath, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && !named.has(relative(filesPath, path))) rmSync(path, { force: true })
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
    write(copy, (db) => putSetting(db, 'backup-stamp', { at: new Date(job.nowMs).toISOString() }))
    // One file, that can be carried by itself.
    copy.pragma('journal_mode=DELETE')
    return chain.entries
  } finally {
    copy.close()
  }
}
