import { ownProblemTypes } from '../../contract/problem-types.ts'
import type { Problem } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import type { DeliveryStatus } from './delivery-store.ts'

export interface UploadRow {
  sha256: string
  dossier: string
  state: DeliveryStatus
  tusUrl: string | null
  sentBytes: number
  attempts: number
  problem: Problem | undefined
  sizeBytes: number
}

interface StoredUpload extends Omit<UploadRow, 'problem'> {
  problem: string | null
}

const select = `SELECT upload.sha256, dossier, state, tus_url AS tusUrl, sent_bytes AS sentBytes, attempts, problem, size_bytes AS sizeBytes
  FROM upload JOIN file ON file.sha256 = upload.sha256`

export function insertUpload(db: WriteDb, sha256: string, dossier: string): void {
  run(db, `INSERT INTO upload (sha256, dossier, state) VALUES (?, ?, 'queued') ON CONFLICT DO NOTHING`, sha256, dossier)
}

/**
 * The next file to travel: rows first, so only of dossiers whose entries the portal already has; small files first. `<> 'received'` is for the partial index.
 * @param resting to be left out
 */
export function findDueUpload(db: ReadDb, resting: readonly { sha256: string; dossier: string }[] = []): UploadRow | undefined {
  const row = findRow<StoredUpload>(
    db,
    `${select} WHERE state <> 'received' AND state IN ('queued', 'sending')
       AND NOT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_lane WHERE delivery.lane = upload.dossier AND delivery.state <> 'received')
       AND NOT EXISTS (SELECT 1 FROM offered_again WHERE offered_again.lane = upload.dossier AND offered_again.state <> 'received')
       AND upload.sha256 || upload.dossier NOT IN (SELECT value FROM json_each(?))
     ORDER BY attempts, size_bytes, upload.sha256 LIMIT 1`,
    JSON.stringify(resting.map(({ sha256, dossier }) => sha256 + dossier))
  )
  return row && toUpload(row)
}

export function listUploads(db: ReadDb, dossier: string): UploadRow[] {
  return listRows<StoredUpload>(db, `${select} WHERE dossier = ?`, dossier).map(toUpload)
}

/** Smallest first, as they go; those an officer has to settle before all. */
export function listWaitingUploads(db: ReadDb, limit: number): UploadRow[] {
  return listRows<StoredUpload>(db, `${select} WHERE state <> 'received' ORDER BY state <> 'needs-officer', size_bytes LIMIT ?`, limit).map(toUpload)
}

export function markUploadSending(db: WriteDb, row: UploadRow): void {
  run(db, `UPDATE upload SET state = 'sending', attempts = attempts + 1 WHERE sha256 = ? AND dossier = ?`, row.sha256, row.dossier)
}

/** Kept before the first byte travels, so that a restart goes on where the line was cut. */
export function keepUploadUrl(db: WriteDb, row: UploadRow, tusUrl: string): void {
  run(db, 'UPDATE upload SET tus_url = ? WHERE sha256 = ? AND dossier = ?', tusUrl, row.sha256, row.dossier)
}

/** The next attempt begins at the first byte. */
export function forgetUploadUrl(db: WriteDb, row: UploadRow): void {
  run(db, 'UPDATE upload SET tus_url = NULL, sent_bytes = 0 WHERE sha256 = ? AND dossier = ?', row.sha256, row.dossier)
}

export function noteSentBytes(db: WriteDb, row: UploadRow, sentBytes: number): void {
  run(db, 'UPDATE upload SET sent_bytes = ? WHERE sha256 = ? AND dossier = ?', sentBytes, row.sha256, row.dossier)
}

export function markUploadReceived(db: WriteDb, row: UploadRow): void {
  run(db, `UPDATE upload SET state = 'received', sent_bytes = ?, problem = NULL WHERE sha256 = ? AND dossier = ?`, row.sizeBytes, row.sha256, row.dossier)
}

/** @param problem what the portal said of this one file: told until it is received */
export function requeueUpload(db: WriteDb, row: UploadRow, problem?: Problem): void {
  run(db, `UPDATE upload SET state = 'queued', problem = coalesce(?, problem) WHERE sha256 = ? AND dossier = ?`, problem === undefined ? null : JSON.stringify(problem), row.sha256, row.dossier)
}

export function markUploadNeedsOfficer(db: WriteDb, row: UploadRow, problem: Problem): void {
  run(db, `UPDATE upload SET state = 'needs-officer', problem = ? WHERE sha256 = ? AND dossier = ?`, JSON.stringify(problem), row.sha256, row.dossier)
}

/** @param dossier of which alone */
export function requeueAllUploads(db: WriteDb, dossier?: string): void {
  run(db, `UPDATE upload SET state = 'queued' WHERE state <> 'received' AND dossier = coalesce(?, dossier)`, dossier ?? null)
}

/** Their bytes are whole again. @returns whether any waited for that */
export function requeueDamagedUploads(db: WriteDb, sha256: string): boolean {
  return run(db, `UPDATE upload SET state = 'queued', problem = NULL WHERE sha256 = ? AND state = 'needs-officer' AND problem ->> 'type' = ?`, sha256, ownProblemTypes.fileDamaged).changes > 0
}

export function summariseUploads(db: ReadDb): { files: number; bytes: number; needsOfficer: number } {
  return findRow(
    db,
    `SELECT count(*) AS files, coalesce(sum(size_bytes - sent_bytes), 0) AS bytes, count(*) FILTER (WHERE state = 'needs-officer') AS needsOfficer
       FROM upload JOIN file ON file.sha256 = upload.sha256 WHERE state <> 'received'`
  )!
}

function toUpload(row: StoredUpload): UploadRow {
  return { ...row, problem: row.problem === null ? undefined : (JSON.parse(row.problem) as Problem) }
}
