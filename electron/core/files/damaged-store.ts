import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, run } from '../db/statements.ts'

/** A scan that waits for its signature and was not whole when it was to be signed: nobody is asked to sign it until that is mended. */
export function markDamaged(db: WriteDb, sha256: string): void {
  run(db, 'INSERT INTO damaged_file (sha256) VALUES (?) ON CONFLICT DO NOTHING', sha256)
}

/** Whole bytes came in again. @returns whether it was marked */
export function forgetDamaged(db: WriteDb, sha256: string): boolean {
  return run(db, 'DELETE FROM damaged_file WHERE sha256 = ?', sha256).changes > 0
}

/** They wait for their signature again, and signing them finds out anew. @param dossier of which alone */
export function retryDamaged(db: WriteDb, dossier?: string): void {
  if (dossier === undefined) run(db, 'DELETE FROM damaged_file')
  else run(db, 'DELETE FROM damaged_file WHERE sha256 IN (SELECT sha256 FROM attachment WHERE dossier = ?)', dossier)
}

/** Of those that wait for a signature. Nearly always none, so the bar asks for next to nothing. */
export function countDamaged(db: ReadDb): number {
  return findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM damaged_file CROSS JOIN attachment ON attachment.sha256 = damaged_file.sha256 WHERE signed_sha256 IS NULL')!.count
}
