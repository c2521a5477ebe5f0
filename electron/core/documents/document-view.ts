import type { DocumentRow, DocumentView, StampState } from '../../contract/documents.ts'
import { stageOf, type OfficeDocument } from '../../domain/document.ts'
import { findSignatureServices } from '../catalogue/signature-services.ts'
import type { ReadDb } from '../db/open.ts'
import { summariseLane } from '../dossier/dossier-view.ts'
import { findFile } from '../files/file-store.ts'
import { listLane, tellElsewhere } from '../history/list-lane.ts'
import type { StoredDocument } from './document-store.ts'
import { describeDocumentEntry, readDocumentEntry } from './read-document-entry.ts'
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
    revision: document.revision,
    ...(number === null ? {} : { number }),
    sha256: document.current.sha256,
    sizeBytes: document.current.sizeBytes,
    pages: document.file.pages,
    createdBy: document.by.fullName,
    createdById: document.by.officerId,
    createdAt: document.at,
    changedAt: document.changedAt,
    file: { state: findFile(db, document.current.sha256) ? 'here' : 'on-its-way' },
    stamp: toStampState(db, id, document),
    delivery: summariseLane(db, id)
  }
}

export function toDocumentView(db: ReadDb, stored: StoredDocument): DocumentView {
  const { document } = stored
  const entries = listLane(db, stored.id)
  const elsewhere = tellElsewhere(db, stored.id, document.revision, entries)
  return {
    ...toDocumentRow(db, stored),
    signatures: document.signatures.map(({ role, signerName, by, certificateSerial, at }) => ({ role, signerName, officerName: by.fullName, certificateSerial, at })),
    ...(document.returned ? { returned: { reason: document.returned.reason, by: document.returned.by.fullName, at: document.returned.at } } : {}),
    timeline: entries.map((row) => {
      const entry = readDocumentEntry(row)
      return { ...row.told, text: entry ? describeDocumentEntry(entry) : '' }
    }),
    ...(elsewhere ? { elsewhere } : {})
  }
}

function toStampState(db: ReadDb, id: string, document: OfficeDocument): StampState {
  const stamp = document.stamps.at(-1)
  const waiting = findStamping(db, id)
  if (stamp) return { state: 'stamped', level: stamp.level, at: stamp.stampedAt, ...(stamp.level === 'B-T' && waiting ? { nextAt: new Date(waiting.nextAt).toISOString() } : {}) }
  if (!waiting) return { state: 'none' }
  const problem = findSignatureServices(db).tsaUrls.length === 0 ? 'no-authority' : waiting.problem
  return { state: 'waiting', attempts: waiting.attempts, nextAt: new Date(waiting.nextAt).toISOString(), ...(problem === null ? {} : { problem }) }
}
