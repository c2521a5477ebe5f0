import type { CallFailure } from '../../contract/method.ts'
import type { PressMethods } from '../../contract/press.ts'
import type { SigningSubject } from '../../contract/signer.ts'
import type { BatchFailure, CertificateChoice, SigningOutcome } from '../../contract/signing.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { getDevice, getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { appendToDossier } from '../dossier/append-to-dossier.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { markDamaged } from '../files/damaged-store.ts'
import { insertFile, listUnsigned, markSigned, type AttachmentRow, type FileRow } from '../files/file-store.ts'
import { judgeSecrecy } from '../history/secret-file.ts'
import { insertUpload } from '../outbox/upload-store.ts'
import { signBatch, type SignedBy, type SigningJob } from './sign-batch.ts'

interface ScanJob extends SigningJob<never> {
  attachment: AttachmentRow
}

/** Signs waiting scans at digitisation, each with the officer's own certificate: those named, else every one of the dossier, else all; of a paper that became a state secret none. */
export async function signFiles(
  context: CoreContext,
  press: Sibling<PressMethods>,
  request: { dossierId?: string | undefined; files?: string[] | undefined; certificate?: CertificateChoice | undefined }
): Promise<Result<SigningOutcome[], BatchFailure | CallFailure>> {
  const officer = getOfficer(context)
  const waiting = listUnsigned(context.db, { dossier: request.dossierId }).filter(({ sha256, dossier, component, isDamaged }) => isDamaged === 0 && (request.files?.includes(sha256) ?? true) && !judgeSecrecy(context, dossier)(component, sha256))
  const jobs = waiting.map((attachment): ScanJob => ({
    attachment,
    prepare: () =>
      ok({
        sha256: attachment.sha256,
        name: attachment.name,
        appearance: { kind: 'digitised-by-officer', officerName: officer.fullName, agencyName: getDevice(context.db).officeName, signedAt: toLocalTime(context.now()) }
      }),
    record: (file, by) => recordSignature(context, attachment, file, by),
    noteDamaged: () => noteDamaged(context, attachment)
  }))
  const signed = await signBatch<never, ScanJob>(context, press, { jobs, subjects: describeScans(context.db, waiting), signatory: { role: 'person', name: officer.fullName }, certificate: request.certificate })
  if (!signed.ok) return signed
  return ok(
    signed.value.map(({ job: { attachment }, outcome }) => ({
      sha256: attachment.sha256,
      name: attachment.name,
      outcome: outcome.ok ? { ok: true, signedSha256: outcome.sha256 } : outcome
    }))
  )
}

/** By dossier, so that she sees whose papers her PIN is for. */
function describeScans(db: ReadDb, waiting: readonly AttachmentRow[]): SigningSubject[] {
  return [...new Set(waiting.map(({ dossier }) => dossier))].map((id) => {
    const dossier = findDossier(db, id)?.dossier
    return { title: dossier ? `${dossier.code} · ${dossier.applicant.fullName}` : '', names: waiting.filter((file) => file.dossier === id).map(({ name }) => name) }
  })
}

/** From now on it is told as spoilt, and how it is mended, instead of waiting for a signature that cannot be made. */
function noteDamaged(context: CoreContext, { sha256 }: AttachmentRow): void {
  write(context.db, (db) => markDamaged(db, sha256))
  context.emit('data.changed', { areas: ['dossier', 'queue'] })
}

/** The signed file, its entry in the dossier's lane and its place in the upload queue, in one commit. */
function recordSignature(context: CoreContext, attachment: AttachmentRow, file: FileRow, by: SignedBy): void {
  const at = context.now()
  write(context.db, (db) => {
    const stored = findDossier(db, attachment.dossier)
    if (!stored) throw new Error('an attachment names a dossier that has no row')
    insertFile(db, file, new Date(at).toISOString())
    const payload = { sourceSha256: attachment.sha256, sha256: file.sha256, sizeBytes: file.sizeBytes, signerName: by.signerName, certificateSerial: by.certificateSerial, at: toLocalTime(at) }
    appendToDossier(db, stored, { kind: 'file.signed', payload }, { officer: by.officer.id, at: new Date(at).toISOString() })
    markSigned(db, attachment, file.sha256)
    insertUpload(db, file.sha256, attachment.dossier)
  })
  context.emit('data.changed', { areas: ['dossier', 'queue'] })
  context.wakeOutbox()
}
