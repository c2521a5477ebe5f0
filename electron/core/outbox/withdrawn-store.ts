import type { Problem } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export interface WithdrawnRow {
  seq: number
  decision: number
  attempts: number
  problem?: Problem
}

/** An entry leaves the queue by an officer's decision; it stays in the journal. */
export function moveToWithdrawn(db: WriteDb, seq: number, decision: number, stands = false): void {
  run(db, 'INSERT INTO withdrawn (seq, decision, lane, attempts, problem, stands) SELECT seq, ?, lane, attempts, problem, ? FROM delivery WHERE seq = ?', decision, stands ? 1 : 0, seq)
  run(db, 'DELETE FROM delivery WHERE seq = ?', seq)
}

/** An entry that was received once is offered to the portal that lost it no more. It keeps its first receipt. @param stands what it did stands here */
export function endOfferingAgain(db: WriteDb, seq: number, decision: number, stands: boolean): void {
  run(db, `INSERT INTO withdrawn (seq, decision, lane, attempts, problem, stands) SELECT seq, ?, lane, attempts, problem, ? FROM offered_again WHERE seq = ? AND state <> 'received'`, decision, stands ? 1 : 0, seq)
  run(db, `DELETE FROM offered_again WHERE seq = ? AND state <> 'received'`, seq)
}

/** Whether steps of a dossier stand here that the portal does not have and is offered no more. */
export function hasStanding(db: ReadDb, lane: string): boolean {
  return findRow(db, 'SELECT 1 FROM withdrawn WHERE lane = ? AND stands = 1 LIMIT 1', lane) !== undefined
}

/** Newest decision first, each with its entries in their order. */
export function listWithdrawn(db: ReadDb, limit: number): WithdrawnRow[] {
  return listRows<Omit<WithdrawnRow, 'problem'> & { problem: string | null }>(db, 'SELECT seq, decision, attempts, problem FROM withdrawn ORDER BY decision DESC, seq LIMIT ?', limit).map(({ problem, ...row }) => ({
    ...row,
    ...(problem === null ? {} : { problem: JSON.parse(problem) as Problem })
  }))
}

/** What a withdrawn step named stays here, sent to nobody: no sweep takes it. */
export function keepFile(db: WriteDb, sha256: string): void {
  run(db, 'INSERT INTO withdrawn_file (sha256) SELECT sha256 FROM file WHERE sha256 = ? ON CONFLICT DO NOTHING', sha256)
}

/** Files of a dossier that nobody is going to send. */
export function dropUploads(db: WriteDb, dossier: string, sha256?: string): void {
  run(db, `DELETE FROM upload WHERE dossier = ? AND sha256 = coalesce(?, sha256) AND state <> 'received'`, dossier, sha256 ?? null)
}

export function dropAttachment(db: WriteDb, dossier: string, sha256: string): void {
  run(db, 'DELETE FROM attachment WHERE dossier = ? AND sha256 = ?', dossier, sha256)
}

/** The signature is withdrawn: the scan waits for one again. */
export function dropSignature(db: WriteDb, dossier: string, signedSha256: string): void {
  run(db, 'UPDATE attachment SET signed_sha256 = NULL WHERE dossier = ? AND signed_sha256 = ?', dossier, signedSha256)
}
