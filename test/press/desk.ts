import { randomUUID } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Appearance, NewFile, StoredFile } from '../../electron/contract/press.ts'
import { createFileKey, readEncryptedFile, sha256Hex, writeEncryptedFile } from '../../electron/crypto/file-cipher.ts'

/** A file in the store as core would hand it to press. */
export function storeFile(folder: string, bytes: Uint8Array): StoredFile {
  const target = newFile(folder)
  writeEncryptedFile(target.path, target.key, bytes)
  return { ...target, sha256: sha256Hex(bytes) }
}

/** A place in the store for a file that is to be made. */
export function newFile(folder: string): NewFile {
  return { path: join(folder, randomUUID()), key: createFileKey() }
}

/** A stored file in the clear, for the judges. */
export function exportFile(folder: string, file: NewFile, name: string): string {
  const path = join(folder, name)
  writeFileSync(path, readEncryptedFile(file.path, file.key))
  return path
}

export function isWritten(file: NewFile): boolean {
  return existsSync(file.path)
}

export const officerAppearance: Appearance = {
  kind: 'digitised-by-officer',
  officerName: 'Nguyễn Thị Hường',
  agencyName: 'Ủy ban nhân dân huyện Ý Yên',
  signedAt: '2026-11-23T09:30:00+07:00'
}

export const agencyAppearance: Appearance = {
  kind: 'certified-copy',
  formOfCopy: 'SAO Y',
  agencyName: 'Ủy ban nhân dân huyện Ý Yên, tỉnh Nam Định',
  signedAt: '2026-11-23T09:31:00+07:00'
}
