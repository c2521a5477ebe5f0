import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecoveryKey } from '../../contract/wire.ts'
import { syncFolder } from '../../crypto/write-durably.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, isDiskFull, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { findHead } from '../journal/journal-store.ts'
import type { QueueExported } from '../outbox/fate.ts'
import { exportFiles, listUnsentFiles } from './copy-files.ts'
import { isWritable } from './folder.ts'
import { begin, findUnsent } from './second-copy.ts'

/**
 * Writes everything the portal has not received for an administrator who carries it there (test/portal/import-queue.ts): the entries into one file, their scans into a folder beside it, as the second
 * copy has them. Nothing leaves the queue by it.
 */
export async function exportQueue(
  context: Pick<CoreContext, 'db' | 'now' | 'filesFolder'>,
  folder: string
): Promise<Result<{ path: string; entries: number; files: number; missing: number }, { kind: 'folder-unwritable' } | { kind: 'portal-key-missing' } | { kind: 'disk-full' }>> {
  const { db, filesFolder } = context
  const recoveryKey = findSetting<RecoveryKey>(db, 'recovery-key')
  if (!recoveryKey) return err({ kind: 'portal-key-missing' })
  if (!(await isWritable(folder))) return err({ kind: 'folder-unwritable' })
  const at = new Date(context.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  const base = join(folder, `queue-${getDevice(db).device}-${at}Z`)
  const [path, filesPath] = [`${base}.qmc`, `${base}-files`]
  noteExported(db, context.now())
  // Of one moment: no entry goes without the scan it names.
  const [unsent, scans] = [findUnsent(db), listUnsentFiles(db)]
  try {
    const exported = await exportFiles(scans, { filesFolder, folder: filesPath, recoveryKey })
    // Last: where it is, the scans are too.
    const file = await begin(path, db, recoveryKey, unsent)
    await file.handle.close()
    await syncFolder(folder)
    return ok({ path, entries: unsent.entries, ...exported })
  } catch (error) {
    for (const half of [`${path}.new`, path, filesPath]) await rm(half, { recursive: true, force: true }).catch(() => undefined)
    throw error
  }
}

/** A full disk keeps nobody from carrying what is on it. */
function noteExported(db: ReadDb, nowMs: number): void {
  try {
    write(db, (writeDb) => putSetting(writeDb, 'queue-exported', { at: new Date(nowMs).toISOString(), seq: findHead(writeDb)?.seq ?? 0 } satisfies QueueExported))
  } catch (error) {
    if (!isDiskFull(error)) throw error
  }
}
