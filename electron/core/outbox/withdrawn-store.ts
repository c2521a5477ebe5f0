import type { Problem } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export interface WithdrawnRow {
  seq: number
  decision: number
  attempts: number
  problem?: Problem
}

/** What it did stands here, beside what the portal had of the dossier then; 0: nothing; null: not known yet. */
export interface StandsUpon {
  portalRevision: number | null
}

const columns = 'seq, decision, lane, attempts, problem, stands, portal_revision'

/** An entry leaves the queue by an officer's decision; it stays in the journal. */
export function moveToWithdrawn(db: WriteDb, seq: number, decision: number, stands?: StandsUpon): void {
  run(db, `INSERT INTO withdrawn (${columns}) SELECT seq, ?, lane, attempts, problem, ?, ? FROM delivery WHERE seq = ?`, decision, stands ? 1 : 0, stands?.portalRevision ?? null, seq)
  run(db, 'DELETE FROM delivery WHERE seq = ?', seq)
}

/** An entry that was received once is offered to the portal that lost it no more. It keeps its first receipt. */
export function endOfferingAgain(db: WriteDb, seq: number, decision: number, stands?: StandsUpon): void {
  run(db, `INSERT INTO withdrawn (${columns}) SELECT seq, ?, lane, attempts, problem, ?, ? FROM offered_again WHERE seq = ? AND state <> 'received'`, decision, stands ? 1 : 0, stands?.portalRevision ?? null, seq)
  run(db, `DELETE FROM offered_again WHERE seq = ? AND state <> 'received'`, seq)
}

/** Where steps of a dossier stand here that the portal does not have and is offered no more: what the portal had of it at the last of them. */
export function findStanding(db: ReadDb, lane: string): StandsUpon | undefined {
  return findRow(db, 'SELECT portal_revision AS portalRevision FROM withdrawn WHERE lane = ? AND stands = 1 ORDER BY portal_revision DESC NULLS LAST LIMIT 1', lane)
}

/** What the portal told first after a step was let stand is what it had then. */
export function noteStandsUpon(db: WriteDb, lane: string, portalRevision: number): void {
  run(db, 'UPDATE withdrawn SET portal_revision = ? WHERE lane = ? AND stands = 1', portalRevision, lane)
}

/**
 * The portal has told all it has for this counter. A dossier of which it did not speak it does not have, or what was done last of it there came from this counter, which its feed leaves out: whatever
 * it tells of it from now on is news.
 */
export function noteAllTold(db: WriteDb): void {
  run(db, 'UPDATE withdrawn SET portal_revision = 0 WHERE stands = 1 AND portal_revision IS NULL')
}

/** The portal has news of a dossier on which steps were let stand: they wait for the officer again, beside it. */
export function askAboutStanding(db: WriteDb, lane: string, problem: Problem): void {
  const refused = JSON.stringify(problem)
  run(
    db,
    `INSERT INTO offered_again (recall, seq, lane, state, attempts, problem)
     SELECT decision, seq, lane, 'needs-officer', attempts, ? FROM withdrawn WHERE lane = ? AND stands = 1 AND EXISTS (SELECT 1 FROM delivery WHERE delivery.seq = withdrawn.seq)`,
    refused,
    lane
  )
  run(
    db,
    `INSERT INTO delivery (seq, lane, state, attempts, problem, opens)
     SELECT seq, lane, 'needs-officer', attempts, ?, (SELECT kind = 'dossier.received' FROM journal WHERE journal.seq = withdrawn.seq) FROM withdrawn WHERE lane = ? AND stands = 1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.seq = withdrawn.seq)`,
    refused,
    lane
  )
  run(db, 'DELETE FROM withdrawn WHERE lane = ? AND stands = 1', lane)
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
