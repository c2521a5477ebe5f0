import type { KeyObject } from 'node:crypto'
import type { RecoveryKey } from '../contract/wire.ts'
import { openSealed, sealFor, type SealedBox } from './sealed-box.ts'

/** What a new machine needs besides a backup: the database key, sealed for the portal. It lies beside the backups and opens nothing by itself. */
export interface RecoverySheet {
  format: 'qmc-recovery'
  version: 1
  device: string
  keyId: string
  box: SealedBox
}

const boxInfo = 'quay-mot-cua database key for recovery'

export function createRecoverySheet(device: string, databaseKey: Uint8Array, recoveryKey: RecoveryKey): RecoverySheet {
  return { format: 'qmc-recovery', version: 1, device, keyId: recoveryKey.keyId, box: sealFor(recoveryKey.publicKey, databaseKey, boxInfo) }
}

/** @throws when the sheet is not for this key */
export function openRecoverySheet(sheet: RecoverySheet, privateKey: KeyObject): Buffer {
  return openSealed(privateKey, sheet.box, boxInfo)
}
