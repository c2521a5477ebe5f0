import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DraftFile, Secrecy, SecrecyRefusal } from '../../contract/intake.ts'
import type { DevicesMethods, ScanFailure } from '../../contract/devices.ts'
import type { CallFailure } from '../../contract/method.ts'
import type { DocumentFailure, PressMethods } from '../../contract/press.ts'
import { readEncryptedFile } from '../../crypto/file-cipher.ts'
import { localDay } from '../../domain/calendar.ts'
import { findSecret } from '../../domain/receive.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { findProcedure } from '../catalogue/procedure-store.ts'
import type { CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { insertFile, renewFile, type FileRow } from './file-store.ts'
import { mendStored } from './mend-stored.ts'
import { makeTarget } from './new-file.ts'

/** The largest scan taken: the axis skips packages over 50 MB (wire-formats §4), so a counter does not promise more. */
export const fileLimitBytes = 50 * 1024 * 1024
const importTimeoutMs = 120_000

export type ImportError = SecrecyRefusal | DocumentFailure | CallFailure | { kind: 'procedure-unknown' } | { kind: 'file-unreadable' }

export interface ImportRequest {
  procedureCode: string
  componentId: string
  secrecy: Secrecy
  name: string
}

/**
 * Takes papers into the store. Secrecy is decided before a byte is read; press then checks and encrypts, and only a whole, synced file gets its row.
 */
export async function importFile(context: CoreContext, press: Sibling<PressMethods>, request: ImportRequest & { paths: string[] }): Promise<Result<DraftFile, ImportError>> {
  const refusal = refuseSecret(context, request)
  if (refusal) return err(refusal)
  const stored = await takeIn(context, press, request.paths)
  if (!stored.ok) return stored
  const { sha256, sizeBytes, pages } = stored.value
  return ok({ sha256, name: toNfc(request.name), sizeBytes, pages, origin: 'imported' })
}

/** Has press check and encrypt a paper, and gives it its row. The same bytes twice are one file, and whole again where the disk had spoilt it. */
export async function takeIn(context: CoreContext, press: Sibling<PressMethods>, paths: string[]): Promise<Result<FileRow, DocumentFailure | CallFailure>> {
  if (!context.hasRoom()) return err({ kind: 'disk-full' })
  const target = makeTarget(context)
  const caller = await press.get()
  const written = await caller.call('document.import', { sourcePaths: paths, target: { path: target.fullPath, key: target.key }, limitBytes: fileLimitBytes }, { timeoutMs: importTimeoutMs })
  if (!written.ok) {
    rmSync(target.fullPath, { force: true })
    return written
  }
  const { sha256, sizeBytes, pages } = written.value
  const file: FileRow = { sha256, key: target.key, path: target.path, sizeBytes, pages }
  let isNew = false
  try {
    isNew = write(context.db, (db) => {
      const at = new Date(context.now()).toISOString()
      const inserted = insertFile(db, file, at)
      // A form may hold it as long as one that is new (discard-files.ts).
      if (!inserted) renewFile(db, sha256, at)
      return inserted
    })
    if (!isNew) await mendStored(context, sha256, () => readEncryptedFile(target.fullPath, target.key))
  } finally {
    if (!isNew) rmSync(target.fullPath, { force: true })
  }
  return ok(file)
}

/** Scans pages into a folder of their own, which is gone again whatever happens, and imports them as one file. */
export async function scanFile(
  context: CoreContext,
  press: Sibling<PressMethods>,
  devices: Sibling<DevicesMethods>,
  request: ImportRequest & { pages: number }
): Promise<Result<DraftFile, ImportError | ScanFailure>> {
  const refusal = refuseSecret(context, request)
  if (refusal) return err(refusal)
  const folder = mkdtempSync(join(getScanFolder(context), 'scan-'))
  try {
    const caller = await devices.get()
    const scanners = await caller.call('scanner.list', {})
    if (!scanners.ok) return scanners
    const scanner = scanners.value[0]
    if (!scanner) return err({ kind: 'scanner-absent' })
    const scanned = await caller.call('scanner.scan', { scannerId: scanner.id, folder, pages: request.pages }, { timeoutMs: 60_000 + request.pages * 30_000 })
    if (!scanned.ok) return scanned
    const imported = await importFile(context, press, { ...request, paths: scanned.value.paths })
    return imported.ok ? ok({ ...imported.value, origin: 'scanned' }) : imported
  } finally {
    removeFolder(folder)
  }
}

/** Plain pages lie here only while a scan runs; core empties it at start, whatever ended the last one. */
function getScanFolder(context: Pick<CoreContext, 'filesFolder'>): string {
  const folder = join(dirname(context.filesFolder), 'scan')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** Removes what scans left behind when the power went. */
export function emptyScanFolder(context: Pick<CoreContext, 'filesFolder'>): void {
  removeFolder(getScanFolder(context))
}

/** Windows may hold a page open for a moment (a virus scanner): tried again, and otherwise left for the next start. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  } catch {
    // The next start empties it.
  }
}

/** Why a paper must not come in: secret by the catalogue of today, or by the officer's answer. */
export function refuseSecret(context: CoreContext, request: Omit<ImportRequest, 'name'>): SecrecyRefusal | { kind: 'procedure-unknown' } | undefined {
  const procedure = findProcedure(context.db, request.procedureCode, localDay(context.now()))
  if (!procedure) return { kind: 'procedure-unknown' }
  const handed = { id: request.componentId, originals: 1, certifiedCopies: 0, copies: 0 }
  return findSecret({ components: [handed], markedSecret: request.secrecy === 'none' ? [] : ['*'] }, procedure)
}
