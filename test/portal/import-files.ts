import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEncryptedFile, sha256Hex } from '../../electron/crypto/file-cipher.ts'
import { openFileSheet, type FileSheet } from '../../electron/crypto/file-sheet.ts'
import type { PortalContext } from './context.ts'
import { arrivingFolder, finishUpload, heldFolder } from './files/finish-upload.ts'
import { findRecoveryPrivateKey } from './recovery-key-store.ts'

/**
 * Takes in the scans that stand beside a carried queue (`unsent-….qmc` and `unsent-…-files/`), by the same door as an upload. Only those a dossier waits for, and whose bytes have the hash
 * that the signed entries name.
 */
export async function importFiles(context: PortalContext, folder: string, device: string): Promise<{ held: number; spoilt: string[] }> {
  const outcome = { held: 0, spoilt: [] as string[] }
  for (const folderOfPortal of [arrivingFolder(context), heldFolder(context)]) mkdirSync(folderOfPortal, { recursive: true })
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
    const sha256 = name.slice(0, -'.json'.length)
    const expected = await context.database.query('select 1 from expected_file where sha256 = $1 limit 1', [sha256])
    if (expected.length === 0) continue
    const bytes = await readCarried(context, folder, name)
    if (!bytes || sha256Hex(bytes) !== sha256) {
      outcome.spoilt.push(name)
      continue
    }
    const path = join(arrivingFolder(context), `carried-${sha256}`)
    writeFileSync(path, bytes)
    await finishUpload(context, { path, sha256, sizeBytes: bytes.length, device })
    rmSync(path)
    outcome.held += 1
  }
  return outcome
}

async function readCarried(context: PortalContext, folder: string, name: string): Promise<Buffer | undefined> {
  try {
    const sheet = JSON.parse(readFileSync(join(folder, name), 'utf8')) as FileSheet
    const privateKey = await findRecoveryPrivateKey(context.database, sheet.keyId)
    return privateKey && readEncryptedFile(join(folder, name.replace(/\.json$/, '.bin')), openFileSheet(sheet, privateKey))
  } catch {
    return undefined
  }
}
