import { rmSync } from 'node:fs'
import { isCallFailure, type CallFailure } from '../../contract/method.ts'
import type { Appearance, PressMethods, PressSigningFailure } from '../../contract/press.ts'
import type { SigningSubject } from '../../contract/signer.ts'
import type { BatchFailure, CertificateChoice } from '../../contract/signing.ts'
import type { OfficerRecord } from '../../contract/wire.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { getOfficer, isDiskFull, type CoreContext } from '../context.ts'
import { mendFile } from '../continuity/mend-file.ts'
import { findFile, toStoredFile, type FileRow } from '../files/file-store.ts'
import { makeTarget } from '../files/new-file.ts'
import { findSignatureServices } from '../catalogue/signature-services.ts'
import type { Signatory } from './choose-certificate.ts'
import { openTokenPen, openVgcaPen, type Pen } from './pens.ts'

export interface PreparedFile {
  /** SHA-256 of the stored file to sign. */
  sha256: string
  name: string
  /** Left out where the office signs by VGCA's Sign Service, which draws the visible signature itself. */
  appearance?: Appearance | undefined
  documentNumber?: string | undefined
}

/** One file of a batch, and what becomes of it once it is signed. */
export interface SigningJob<E> {
  /** Asked when its turn comes, because what was decided before may no longer hold. */
  prepare(): Result<PreparedFile, E>
  /** Records the signature in one commit. @throws what the database throws; the new file is then removed. */
  record(file: FileRow, by: SignedBy): void
  /** The stored bytes are not whole, and no copy of them is. */
  noteDamaged?(): void
}

export interface SignedBy {
  officer: OfficerRecord
  signerName: string
  certificateSerial: string
}

export type JobOutcome<E> = { ok: true; sha256: string } | { ok: false; error: E | PressSigningFailure }

export interface BatchRequest<E, J extends SigningJob<E>> {
  jobs: readonly J[]
  /** What the PIN window says of them. */
  subjects: SigningSubject[]
  signatory: Signatory
  certificate?: CertificateChoice | undefined
}

/**
 * Signs files as one batch with one PIN. Each signature is recorded as it is made, so what a fault interrupts keeps what was done and the rest goes on waiting. A failure that concerns
 * the token ends the batch; one that concerns a file does not.
 */
export async function signBatch<E extends { kind: string }, J extends SigningJob<E>>(
  context: CoreContext,
  press: Sibling<PressMethods>,
  request: BatchRequest<E, J>
): Promise<Result<{ job: J; outcome: JobOutcome<E> }[], BatchFailure | CallFailure>> {
  // The officer who asked signs all of it; when she has gone the batch ends, whoever came after.
  const officer = getOfficer(context)
  if (request.jobs.length === 0) return err({ kind: 'nothing-to-sign' })
  const caller = await press.get()
  const { signatory, certificate, subjects } = request
  const opened = isSignedByVgca(context) ? ok(openVgcaPen(caller, signatory)) : await openTokenPen(context, caller, { signatory, certificate, documents: request.jobs.length, subjects })
  if (!opened.ok) return opened
  const pen = opened.value
  const outcomes: { job: J; outcome: JobOutcome<E> }[] = []
  try {
    for (const job of request.jobs) {
      if (context.getOfficer()?.id !== officer.id) break
      const { outcome, endsBatch } = await signOne(context, pen, officer, job)
      outcomes.push({ job, outcome })
      if (endsBatch) break
    }
  } finally {
    await pen.close()
  }
  return ok(outcomes)
}

async function signOne<E extends { kind: string }>(
  context: CoreContext,
  pen: Pen,
  officer: OfficerRecord,
  job: SigningJob<E>
): Promise<{ outcome: JobOutcome<E>; endsBatch: boolean }> {
  const prepared = job.prepare()
  if (!prepared.ok) return { outcome: prepared, endsBatch: false }
  const { sha256: sourceSha256, name: fileName, appearance, documentNumber } = prepared.value
  const source = findFile(context.db, sourceSha256)
  if (!source) throw new Error('a file to sign has no row')
  const target = makeTarget(context)
  const sign = () => pen.sign({ source: toStoredFile(context.filesFolder, source), target: { path: target.fullPath, key: target.key }, fileName, appearance, documentNumber })
  let signed = await sign()
  // As before it is sent: what was copied of it while it was whole takes its place.
  if (!signed.ok && isDamage(signed.error) && (await mendFile(context, source, new AbortController().signal))) signed = await sign()
  if (!signed.ok) {
    rmSync(target.fullPath, { force: true })
    if (isDamage(signed.error)) job.noteDamaged?.()
    const error = toSigningError(signed.error)
    return { outcome: { ok: false, error }, endsBatch: !fileFailures.has(error.kind) }
  }
  const { sha256, sizeBytes, pages, signerName, certificateSerial } = signed.value
  try {
    job.record({ sha256, key: target.key, path: target.path, sizeBytes, pages }, { officer, signerName, certificateSerial })
  } catch (error) {
    rmSync(target.fullPath, { force: true })
    if (isDiskFull(error)) return { outcome: { ok: false, error: { kind: 'disk-full' } }, endsBatch: true }
    throw error
  }
  return { outcome: { ok: true, sha256 }, endsBatch: false }
}

/** Whether the office is bound to VGCA's Sign Service: the portal says it with the services it names. */
export function isSignedByVgca(context: Pick<CoreContext, 'db'>): boolean {
  return findSignatureServices(context.db).signsBy === 'vgca'
}

/** What a call's own failure means for a signature: press or signer has gone, and starts anew at the next attempt. */
function toSigningError(error: PressSigningFailure | CallFailure): PressSigningFailure {
  if (error.kind === 'disk-full') return error
  return isCallFailure(error) ? { kind: 'signer-down' } : error
}

/** The disk gave back something else than was stored, or nothing. */
function isDamage(error: PressSigningFailure | CallFailure): boolean {
  return error.kind === 'file-changed' || (error.kind === 'file-broken' && error.reason === 'missing')
}

/** Failures after which the further files of the batch may still succeed. */
const fileFailures = new Set<string>([
  'file-empty',
  'file-encrypted',
  'file-unsupported',
  'file-broken',
  'file-too-large',
  'file-changed',
  'file-certified',
  'signature-invalid',
  'signature-image-unusable'
])
