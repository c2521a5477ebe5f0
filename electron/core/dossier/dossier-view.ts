import type { DeliveryState, DossierFile, DossierRow, DossierView, TimelineEntry } from '../../contract/views.ts'
import { DossierEntry } from '../../domain/dossier.ts'
import { legalNext, STATUS_NAME } from '../../domain/dossier-status.ts'
import { formatVnd } from '../../domain/money-text.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'
import { listAttachments, type AttachmentRow } from '../files/file-store.ts'
import { listDossierEntries, type JournalRow } from '../journal/journal-store.ts'
import { findDelivery, type DeliveryRow } from '../outbox/delivery-store.ts'
import { findFileReceipt } from '../outbox/file-receipt-store.ts'
import { listUploads, type UploadRow } from '../outbox/upload-store.ts'
import type { StoredDossier } from './dossier-store.ts'

/** A dossier as a line of a list (search/dossier-rows.ts reads many at once). */
function toDossierRow(db: ReadDb, stored: StoredDossier): DossierRow {
  const { dossier } = stored
  const files = listDossierFiles(db, stored)
  return {
    id: stored.id,
    code: dossier.code,
    applicantName: dossier.applicant.fullName,
    procedureCode: dossier.procedure.code,
    procedureName: dossier.procedure.name,
    officer: dossier.receivedBy.officerId,
    status: dossier.status,
    receivedAt: dossier.receivedAt,
    dueAt: dossier.dueAt,
    delivery: summariseLane(db, stored.id, stored.lastSeq === null ? { state: 'from-portal' } : undefined),
    files: {
      total: files.length,
      unsigned: files.filter((file) => file.state === 'unsigned').length,
      uploading: files.filter((file) => file.state === 'queued' || file.state === 'sending').length,
      received: files.filter((file) => file.state === 'received').length
    }
  }
}

/** Everything the dossier's screen shows. */
export function toDossierView(db: ReadDb, stored: StoredDossier): DossierView {
  const { dossier } = stored
  const entries = listDossierEntries(db, stored.id, getDevice(db).device)
  const first = entries[0] && findDelivery(db, entries[0].header.seq)
  return {
    ...toDossierRow(db, stored),
    revision: dossier.revision,
    nextStatuses: legalNext(dossier.status, { returnTo: dossier.returnTo }),
    applicant: dossier.applicant,
    components: dossier.components,
    fees: dossier.fees,
    dueSteps: dossier.dueSteps,
    dossierFiles: listDossierFiles(db, stored),
    timeline: entries.map((entry) => toTimelineEntry(db, entry)),
    ...(first?.receipt
      ? {
          receipt: {
            portal: first.receipt.batch.statement.portal,
            keyId: first.receipt.batch.keyId,
            signedAt: first.receipt.batch.statement.signedAt,
            root: first.receipt.batch.statement.root,
            entryHash: first.receipt.entryHash
          }
        }
      : {})
  }
}

/** What one delivery row proves, in the officer's words. */
export function toDeliveryState(row: DeliveryRow): DeliveryState {
  switch (row.state) {
    case 'received':
      return { state: 'received', at: row.receipt?.batch.statement.signedAt ?? row.answeredAt ?? '', ...(row.again ? { again: row.again === 'received' ? 'received' : 'waiting' } : {}) }
    case 'needs-officer':
      return { state: 'needs-officer', problemType: row.problem?.type ?? '', detail: row.problem?.detail ?? row.problem?.title ?? '' }
    case 'sending':
      return { state: 'sending' }
    case 'queued':
      return { state: 'saved' }
  }
}

/** How a lane stands as a whole: its worst entry. */
export function summariseLane(db: ReadDb, lane: string, whenNone: DeliveryState = { state: 'saved' }): DeliveryState {
  const rows = listRows<{ seq: number }>(db, 'SELECT seq FROM journal WHERE dossier = ? ORDER BY seq', lane).flatMap(({ seq }) => findDelivery(db, seq) ?? [])
  const worst = rows.find((row) => row.state === 'needs-officer') ?? rows.find((row) => row.state === 'sending') ?? rows.find((row) => row.state === 'queued') ?? rows.find((row) => row.again !== undefined && row.again !== 'received') ?? rows.at(-1)
  return worst ? toDeliveryState(worst) : whenNone
}

function listDossierFiles(db: ReadDb, stored: StoredDossier): DossierFile[] {
  const uploads = new Map(listUploads(db, stored.id).map((upload) => [upload.sha256, upload]))
  return listAttachments(db, stored.id).map((attachment) => {
    const receipt = attachment.signedSha256 === null ? undefined : findFileReceipt(db, stored.id, attachment.signedSha256)
    return { ...toDossierFile(stored, attachment, uploads), ...(receipt ? { receivedAt: receipt.statement.signedAt } : {}) }
  })
}

function toDossierFile(stored: StoredDossier, attachment: AttachmentRow, uploads: Map<string, UploadRow>): DossierFile {
  const component = stored.dossier.components.find(({ id }) => id === attachment.component)
  return {
    componentName: component?.name ?? attachment.component,
    name: attachment.name,
    sha256: attachment.sha256,
    sizeBytes: attachment.sizeBytes,
    state: attachment.signedSha256 === null ? 'unsigned' : (uploads.get(attachment.signedSha256)?.state ?? 'queued'),
    ...(attachment.signedSha256 === null ? {} : { signedSha256: attachment.signedSha256 })
  }
}

function toTimelineEntry(db: ReadDb, entry: JournalRow): TimelineEntry {
  const delivery = findDelivery(db, entry.header.seq)
  return {
    seq: entry.header.seq,
    kind: entry.header.kind,
    at: entry.header.at,
    officerName: findOfficer(db, entry.header.officer)?.fullName ?? entry.header.officer,
    text: describeEntry(entry),
    delivery: delivery ? toDeliveryState(delivery) : { state: 'saved' }
  }
}

/** The fact of an entry beside its kind: a procedure's name, a status, a file's name. */
export function describeEntry(row: JournalRow): string {
  const parsed = DossierEntry.safeParse({ kind: row.header.kind, payload: row.payload })
  if (!parsed.success) return ''
  const entry = parsed.data
  switch (entry.kind) {
    case 'dossier.received':
      return entry.payload.procedure.name
    case 'dossier.status-changed':
      return [`${STATUS_NAME[entry.payload.from]} → ${STATUS_NAME[entry.payload.to]}`, entry.payload.reason].filter(Boolean).join(': ')
    case 'dossier.reappointed':
      return entry.payload.reason
    case 'dossier.amended':
      return entry.payload.reason
    case 'file.attached':
      return entry.payload.name
    case 'file.signed':
      return entry.payload.signerName
    case 'fee.exempted':
      return entry.payload.reason
    case 'fee.collected':
    case 'fee.transfer-awaited':
      return formatVnd(entry.payload.total)
    case 'fee.transfer-settled':
      return entry.payload.bankReference ?? ''
    case 'fee.receipt-voided':
      return `${entry.payload.serial}: ${entry.payload.reason}`
  }
}
