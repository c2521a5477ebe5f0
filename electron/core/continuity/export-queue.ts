import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecoveryKey } from '../../contract/wire.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { findSetting } from '../db/setting-store.ts'
import { isWritable } from './folder.ts'
import { begin, findUnsent } from './second-copy.ts'

/** Writes everything the portal has not received into one file that an administrator carries to it (test/portal/import-queue.ts). Nothing leaves the queue by it. */
export async function exportQueue(context: Pick<CoreContext, 'db' | 'now'>, folder: string): Promise<Result<{ path: string; entries: number }, { kind: 'folder-unwritable' } | { kind: 'portal-key-missing' } | { kind: 'disk-full' }>> {
  const recoveryKey = findSetting<RecoveryKey>(context.db, 'recovery-key')
  if (!recoveryKey) return err({ kind: 'portal-key-missing' })
  if (!(await isWritable(folder))) return err({ kind: 'folder-unwritable' })
  const day = new Date(context.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  const path = join(folder, `queue-${getDevice(context.db).device}-${day}Z.qmc`)
  try {
    const file = await begin(path, context.db, recoveryKey, findUnsent(context.db))
    await file.handle.close()
    return ok({ path, entries: file.records })
  } catch (error) {
    await rm(`${path}.new`, { force: true })
    throw error
  }
}
