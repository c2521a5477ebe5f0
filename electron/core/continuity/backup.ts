import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { RecoverySheet } from '../../contract/restore.ts'
import type { RecoveryKey } from '../../contract/wire.ts'
import { createRecoverySheet } from '../../crypto/recovery-sheet.ts'
import type { BackupJob, BackupResult } from './backup-worker.ts'

/**
 * Makes one encrypted copy of the database and of the papers it names, verified by opening it and walking its chain; the last seven copies stay, and the papers that one of them names. A copy that does not verify is
 * removed and none of the older ones with it. All that touches the folder is done by a thread: a share that hangs keeps the backup waiting and nothing else.
 */
export function makeBackup(options: {
  dataFolder: string
  key: Uint8Array
  folder: string
  device: string
  nowMs: number
  recoveryKey: RecoveryKey | undefined
  /** Stand on the recovery sheet: where a new machine asks, and whose counter it is. */
  told: Pick<RecoverySheet, 'portalUrl' | 'caCertificates' | 'officeName' | 'counterNumber'>
}): Promise<BackupResult> {
  const { dataFolder, key, folder, device, nowMs, recoveryKey, told } = options
  return runWorker({
    databasePath: join(dataFolder, 'counter.db'),
    key,
    filesFolder: join(dataFolder, 'files'),
    folder,
    device,
    nowMs,
    ...(recoveryKey ? { sheet: JSON.stringify(createRecoverySheet({ device, ...told }, key, recoveryKey)) } : {})
  })
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
