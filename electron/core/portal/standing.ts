import type { RecoveryKey, Standing } from '../../contract/wire.ts'
import { findRestored, resolveRestore } from '../continuity/restored.ts'
import type { CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'

/** Whether the next pull asks where this device stands at the portal. */
export function needsStanding(db: ReadDb): boolean {
  return findSetting<RecoveryKey>(db, 'recovery-key') === undefined || findRestored(db) !== undefined
}

/** Keeps the key that copies are sealed for, and ends a restore: the portal has answered. */
export function applyStanding(context: CoreContext, standing: Standing): void {
  if (findSetting<RecoveryKey>(context.db, 'recovery-key')?.keyId !== standing.recoveryKey.keyId) write(context.db, (db) => putSetting(db, 'recovery-key', standing.recoveryKey))
  if (!findRestored(context.db)) return
  resolveRestore(context, standing)
  context.emit('data.changed', { areas: ['queue', 'dossier'] })
  context.wakeOutbox()
}
