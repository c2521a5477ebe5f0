import type { DocumentRow, DocumentView, StampState } from '../../contract/documents.ts'
import type { TimelineEntry } from '../../contract/views.ts'
import { DocumentEntry, stageOf, type OfficeDocument } from '../../domain/document.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { summariseLane, toDeliveryState } from '../dossier/dossier-view.ts'
import { findFile } from '../files/file-store.ts'
import { listDossierEntries, type JournalRow } from '../journal/journal-store.ts'
import { findDelivery } from '../outbox/delivery-store.ts'
import type { StoredDocument } from './document-store.ts'
import { findStamping } from './stamping-store.ts'

/** A document as a line of the signing queue. */
export function toDocumentRow(db: ReadDb, { id, document }: StoredDocument): DocumentRow {
  const number = document.number?.code ?? document.ownNumber
  return {
    id,
    documentKind: document.documentKind,
    title: document.title,
    name: document.file.name,
    ...(document.dossierId === null ? {} : { dossierId: document.dossierId }),
    ...(document.dossierCode === null ? {} : { dossierCode: document.dossierCode }),
    stage: stageOf(document),
    ...(number === null ? {} : { number }),
    sha256: document.current.sha256,
    sizeBytes: document.current.sizeBytes,
    pages: document.file.pages,
    createdBy: document.by.fullName,
    createdAt: document.at,
    changedAt: document.changedAt,
    file: { state: findFile(db, document.current.sha256) ? 'here' : 'on-its-way' },
    stamp: toStampState(db, id, document),
    delivery: summariseLane(db, id)
  }
}

export function toDocumentView(db: ReadDb, stored: StoredDocument): DocumentView {
  const { document } = stored
  const entries = listDossierEntries(db, stored.id, getDevice(db).device)
  return {
    ...toDocumentRow(db, stored),
    revision: document.revision,
    signatures: document.signatures.map(({ role, signerName, by, certificateSerial, at }) => ({ role, signerName, officerName: by.fullName, certificateSerial, at })),
    ...(document.returned ? { returned: { reason: document.returned.reason, by: document.returned.by.fullName, at: document.returned.at } } : {}),
    timeline: entries.map((entry) => toTimelineEntry(db, entry))
  }
}

function toStampState(db: ReadDb, id: string, document: OfficeDocument): StampState {
  const stamp = document.stamps.at(-1)
  if (stamp) return { state: 'stamped', level: stamp.level, at: stamp.stampedAt }
  const waiting = findStamping(db, id)
  if (!waiting) return { state: 'none' }
  return { state: 'waiting', attempts: waiting.attempts, nextAt: new Date(waiting.nextAt).toISOString(), ...(waiting.problem === null ? {} : { problem: waiting.problem }) }
}


function toTimelineEntry(db: ReadDb, entry: JournalRow): TimelineEntry {
  const delivery = findDelivery(db, entry.header.seq)
  return {
    seq: entry.header.seq,
    kind: entry.header.kind,
    at: entry.header.at,
    officerName: findOfficer(db, entry.header.officer)?.fullName ?? entry.header.officer,
    text: describeDocumentEntry(entry),
    delivery: delivery ? toDeliveryState(delivery) : { state: 'saved' }
  }
}

/** The fact of a document's entry beside its kind; empty for another kind. */
export function describeDocumentEntry(row: Pick<JournalRow, 'header' | 'payload'>): string {
  const parsed = DocumentEntry.safeParse({ kind: row.header.kind, payload: row.payload })
  if (!parsed.success) return ''
  const entry = parsed.data
  switch (entry.kind) {
    case 'document.created':
      return entry.payload.title
    case 'document.signed':
      return entry.payload.signerName
    case 'document.numbered':
      return entry.payload.code
    case 'document.timestamped':
      return entry.payload.level
    case 'document.returned':
      return entry.payload.reason
  }
}
