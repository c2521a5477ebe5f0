import type { CallFailure } from '../../contract/method.ts'
import type { Appearance, PressMethods } from '../../contract/press.ts'
import type { BatchFailure, CertificateChoice, DocumentOutcome, DocumentSigningFailure, SeenDocument } from '../../contract/signing.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { decideSignature, type OfficeDocument, type SignatureRole } from '../../domain/document.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { getDevice, getOfficer, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { appendToDocument } from '../documents/append-to-document.ts'
import { findDocument } from '../documents/document-store.ts'
import { queueStamping } from '../documents/stamping-store.ts'
import { findFile, insertFile, type FileRow } from '../files/file-store.ts'
import { findPicture } from './signature-pictures.ts'
import { signBatch, type SignedBy, type SigningJob } from './sign-batch.ts'

interface DocumentJob extends SigningJob<DocumentSigningFailure> {
  id: string
  title: string
}

/**
 * Signs documents in a role: the competent person, or the agency by its records clerk. The order of the two is the domain's rule, asked when each document's turn comes; the bytes must be
 * those the officer saw.
 */
export async function signDocuments(
  context: CoreContext,
  press: Sibling<PressMethods>,
  role: SignatureRole,
  request: { documents: SeenDocument[]; certificate?: CertificateChoice | undefined }
): Promise<Result<DocumentOutcome[], BatchFailure | CallFailure>> {
  const signatory = { role, name: role === 'person' ? getOfficer(context).fullName : getDevice(context.db).officeName }
  const jobs = request.documents.map(({ id, sha256 }): DocumentJob => ({
    id,
    title: findDocument(context.db, id)?.document.title ?? '',
    prepare: () => prepare(context, role, { id, sha256 }),
    record: (file, by) => recordSignature(context, role, id, file, by)
  }))
  const signed = await signBatch<DocumentSigningFailure, DocumentJob>(context, press, { jobs, signatory, certificate: request.certificate })
  if (!signed.ok) return signed
  return ok(
    signed.value.map(({ job: { id, title }, outcome }): DocumentOutcome => {
      const number = findDocument(context.db, id)?.document.number?.code
      return { id, title, outcome: outcome.ok ? { ...outcome, ...(number === undefined ? {} : { number }) } : outcome }
    })
  )
}

function prepare(context: CoreContext, role: SignatureRole, seen: SeenDocument): Result<{ sha256: string; appearance: Appearance }, DocumentSigningFailure> {
  const stored = findDocument(context.db, seen.id)
  if (!stored) return err({ kind: 'document-unknown' })
  if (stored.document.current.sha256 !== seen.sha256) return err({ kind: 'file-changed' })
  if (!findFile(context.db, seen.sha256)) return err({ kind: 'file-on-its-way' })
  const allowed = decideSignature(stored.document, role)
  if (!allowed.ok) return allowed
  const appearance = getAppearance(context, role, stored.document)
  return appearance.ok ? ok({ sha256: seen.sha256, appearance: appearance.value }) : appearance
}

/** The form of the visible signature (brief §6): of an issued document the pictures of hand and seal, of a copy its text. */
function getAppearance(context: CoreContext, role: SignatureRole, document: OfficeDocument): Result<Appearance, DocumentSigningFailure> {
  const agencyName = getDevice(context.db).officeName
  const signedAt = toLocalTime(context.now())
  const image = findPicture(context, role === 'person' ? { kind: 'officer', officerId: getOfficer(context).id } : { kind: 'agency' })
  if (document.documentKind === 'copy') return ok({ kind: 'certified-copy', formOfCopy: document.formOfCopy ?? 'SAO Y', agencyName, signedAt, ...(image ? { image } : {}) })
  if (!image) return err({ kind: 'signature-image-unusable', reason: 'missing' })
  return ok(role === 'person' ? { kind: 'issued-by-person', signedAt, image } : { kind: 'issued-by-agency', agencyName, signedAt, image })
}

/** The signed file, its entry in the document's lane and its place in the upload queue, in one commit. */
function recordSignature(context: CoreContext, role: SignatureRole, id: string, file: FileRow, by: SignedBy): void {
  const at = context.now()
  write(context.db, (db) => {
    const stored = findDocument(db, id)
    if (!stored) throw new Error('a document that was signed has no row')
    insertFile(db, file, new Date(at).toISOString())
    const payload = {
      role,
      sourceSha256: stored.document.current.sha256,
      sha256: file.sha256,
      sizeBytes: file.sizeBytes,
      signerName: by.signerName,
      certificateSerial: by.certificateSerial,
      by: { officerId: by.officer.id, fullName: by.officer.fullName },
      at: toLocalTime(at)
    }
    appendToDocument(db, stored, { kind: 'document.signed', payload }, { officer: by.officer.id, at: new Date(at).toISOString() })
    if (role === 'agency') queueStamping(db, id, at)
  })
  context.emit('data.changed', { areas: ['document', 'queue'] })
  context.wakeOutbox()
}
