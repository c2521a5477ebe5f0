import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Hex } from '../../electron/crypto/file-cipher.ts'
import { openFileSheet, type FileSheet } from '../../electron/crypto/file-sheet.ts'
import { decryptBytes } from '../../electron/crypto/sealed-box.ts'
import type { PortalContext } from './context.ts'
import { arrivingFolder, finishUpload, heldFolder } from './files/finish-upload.ts'
import { findRecoveryPrivateKey } from './recovery-key-store.ts'

/** One scan as it was carried: the name it must have, its sheet, its encrypted bytes. */
export interface CarriedFile {
  sha256: string
  sheet: string
  bytes: Buffer
}

/**
 * Takes in the scans that stand beside a carried queue (`unsent-….qmc` and `unsent-…-files/`), by the same door as an upload. Only those that a dossier waits for or a document is, and whose bytes have the hash
 * that the signed entries name.
 */
export async function importFiles(context: PortalContext, folder: string, device: string): Promise<{ held: number; spoilt: string[] }> {
  const outcome = { held: 0, spoilt: [] as string[] }
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
    const sha256 = name.slice(0, -'.json'.length)
    const path = join(folder, `${sha256}.bin`)
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const taken = await importFile(context, device, { sha256, sheet: readFileSync(join(folder, name), 'utf8'), bytes })
    if (taken === 'held') outcome.held += 1
    if (taken === 'spoilt') outcome.spoilt.push(name)
  }
  return outcome
}

export async function importFile(context: PortalContext, device: string, file: CarriedFile): Promise<'held' | 'spoilt' | 'not-expected'> {
  for (const folderOfPortal of [arrivingFolder(context), heldFolder(context)]) mkdirSync(folderOfPortal, { recursive: true })
  const expected = await context.database.query('select 1 from expected_file where sha256 = $1 union all select 1 from document_file where sha256 = $1 limit 1', [file.sha256])
  if (expected.length === 0) return 'not-expected'
  const bytes = await decrypt(context, file)
  if (!bytes || sha256Hex(bytes) !== file.sha256) return 'spoilt'
  const path = join(arrivingFolder(context), `carried-${file.sha256}`)
  writeFileSync(path, bytes)
  await finishUpload(context, { path, sha256: file.sha256, sizeBytes: bytes.length, device })
  rmSync(path)
  return 'held'
}

async function decrypt(context: PortalContext, file: CarriedFile): Promise<Buffer | undefined> {
  try {
    const sheet = JSON.parse(file.sheet) as FileSheet
    const privateKey = await findRecoveryPrivateKey(context.database, sheet.keyId)
    return privateKey && decryptBytes(Buffer.from(openFileSheet(sheet, privateKey), 'base64'), file.bytes)
  } catch {
    return undefined
  }
}
