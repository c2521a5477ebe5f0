import type { Problem } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { listRows, run } from '../db/statements.ts'

export interface WithdrawnRow {
  seq: number
  decision: number
  attempts: number
  problem?: Problem
}

/** An entry leaves the queue by an officer's decision; it stays in the journal. */
export function moveToWithdrawn(db: WriteDb, seq: number, decision: number): void {
  run(db, 'INSERT INTO withdrawn (seq, decision, lane, attempts, problem) SELECT seq, ?, lane, attempts, problem FROM delivery WHERE seq = ?', decision, seq)
  run(db, 'DELETE FROM delivery WHERE seq = ?', seq)
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
