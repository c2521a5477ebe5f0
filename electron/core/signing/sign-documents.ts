import type { CallFailure } from '../../contract/method.ts'
import type { Appearance, PressMethods } from '../../contract/press.ts'
import type { BatchFailure, CertificateChoice, DocumentOutcome, DocumentSigningFailure, SeenDocument } from '../../contract/signing.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { decideSignature, needsNumber, stageOf, type OfficeDocument, type SignatureRole } from '../../domain/document.ts'
import type { LegalDayError } from '../../domain/dossier-code.ts'
import { longDate } from '../../domain/forms/form-text.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { getDevice, getOfficer, isDiskFull, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { appendToDocument } from '../documents/append-to-document.ts'
import { findDocument } from '../documents/document-store.ts'
import { giveNumber } from '../documents/give-number.ts'
import { queueStamping } from '../documents/stamping-store.ts'
import { findFile, insertFile, type FileRow } from '../files/file-store.ts'
import { decideLegalDay } from '../numbers/legal-day.ts'
import { findPicture } from './signature-pictures.ts'
import { isSignedByVgca, signBatch, type PreparedFile, type SignedBy, type SigningJob } from './sign-batch.ts'

interface DocumentJob extends SigningJob<DocumentSigningFailure> {
  id: string
  title: string
}

interface SigningRequest {
  documents: SeenDocument[]
  certificate?: CertificateChoice | undefined
  /** The officer's yes to this day, where a number is given. */
  confirmedDay?: string | undefined
}

/**
 * Signs documents in a role: the competent person, or the agency by its records clerk. The order of the two is the domain's rule, asked when each document's turn comes; the bytes must be
 * those the officer saw.
 */
export async function signDocuments(
  context: CoreContext,
  press: Sibling<PressMethods>,
  role: SignatureRole,
  request: SigningRequest
): Promise<Result<DocumentOutcome[], BatchFailure | CallFailure>> {
  const signatory = { role, name: role === 'person' ? getOfficer(context).fullName : getDevice(context.db).officeName }
  const jobs = request.documents.map(({ id, sha256 }): DocumentJob => ({
    id,
    title: findDocument(context.db, id)?.document.title ?? '',
    prepare: () => prepare(context, role, { id, sha256 }, request.confirmedDay),
    record: (file, by) => recordSignature(context, role, id, file, by)
  }))
  const signed = await signBatch<DocumentSigningFailure, DocumentJob>(context, press, { jobs, subjects: [{ title: '', names: jobs.map(({ title }) => title) }], signatory, certificate: request.certificate })
  if (!signed.ok) return signed
  return ok(
    signed.value.map(({ job: { id, title }, outcome }): DocumentOutcome => {
      const number = findDocument(context.db, id)?.document.number?.code
      return { id, title, outcome: outcome.ok ? { ...outcome, ...(number === undefined ? {} : { number }) } : outcome }
    })
  )
}

/** Seals documents: as above for the agency, asking for the officer's yes to the day once and before the PIN, where a number will be given. */
export async function sealDocuments(context: CoreContext, press: Sibling<PressMethods>, request: SigningRequest): Promise<Result<DocumentOutcome[], BatchFailure | LegalDayError | CallFailure>> {
  if (request.documents.some(({ id }) => waitsForNumber(context, id))) {
    const day = decideLegalDay(context.db, context.now(), request.confirmedDay)
    if (!day.ok) return day
  }
  return signDocuments(context, press, 'agency', request)
}

function waitsForNumber(context: CoreContext, id: string): boolean {
  const document = findDocument(context.db, id)?.document
  return document !== undefined && stageOf(document) === 'waits-agency' && needsNumber(document)
}

function prepare(context: CoreContext, role: SignatureRole, seen: SeenDocument, confirmedDay: string | undefined): Result<PreparedFile, DocumentSigningFailure> {
  const stored = findDocument(context.db, seen.id)
  if (!stored) return err({ kind: 'document-unknown' })
  if (stored.document.current.sha256 !== seen.sha256) return err({ kind: 'file-changed' })
  if (!findFile(context.db, seen.sha256)) return err({ kind: 'file-on-its-way' })
  const allowed = decideSignature(stored.document, role)
  if (!allowed.ok && allowed.error.kind !== 'document-unnumbered') return allowed
  // Whatever else could refuse it comes before the number is given.
  const drawn = describeFile(context, role, stored.document)
  if (!drawn.ok || allowed.ok) return drawn
  const numbered = numberDocument(context, seen.id, confirmedDay)
  return numbered.ok ? describeFile(context, role, numbered.value) : numbered
}

function describeFile(context: CoreContext, role: SignatureRole, document: OfficeDocument): Result<PreparedFile, DocumentSigningFailure> {
  const file = { sha256: document.current.sha256, name: document.file.name, documentNumber: document.number?.code ?? document.ownNumber ?? undefined }
  if (isSignedByVgca(context)) return ok(file)
  const appearance = getAppearance(context, role, document)
  return appearance.ok ? ok({ ...file, appearance: appearance.value }) : appearance
}

function numberDocument(context: CoreContext, id: string, confirmedDay: string | undefined): Result<OfficeDocument, DocumentSigningFailure> {
  const officer = getOfficer(context)
  try {
    const numbered = write(context.db, (db): Result<OfficeDocument, DocumentSigningFailure> => {
      const stored = findDocument(db, id)
      return stored ? giveNumber(db, stored, { officer, nowMs: context.now(), confirmedDay }) : err({ kind: 'document-unknown' })
    })
    if (numbered.ok) {
      context.emit('data.changed', { areas: ['document', 'queue'] })
      context.wakeOutbox()
    }
    return numbered
  } catch (error) {
    if (isDiskFull(error)) return err({ kind: 'disk-full' })
    throw error
  }
}

/** The form of the visible signature (brief §6): of an issued document the pictures of hand and seal, of a copy its text. */
function getAppearance(context: CoreContext, role: SignatureRole, document: OfficeDocument): Result<Appearance, DocumentSigningFailure> {
  const agencyName = getDevice(context.db).officeName
  const signedAt = toLocalTime(context.now())
  const image = findPicture(context, role === 'person' ? { kind: 'officer', officerId: getOfficer(context).id } : { kind: 'agency' })
  if (document.documentKind === 'copy') return ok({ kind: 'certified-copy', formOfCopy: document.formOfCopy ?? 'SAO Y', agencyName, signedAt, ...(image ? { image } : {}) })
  if (!image) return err({ kind: 'signature-image-unusable', reason: 'missing' })
  if (role === 'person') return ok({ kind: 'issued-by-person', signedAt, image })
  const { number } = document
  return ok({ kind: 'issued-by-agency', agencyName, signedAt, image, ...(number ? { documentCode: number.code, documentDate: longDate(number.day) } : {}) })
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
