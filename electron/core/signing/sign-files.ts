import { mkdirSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { SigningOutcome } from '../../contract/views.ts'
import { isCallFailure, type CallFailure } from '../../contract/method.ts'
import type { PressMethods, PressSigningFailure } from '../../contract/press.ts'
import type { SigningFailure } from '../../contract/signer.ts'
import type { OfficerRecord } from '../../contract/wire.ts'
import { createFileKey } from '../../crypto/file-cipher.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Caller } from '../../rpc/call.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { getDevice, getOfficer, isDiskFull, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { appendToDossier } from '../dossier/append-to-dossier.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { findFile, insertFile, listUnsigned, markSigned, toStoredFile, type AttachmentRow, type FileRow } from '../files/file-store.ts'
import { insertUpload } from '../outbox/upload-store.ts'
import { chooseCertificate } from './choose-certificate.ts'

/** The officer may take her time with the PIN; a window left open answers `pin-cancelled` in the end. */
const pinTimeoutMs = 180_000
const signTimeoutMs = 60_000

export type SignError = SigningFailure | CallFailure | { kind: 'nothing-to-sign' }

/**
 * Signs the waiting scans of one dossier, or of all, as one batch with one PIN. Each signature is recorded as it is made, so what a fault interrupts keeps what
 * was done and the rest goes on waiting. A failure that concerns the token ends the batch; one that concerns a file does not.
 */
export async function signFiles(context: CoreContext, press: Sibling<PressMethods>, dossierId: string | undefined): Promise<Result<SigningOutcome[], SignError>> {
  // The officer who asked signs all of it; when she has gone the batch ends, whoever came after.
  const officer = getOfficer(context)
  const waiting = listUnsigned(context.db, dossierId)
  if (waiting.length === 0) return err({ kind: 'nothing-to-sign' })
  const caller = await press.get()
  const tokens = await caller.call('token.states', {})
  if (!tokens.ok) return tokens
  const chosen = chooseCertificate(tokens.value, officer.fullName)
  if (!chosen.ok) return chosen
  const batchId = randomUUID()
  const opened = await caller.call('batch.open', { batchId, ...chosen.value, documents: waiting.length }, { timeoutMs: pinTimeoutMs })
  if (!opened.ok) {
    // A time-out here may leave a token logged in behind it.
    if (opened.error.kind === 'timed-out') await caller.call('batch.close', { batchId })
    return opened
  }
  const outcomes: SigningOutcome[] = []
  try {
    for (const attachment of waiting) {
      if (context.getOfficer()?.id !== officer.id) break
      const outcome = await signOne(context, caller, { batchId, officer }, attachment)
      outcomes.push({ sha256: attachment.sha256, name: attachment.name, outcome })
      if (!outcome.ok && endsBatch(outcome.error.kind)) break
    }
  } finally {
    await caller.call('batch.close', { batchId })
  }
  return ok(outcomes)
}

async function signOne(context: CoreContext, caller: Caller<PressMethods>, batch: { batchId: string; officer: OfficerRecord }, attachment: AttachmentRow): Promise<SigningOutcome['outcome']> {
  const source = findFile(context.db, attachment.sha256)
  if (!source) throw new Error('an attachment names a file that has no row')
  const key = createFileKey()
  const id = randomUUID()
  const path = join(id.slice(0, 2), `${id}.bin`)
  const target = join(context.filesFolder, path)
  mkdirSync(dirname(target), { recursive: true })
  const appearance = {
    kind: 'digitised-by-officer' as const,
    officerName: batch.officer.fullName,
    agencyName: getDevice(context.db).officeName,
    signedAt: toLocalTime(context.now())
  }
  const signed = await caller.call('batch.sign', { batchId: batch.batchId, source: toStoredFile(context.filesFolder, source), target: { path: target, key }, appearance }, { timeoutMs: signTimeoutMs })
  if (!signed.ok) {
    rmSync(target, { force: true })
    return { ok: false, error: toSigningError(signed.error) }
  }
  const { sha256, sizeBytes, pages, signerName, certificateSerial } = signed.value
  try {
    recordSignature(context, attachment, { sha256, key, path, sizeBytes, pages }, { officer: batch.officer.id, signerName, certificateSerial })
  } catch (error) {
    rmSync(target, { force: true })
    if (isDiskFull(error)) return { ok: false, error: { kind: 'disk-full' } }
    throw error
  }
  return { ok: true, signedSha256: sha256 }
}

/** The signed file, its entry in the dossier's lane and its place in the upload queue, in one commit. */
function recordSignature(context: CoreContext, attachment: AttachmentRow, file: FileRow, by: { officer: string; signerName: string; certificateSerial: string }): void {
  const at = context.now()
  write(context.db, (db) => {
    const stored = findDossier(db, attachment.dossier)
    if (!stored) throw new Error('an attachment names a dossier that has no row')
    insertFile(db, file, new Date(at).toISOString())
    const payload = { sourceSha256: attachment.sha256, sha256: file.sha256, sizeBytes: file.sizeBytes, signerName: by.signerName, certificateSerial: by.certificateSerial, at: toLocalTime(at) }
    appendToDossier(db, stored, { kind: 'file.signed', payload }, { officer: by.officer, at: new Date(at).toISOString() })
    markSigned(db, attachment, file.sha256)
    insertUpload(db, file.sha256, attachment.dossier)
  })
  context.emit('data.changed', { areas: ['dossier', 'queue'] })
  context.wakeOutbox()
}

/** What a call's own failure means for a signature: press or signer has gone, and starts anew at the next attempt. */
function toSigningError(error: PressSigningFailure | CallFailure): PressSigningFailure {
  return isCallFailure(error) ? { kind: 'signer-down' } : error
}

/** Failures after which no further document of the batch can succeed. */
function endsBatch(kind: string): boolean {
  const fileFailures = ['file-empty', 'file-encrypted', 'file-unsupported', 'file-broken', 'file-too-large', 'file-changed', 'file-certified', 'signature-invalid']
  return !fileFailures.includes(kind)
}
