import { readFileSync } from 'node:fs'
import type { RecoverySheet } from '../../electron/contract/restore.ts'
import { openRecoverySheet } from '../../electron/crypto/recovery-sheet.ts'
import type { Queryable } from './database.ts'
import { openContext } from './open-context.ts'
import { findRecoveryPrivateKey } from './recovery-key-store.ts'

/**
 * The database key of a counter whose machine is gone, out of the sheet beside its backups: what opens the newest copy on another machine.
 * @throws when the sheet is none, or sealed for another portal
 */
export async function recoverKey(db: Queryable, text: string): Promise<{ device: string; key: Buffer }> {
  const sheet = JSON.parse(text) as RecoverySheet
  if (sheet.format !== 'qmc-recovery') throw new Error('this is no recovery sheet')
  const privateKey = await findRecoveryPrivateKey(db, sheet.keyId)
  if (!privateKey) throw new Error('the sheet is sealed for another portal')
  return { device: sheet.device, key: openRecoverySheet(sheet, privateKey) }
}

/** `node test/portal/recover-key.ts <recovery-….json>`: prints the key in base64, for the machine's administrator and nobody else. */
if (import.meta.main) {
  const path = process.argv[2]
  if (path === undefined) throw new Error('usage: node test/portal/recover-key.ts <file>')
  const { database } = await openContext()
  try {
    process.stdout.write(`${(await recoverKey(database, readFileSync(path, 'utf8'))).key.toString('base64')}\n`)
  } finally {
    await database.close()
  }
}
