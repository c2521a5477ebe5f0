import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { RecoverySheet } from '../../contract/restore.ts'
import type { RecoveryKey } from '../../contract/wire.ts'
import { isDiskFull } from '../context.ts'
import { createRecoverySheet } from '../../crypto/recovery-sheet.ts'
import type { BackupJob, BackupResult } from './backup-worker.ts'
import { backedFilesPath } from './folder.ts'

const kept = 7

/** In the order in which they were made (`nameAfter`). */
export function listBackups(folder: string, device: string): string[] {
  const name = new RegExp(`^counter-${device.replaceAll('.', '\\.')}-\\d{8}T\\d{6}Z\\.qmcdb$`)
  return readdirSync(folder)
    .filter((entry) => name.test(entry))
    .sort()
}

/**
 * Makes one encrypted copy of the database and of the papers it names, verified by opening it and walking its chain; the last seven copies stay, and the papers that one of them names. A copy that does not verify is
 * removed and none of the older ones with it.
 */
export async function makeBackup(options: {
  dataFolder: string
  key: Uint8Array
  folder: string
  device: string
  nowMs: number
  recoveryKey: RecoveryKey | undefined
  /** Stand on the recovery sheet: where a new machine asks, and whose counter it is. */
  told: Pick<RecoverySheet, 'portalUrl' | 'caCertificates' | 'officeName' | 'counterNumber'>
}): Promise<BackupResult & { name: string }> {
  const at = new Date(options.nowMs).toISOString()
  const name = nameAfter(newestOf(options.folder, options.device), options.device, options.nowMs)
  // First, and never written over in its place: without it no copy, old or new, can be opened on another machine.
  const sheet = options.recoveryKey && createRecoverySheet({ device: options.device, ...options.told }, options.key, options.recoveryKey)
  const unwritten = sheet && putSheet(join(options.folder, `recovery-${options.device}.json`), sheet)
  if (unwritten) return { ok: false, reason: unwritten, name }
  const staying = listBackups(options.folder, options.device).slice(1 - kept)
  const done = await runWorker({
    databasePath: join(options.dataFolder, 'counter.db'),
    key: options.key,
    filesFolder: join(options.dataFolder, 'files'),
    targetPath: join(options.folder, name),
    filesTarget: backedFilesPath(options.folder, options.device),
    stayingPaths: staying.map((older) => join(options.folder, older)),
    device: options.device,
    at
  })
  if (!done.ok) return { ...done, name }
  for (const old of listBackups(options.folder, options.device).slice(0, -kept)) rmSync(join(options.folder, old), { force: true })
  return { ...done, name }
}

/** A clock that was set back names its copy a second after the newest: by its own time the one just made would be the first to go, and the last to be restored. */
function nameAfter(newest: string | undefined, device: string, nowMs: number): string {
  const stampMs = Date.parse((newest && findStamp(newest)) ?? '') || 0
  const at = new Date(Math.max(nowMs, stampMs + 1_000)).toISOString()
  return `counter-${device}-${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z.qmcdb`
}

function newestOf(folder: string, device: string): string | undefined {
  try {
    return listBackups(folder, device).at(-1)
  } catch {
    // A folder that is not there is told when it is written to.
    return undefined
  }
}

/** When a copy says that it was made, ISO 8601 in UTC. */
export function findStamp(path: string): string | undefined {
  const found = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.qmcdb$/.exec(path)
  return found ? `${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:${found[6]}Z` : undefined
}

/** Why the folder did not take it. */
function putSheet(path: string, sheet: RecoverySheet): 'copy' | 'folder' | undefined {
  const next = `${path}.new`
  try {
    writeFileSync(next, JSON.stringify(sheet), { mode: 0o600, flush: true })
    renameSync(next, path)
    return undefined
  } catch (error) {
    if (!isDiskFull(error)) return 'folder'
    rmSync(next, { force: true })
    return 'copy'
  }
}

function runWorker(job: BackupJob): Promise<BackupResult> {
  // Beside this file in the sources, beside the bundle in the app.
  const file = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? 'backup-worker.ts' : 'backup-worker.js')
  return new Promise((resolve) => {
    const worker = new Worker(file, { workerData: job })
    worker.once('message', resolve)
    worker.once('error', () => resolve({ ok: false, reason: 'copy' }))
    worker.once('exit', () => resolve({ ok: false, reason: 'copy' }))
  })
}
