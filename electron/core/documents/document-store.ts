import { stageOf, type DocumentStage, type OfficeDocument } from '../../domain/document.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export interface StoredDocument {
  id: string
  document: OfficeDocument
}

interface Row {
  id: string
  state: string
}

const newestOfSettled = 300

/** Writes the projection of a document as its entries now make it. One whose content was purged stays as it is. */
export function putDocument(db: WriteDb, id: string, document: OfficeDocument): void {
  run(
    db,
    `INSERT INTO document (id, revision, stage, dossier, sha256, changed_at, state) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, stage = excluded.stage, sha256 = excluded.sha256, changed_at = excluded.changed_at, state = excluded.state WHERE purged_at IS NULL`,
    id,
    document.revision,
    stageOf(document),
    document.dossierId,
    document.current.sha256,
    document.changedAt,
    JSON.stringify(document)
  )
}

export function findDocument(db: ReadDb, id: string): StoredDocument | undefined {
  const row = findRow<Row>(db, 'SELECT id, state FROM document WHERE id = ? AND withdrawn = 0', id)
  return row && toStored(row)
}

/** All that waits for a signature, then the newest of what is settled. */
export function listDocuments(db: ReadDb): StoredDocument[] {
  const waiting = (['waits-person', 'waits-agency'] as const).flatMap((stage) => listOfStage(db, stage, -1))
  const settled = (['issued', 'returned'] as const).flatMap((stage) => listOfStage(db, stage, newestOfSettled))
  return [...waiting, ...settled].map(toStored)
}

/** How many wait for whom. */
export function countDocumentsUnsigned(db: ReadDb): { person: number; agency: number } {
  const count = (stage: DocumentStage): number => findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM document WHERE stage = ? AND withdrawn = 0', stage)!.count
  return { person: count('waits-person'), agency: count('waits-agency') }
}

function listOfStage(db: ReadDb, stage: DocumentStage, limit: number): Row[] {
  return listRows<Row>(db, 'SELECT id, state FROM document WHERE stage = ? AND withdrawn = 0 AND purged_at IS NULL ORDER BY changed_at DESC LIMIT ?', stage, limit)
}

/** Documents of one dossier, oldest first. */
export function listDocumentsOfDossier(db: ReadDb, dossier: string): StoredDocument[] {
  return listRows<Row>(db, 'SELECT id, state FROM document WHERE dossier = ? AND withdrawn = 0 AND purged_at IS NULL ORDER BY changed_at', dossier).map(toStored)
}

/** Takes a document the portal never had out of the lists; its entries and its files stay. */
export function withdrawDocument(db: WriteDb, id: string): void {
  run(db, 'UPDATE document SET withdrawn = 1 WHERE id = ?', id)
  run(db, 'DELETE FROM document_base WHERE id = ?', id)
}

/** Keeps a file from being swept: it is, or was, this document. False where the document's content was purged: it has no file any more. */
export function keepDocumentFile(db: WriteDb, document: string, sha256: string): boolean {
  if (findRow(db, 'SELECT 1 FROM document WHERE id = ? AND purged_at IS NOT NULL', document)) return false
  run(db, 'INSERT INTO document_file (sha256, document) VALUES (?, ?) ON CONFLICT DO NOTHING', sha256, document)
  return true
}

/** A document whose newest file is not on this PC yet. `after` walks on past what could not be had. */
export function findDocumentWithoutFile(db: ReadDb, after: string): StoredDocument | undefined {
  const row = findRow<Row>(
    db,
    `SELECT id, state FROM document WHERE id > ? AND withdrawn = 0 AND purged_at IS NULL AND NOT EXISTS (SELECT 1 FROM file WHERE file.sha256 = document.sha256) ORDER BY id LIMIT 1`,
    after
  )
  return row && toStored(row)
}

function toStored(row: Row): StoredDocument {
  return { id: row.id, document: JSON.parse(row.state) as OfficeDocument }
}
