import { decryptFile, sha256Hex } from '../../crypto/file-cipher.ts'
import type { FileRow } from './file-store.ts'

/** The plain bytes of a stored paper; undefined where they are not what was stored, as a disk gives back that spoils. */
export function openWhole(body: Buffer, { key, sha256 }: Pick<FileRow, 'key' | 'sha256'>): Buffer | undefined {
  try {
    const bytes = decryptFile(body, key)
    return sha256Hex(bytes) === sha256 ? bytes : undefined
  } catch {
    return undefined
  }
}
