import type { OfficeDocument } from '../../domain/document.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, run } from '../db/statements.ts'
import { isCarried } from './handover-store.ts'

/** Keeps the document as the portal knows it, before the first entry that waits is laid upon it, or what came by stick. */
export function keepDocumentBase(db: WriteDb, id: string, document: OfficeDocument | undefined): void {
  if (isPastPortal(db, id)) return
  if (document) putDocumentBase(db, id, document)
  else run(db, 'DELETE FROM document_base WHERE id = ?', id)
}

/** What the portal has of it now, told while entries of this counter wait. */
export function putDocumentBase(db: WriteDb, id: string, document: OfficeDocument): void {
  run(db, 'INSERT INTO document_base (id, state) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state', id, JSON.stringify(document))
}

export function findDocumentBase(db: ReadDb, id: string): OfficeDocument | undefined {
  const row = findRow<{ state: string }>(db, 'SELECT state FROM document_base WHERE id = ?', id)
  return row && (JSON.parse(row.state) as OfficeDocument)
}

/** What waited has arrived: its base is of no more use. */
export function dropSpentDocumentBases(db: WriteDb): void {
  run(db, `DELETE FROM document_base WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.lane = document_base.id AND delivery.state <> 'received')
     AND NOT EXISTS (SELECT 1 FROM carried_document WHERE document = document_base.id)`)
}

/** Whether this counter has more of a document than the portal told of. */
export function isPastPortal(db: ReadDb, id: string): boolean {
  return isDocumentOnItsWay(db, id) || isCarried(db, id)
}

function isDocumentOnItsWay(db: ReadDb, id: string): boolean {
  return findRow(db, `SELECT 1 FROM delivery WHERE lane = ? AND state <> 'received' LIMIT 1`, id) !== undefined
}
