import { applyDocumentEntry, type DocumentEntry, type OfficeDocument } from '../../domain/document.ts'
import { getIdentity } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findFile } from '../files/file-store.ts'
import { appendEntry } from '../journal/journal.ts'
import { insertUpload } from '../outbox/upload-store.ts'
import { keepDocumentBase } from './document-base-store.ts'
import { keepDocumentFile, putDocument, type StoredDocument } from './document-store.ts'

/**
 * One more entry of a document and its projection, inside the caller's transaction. The document's id is the lane, so its entries reach the portal in order; a new file goes into the
 * upload queue behind them.
 */
export function appendToDocument(db: WriteDb, stored: { id: string; document?: OfficeDocument }, entry: DocumentEntry, by: { officer: string; at: string }): StoredDocument {
  const document = applyDocumentEntry(stored.document, entry)
  keepDocumentBase(db, stored.id, stored.document)
  appendEntry(db, getIdentity(db as ReadDb), { ...entry, officer: by.officer, dossier: stored.id, baseRevision: stored.document?.revision ?? 0, at: by.at })
  putDocument(db, stored.id, document)
  // Of a document told for another counter the earlier files are where that counter is.
  if (document.current.sha256 !== stored.document?.current.sha256 && findFile(db, document.current.sha256)) {
    keepDocumentFile(db, stored.id, document.current.sha256)
    insertUpload(db, document.current.sha256, stored.id)
  }
  return { id: stored.id, document }
}
