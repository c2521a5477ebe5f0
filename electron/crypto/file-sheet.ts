import type { KeyObject } from 'node:crypto'
import type { RecoveryKey } from '../contract/wire.ts'
import { openSealed, sealFor, type SealedBox } from './sealed-box.ts'

/** Beside the encrypted copy of a scan: its key, sealed for the portal. What the scan is called and whose it is stands in the entries. */
export interface FileSheet {
  format: 'qmc-file'
  version: 1
  sha256: string
  keyId: string
  box: SealedBox
}

const boxInfo = 'quay-mot-cua file key'

export function createFileSheet(file: { sha256: string; key: string }, recoveryKey: RecoveryKey): FileSheet {
  return { format: 'qmc-file', version: 1, sha256: file.sha256, keyId: recoveryKey.keyId, box: sealFor(recoveryKey.publicKey, Buffer.from(file.key, 'base64'), boxInfo) }
}

/** The file's key, base64. @throws when the sheet is not for this key */
export function openFileSheet(sheet: FileSheet, privateKey: KeyObject): string {
  return openSealed(privateKey, sheet.box, boxInfo).toString('base64')
}
