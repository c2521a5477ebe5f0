import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, run } from '../db/statements.ts'
import { findHead } from '../journal/journal-store.ts'

/**
 * A document that came on a stick before the portal had it: what this counter does to it from now on waits until the portal has it from the other counter as far as that, so that the
 * order of its entries holds and the portal is not asked in vain.
 * @param revision how far it was brought
 * @param from the counter that brought it, by its number
 */
export function holdForPortal(db: WriteDb, document: string, revision: number, from: { counterNumber: number; at: string }): void {
  const afterSeq = findHead(db)?.seq ?? 0
  run(db, 'INSERT INTO carried_document (document, revision, after_seq, counter, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', document, revision, afterSeq, from.counterNumber, from.at)
}

/** The portal has a document as far as this revision. */
export function releaseHeld(db: WriteDb, document: string, revision: number): void {
  run(db, 'DELETE FROM carried_document WHERE document = ? AND revision <= ?', document, revision)
}

/** For which counter a step of a document waits, and since when; undefined where it waits for none. Null where it came before this was noted. @param seq the step */
export function findHeldFor(db: ReadDb, document: string, seq: number): { counterNumber: number | null; since: string | null } | undefined {
  return findRow(db, 'SELECT counter AS counterNumber, at AS since FROM carried_document WHERE document = ? AND after_seq < ? ORDER BY revision LIMIT 1', document, seq)
}

export function isCarried(db: ReadDb, document: string): boolean {
  return findRow(db, 'SELECT 1 FROM carried_document WHERE document = ? LIMIT 1', document) !== undefined
}
