import type { WriteDb } from '../db/open.ts'
import { run } from '../db/statements.ts'
import { findHead } from '../journal/journal-store.ts'

/**
 * A document that came on a stick before the portal had it: what this counter does to it from now on waits until the portal has it from the other counter as far as that, so that the
 * order of its entries holds and the portal is not asked in vain.
 * @param revision how far it was brought
 */
export function holdForPortal(db: WriteDb, document: string, revision: number): void {
  const afterSeq = findHead(db)?.seq ?? 0
  run(db, 'INSERT INTO carried_document (document, revision, after_seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', document, revision, afterSeq)
}

/** The portal has a document as far as this revision. */
export function releaseHeld(db: WriteDb, document: string, revision: number): void {
  run(db, 'DELETE FROM carried_document WHERE document = ? AND revision <= ?', document, revision)
}
