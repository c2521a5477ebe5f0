import * as z from '../../domain/schema.ts'
import { OfficeDocument } from '../../domain/document.ts'
import { getDevice } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { askRecentHistory } from '../history/history-store.ts'
import { requeueBaseless } from '../outbox/delivery-store.ts'
import { findFile } from '../files/file-store.ts'
import { isPastPortal, putDocumentBase } from './document-base-store.ts'
import { findDocument, keepDocumentFile, putDocument } from './document-store.ts'
import { voidLostNumber } from './give-number.ts'
import { releaseHeld } from './handover-store.ts'

/** The value of a change of kind `document`: the whole state the portal has of it. */
export const DocumentChange = z.object({ id: z.string().min(1), document: OfficeDocument })

/**
 * Takes what another counter of the office did to a document. What the portal holds wins over as many entries of this counter or fewer: those it will refuse as an edit conflict, and an
 * officer decides. What this counter did on top of the portal's state stays.
 * @returns false when the value is no document
 */
export function takePulledDocument(db: WriteDb, value: unknown, nowMs: number): boolean {
  const change = DocumentChange.safeParse(value)
  if (!change.success) return false
  const { id, document } = change.data
  const known = findDocument(db, id)
  releaseHeld(db, id, document.revision)
  requeueBaseless(db, id)
  askRecentHistory(db, id, document.changedAt, nowMs)
  if (isPastPortal(db, id)) putDocumentBase(db, id, document)
  if (known && known.document.revision > document.revision) return true
  putDocument(db, id, document)
  // No officer does this: the machine does, under its own name.
  if (known) voidLostNumber(db, id, known.document.number, document, { officer: getDevice(db as ReadDb).device, nowMs })
  if (findFile(db, document.current.sha256)) keepDocumentFile(db, id, document.current.sha256)
  return true
}
