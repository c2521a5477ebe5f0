import type { KeyObject } from 'node:crypto'
import type { RecoverySheet } from '../contract/restore.ts'
import type { RecoveryKey } from '../contract/wire.ts'
import { openSealed, sealFor, type SealedBox } from './sealed-box.ts'

const boxInfo = 'quay-mot-cua database key for recovery'

/** @param facts where to ask and whose counter it is */
export function createRecoverySheet(facts: Pick<RecoverySheet, 'device' | 'portalUrl' | 'caCertificates' | 'officeName' | 'counterNumber'>, databaseKey: Uint8Array, recoveryKey: RecoveryKey): RecoverySheet {
  return { format: 'qmc-recovery', version: 1, ...facts, keyId: recoveryKey.keyId, box: sealFor(recoveryKey.publicKey, databaseKey, boxInfo) }
}

/** @throws when the sheet is not for this key */
export function openRecoverySheet(sheet: RecoverySheet, privateKey: KeyObject): Buffer {
  return openSealed(privateKey, sheet.box, boxInfo)
}

const handBackInfo = 'quay-mot-cua database key handed back'

/** The opened key for the machine that asked: nobody on the way reads it, whatever the line is. */
export function sealKeyFor(boxKey: string, databaseKey: Uint8Array): SealedBox {
  return sealFor(boxKey, databaseKey, handBackInfo)
}

/** @throws when the box is not for this key */
export function openHandedKey(box: SealedBox, privateKey: KeyObject): Buffer {
  return openSealed(privateKey, box, handBackInfo)
}
