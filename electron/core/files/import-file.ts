import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DraftFile, Secrecy, SecrecyRefusal } from '../../contract/counter.ts'
import type { DevicesMethods, ScanFailure } from '../../contract/devices.ts'
import type { CallFailure } from '../../contract/method.ts'
import type { DocumentFailure, PressMethods } from '../../contract/press.ts'
import { createFileKey } from '../../crypto/file-cipher.ts'
import { findSecret } from '../../domain/receive.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { findProcedure } from '../catalogue/procedure-store.ts'
import type { CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { insertFile } from './file-store.ts'

/** The largest scan taken: the axis skips packages over 50 MB (wire-formats §4), so a counter does not promise more. */
export const fileLimitBytes = 50 * 1024 * 1024
const importTimeoutMs = 120_000

export type ImportError = SecrecyRefusal | DocumentFailure | CallFailure | { kind: 'procedure-unknown' } | { kind: 'file-unreadable' }

export interface ImportRequest {
  procedureCode: string
  secrecy: Secrecy
  name: string
}

/**
 * Takes papers into the store. Secrecy is decided before a byte is read; press then checks and encrypts, and only a whole, synced file gets its row.
 */
export async function importFile(context: CoreContext, press: Sibling<PressMethods>, request: ImportRequest & { paths: string[] }): Promise<Result<DraftFile, ImportError>> {
  const refusal = refuseSecret(context, request)
  if (refusal) return err(refusal)
  const key = createFileKey()
  const id = randomUUID()
  const path = join(id.slice(0, 2), `${id}.bin`)
  const target = join(context.filesFolder, path)
  mkdirSync(dirname(target), { recursive: true })
  const caller = await press.get()
  const written = await caller.call('document.import', { sourcePaths: request.paths, target: { path: target, key }, limitBytes: fileLimitBytes }, { timeoutMs: importTimeoutMs })
  if (!written.ok) {
    rmSync(target, { force: true })
    return written
  }
  const { sha256, sizeBytes, pages } = written.value
  const isNew = write(context.db, (db) => insertFile(db, { sha256, key, path, sizeBytes, pages }, new Date(context.now()).toISOString()))
  if (!isNew) rmSync(target, { force: true })
  return ok({ sha256, name: toNfc(request.name), sizeBytes, pages })
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
  const folder = mkdtempSync(join(tmpdir(), 'qmc-scan-'))
  try {
    const caller = await devices.get()
    const scanners = await caller.call('scanner.list', {})
    if (!scanners.ok) return scanners
    const scanner = scanners.value[0]
    if (!scanner) return err({ kind: 'scanner-absent' })
    const scanned = await caller.call('scanner.scan', { scannerId: scanner.id, folder, pages: request.pages }, { timeoutMs: 60_000 + request.pages * 30_000 })
    if (!scanned.ok) return scanned
    return await importFile(context, press, { ...request, paths: scanned.value.paths })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function refuseSecret(context: CoreContext, request: ImportRequest): SecrecyRefusal | { kind: 'procedure-unknown' } | undefined {
  const procedure = findProcedure(context.db, request.procedureCode)
  if (!procedure) return { kind: 'procedure-unknown' }
  return findSecret({ components: [], markedSecret: request.secrecy === 'none' ? [] : ['*'] }, procedure)
}
