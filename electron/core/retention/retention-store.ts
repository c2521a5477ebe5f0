import type { LocalDate, LocalTime } from '../../domain/calendar.ts'
import { longestRetention, purgeDocument, purgedText, type PurgeObstacle } from '../../domain/retention.ts'
import type { OfficeDocument } from '../../domain/document.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { dropUnread } from '../portal/unread-store.ts'

/** A dossier that ended and was received before some day, in the order received. */
export interface EndedDossier {
  id: string
  code: string
  procedureCode: string
  /** When something last happened to it or to a document of it. */
  changedAt: LocalTime
  place: ReceivedPlace
}

export interface ReceivedPlace {
  receivedAt: LocalTime
  row: number
}

/** After a place, those that ended (domain/dossier-status.ts, terminal). Nothing happens to a dossier before it is received, so the index of that finds them. */
export function listEnded(db: ReadDb, receivedBefore: LocalDate, after: ReceivedPlace, limit: number): EndedDossier[] {
  return listRows<Omit<EndedDossier, 'place'> & ReceivedPlace>(
    db,
    // One row that cannot be read must not keep the others from being listed.
    `SELECT id, code, procedure_code AS procedureCode, received_at AS receivedAt, rowid_ AS row,
            max(iif(json_valid(state), state ->> '$.changedAt', received_at), coalesce((SELECT max(changed_at) FROM document WHERE document.dossier = dossier.id), '')) AS changedAt FROM dossier
      WHERE (received_at, rowid_) > (?, ?) AND received_at < ? AND status IN (3, 8, 10) AND purged_at IS NULL ORDER BY received_at, rowid_ LIMIT ?`,
    after.receivedAt,
    after.row,
    receivedBefore,
    limit
  ).map(({ receivedAt, row, ...dossier }) => ({ ...dossier, place: { receivedAt, row } }))
}

/** Years of retention of each procedure of which some version says any; the others are left out. */
export function listOwnRetentions(db: ReadDb): Map<string, number | null> {
  const all = 'SELECT code, value FROM procedure UNION ALL SELECT code, value FROM earlier_procedure'
  const rows = listRows<{ code: string; says: number; years: number | null }>(
    db,
    `SELECT code, json_type(value, '$.retentionYears') IS NOT NULL AS says, value ->> '$.retentionYears' AS years FROM (${all})
      WHERE code IN (SELECT code FROM (${all}) WHERE instr(value, '"retentionYears"') > 0)`
  )
  const versions = new Map<string, { retentionYears?: number | null }[]>()
  for (const { code, says, years } of rows) versions.set(code, [...(versions.get(code) ?? []), says ? { retentionYears: years } : {}])
  return new Map([...versions].map(([code, each]) => [code, longestRetention(each)]))
}

/** A dossier and its documents: the lanes of its entries. */
export function listLanes(db: ReadDb, dossier: string): [string, ...string[]] {
  return [dossier, ...listRows<{ id: string }>(db, 'SELECT id FROM document WHERE dossier = ? ORDER BY id', dossier).map(({ id }) => id)]
}

const isOfLanes = 'lane IN (SELECT value FROM json_each(@lanes))'
/** Whenever a citizen was told of it: entries of the counter's own lane. As the index says it (0035). */
const tellings = `SELECT seq FROM journal WHERE kind = 'citizen.told' AND iif(json_valid(payload), payload ->> '$.dossier', NULL) = @id`

/** Each with the reason it stands for; @lanes is a JSON list of the dossier and its documents, @id the dossier. */
const obstacles: readonly (readonly [PurgeObstacle, string])[] = [
  ['not-at-portal', `SELECT 1 FROM journal WHERE dossier IN (SELECT value FROM json_each(@lanes)) AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.seq = journal.seq AND state = 'received')`],
  ['not-at-portal', `SELECT 1 FROM offered_again WHERE ${isOfLanes} AND state <> 'received'`],
  ['not-at-portal', `SELECT 1 FROM journal JOIN withdrawn ON withdrawn.seq = journal.seq WHERE dossier IN (SELECT value FROM json_each(@lanes))`],
  ['not-at-portal', `SELECT 1 FROM dossier_at_portal WHERE id = @id`],
  ['not-at-portal', `SELECT 1 FROM (${tellings}) AS told WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.seq = told.seq AND state = 'received')
     OR EXISTS (SELECT 1 FROM offered_again WHERE offered_again.seq = told.seq AND state <> 'received')`],
  // What another counter did and a portal put back from a copy has not: it may be here alone. While a history is to be read, nobody knows.
  ['not-at-portal', `SELECT 1 FROM office_entry WHERE ${isOfLanes} AND told = 0 AND header IS NOT NULL`],
  ['not-at-portal', `SELECT 1 FROM office_history WHERE ${isOfLanes} AND +due > 0`],
  ['unsigned-file', `SELECT 1 FROM attachment WHERE dossier = @id AND signed_sha256 IS NULL`],
  // What a citizen filed online came from there.
  ['not-at-portal', `SELECT 1 FROM attachment WHERE dossier = @id AND signed_sha256 <> sha256 AND NOT EXISTS (SELECT 1 FROM file_receipt WHERE file_receipt.dossier = attachment.dossier AND file_receipt.sha256 = signed_sha256)`],
  ['not-at-portal', `SELECT 1 FROM json_each(@hashes) AS held JOIN upload ON upload.sha256 = held.value WHERE upload.dossier IN (SELECT value FROM json_each(@lanes))
     AND (upload.state <> 'received' OR NOT EXISTS (SELECT 1 FROM file_receipt WHERE file_receipt.dossier = upload.dossier AND file_receipt.sha256 = upload.sha256))`],
  ['document-open', `SELECT 1 FROM document WHERE dossier = @id AND stage NOT IN ('issued', 'returned')`],
  ['document-open', `SELECT 1 FROM stamping WHERE document IN (SELECT value FROM json_each(@lanes))`],
  ['document-open', `SELECT 1 FROM carried_document WHERE document IN (SELECT value FROM json_each(@lanes))`],
  ['papers-under-way', `SELECT 1 FROM dossier WHERE id = @id AND taken = 0`],
  ['money-open', `SELECT 1 FROM transfer WHERE dossier = @id AND state = 'awaited'`],
  ['money-open', `SELECT 1 FROM fee_receipt LEFT JOIN shift ON shift.id = fee_receipt.shift LEFT JOIN shift AS void_in ON void_in.id = void_shift
     WHERE dossier = @id AND (shift.closed_at IS NULL OR (void_shift IS NOT NULL AND void_in.closed_at IS NULL))`]
]

/** What a dossier still waits for; undefined when nothing. */
export function findObstacle(db: ReadDb, id: string, lanes: readonly string[], hashes: readonly string[]): PurgeObstacle | undefined {
  const all = { id, lanes: JSON.stringify(lanes), hashes: JSON.stringify(hashes) }
  return obstacles.find(([, sql]) => {
    const named = Object.fromEntries(Object.entries(all).filter(([name]) => sql.includes(`@${name}`)))
    return findRow(db, `${sql} LIMIT 1`, named) !== undefined
  })?.[0]
}

/** Entries of these lanes whose content is here. */
export function countEntries(db: ReadDb, lanes: readonly string[]): number {
  return findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM json_each(?) AS lane JOIN journal ON journal.dossier = lane.value WHERE payload IS NOT NULL', JSON.stringify(lanes))!.count
}

/** Every file the dossier and its documents hold or held here. */
export function listHashes(db: ReadDb, dossier: string, lanes: readonly string[]): string[] {
  return listRows<{ sha256: string }>(
    db,
    `SELECT sha256 FROM attachment WHERE dossier = ? UNION SELECT signed_sha256 FROM attachment WHERE dossier = ? AND signed_sha256 IS NOT NULL
     UNION SELECT document_file.sha256 FROM document_file JOIN json_each(?) ON document_file.document = json_each.value
     UNION SELECT fetched_file.sha256 FROM fetched_file JOIN json_each(?) ON fetched_file.lane = json_each.value`,
    dossier,
    dossier,
    JSON.stringify(lanes),
    JSON.stringify(lanes)
  ).map(({ sha256 }) => sha256)
}

/** Whether something that stays holds these bytes too. */
export function isHeldElsewhere(db: ReadDb, sha256: string, lanes: readonly string[]): boolean {
  const of = JSON.stringify(lanes)
  return (
    findRow(
      db,
      `SELECT 1 FROM attachment WHERE (sha256 = @sha256 OR signed_sha256 = @sha256) AND dossier NOT IN (SELECT value FROM json_each(@of))
       UNION ALL SELECT 1 FROM document_file WHERE sha256 = @sha256 AND document NOT IN (SELECT value FROM json_each(@of))
       UNION ALL SELECT 1 FROM upload WHERE sha256 = @sha256 AND dossier NOT IN (SELECT value FROM json_each(@of))
       UNION ALL SELECT 1 FROM fetched_file WHERE sha256 = @sha256 AND lane NOT IN (SELECT value FROM json_each(@of))
       UNION ALL SELECT 1 FROM withdrawn_file WHERE sha256 = @sha256 LIMIT 1`,
      { sha256, of }
    ) !== undefined
  )
}

/** Entries of the counter's own lane that say how a citizen of this dossier was told, each time. */
export function listTellings(db: ReadDb, dossier: string): number[] {
  return listRows<{ seq: number }>(db, tellings, { id: dossier }).map(({ seq }) => seq)
}

/** What says of a dossier and its documents which files they hold, and what the portal told of them. The rows of the two are purged in place. */
export function deleteAround(db: WriteDb, lanes: readonly string[], hashes: readonly string[]): void {
  for (const lane of lanes) {
    run(db, 'DELETE FROM upload WHERE sha256 IN (SELECT value FROM json_each(?)) AND dossier = ?', JSON.stringify(hashes), lane)
    for (const table of ['attachment', 'awaited_file']) run(db, `DELETE FROM ${table} WHERE dossier = ?`, lane)
    for (const table of ['dossier_base', 'dossier_at_portal', 'document_base']) run(db, `DELETE FROM ${table} WHERE id = ?`, lane)
    run(db, 'DELETE FROM document_file WHERE document = ?', lane)
    for (const kind of ['dossier-status', 'document']) dropUnread(db, { kind, id: lane })
    for (const table of ['office_entry', 'office_history', 'fetched_file']) run(db, `DELETE FROM ${table} WHERE lane = ?`, lane)
  }
}

/** Serial, amount, till and the time it was voided stay. */
export function purgeReceipts(db: WriteDb, dossier: string): void {
  run(db, 'UPDATE fee_receipt SET void_reason = ? WHERE dossier = ? AND void_reason IS NOT NULL', purgedText, dossier)
}

export function markDossierPurged(db: WriteDb, id: string, at: string): void {
  run(db, 'UPDATE dossier SET purged_at = ? WHERE id = ?', at, id)
}

export function purgeDocumentRow(db: WriteDb, id: string, at: string): void {
  const row = findRow<{ state: string }>(db, 'SELECT state FROM document WHERE id = ?', id)
  if (row) run(db, 'UPDATE document SET state = ?, purged_at = ? WHERE id = ?', JSON.stringify(purgeDocument(JSON.parse(row.state) as OfficeDocument)), at, id)
}

/** Words of purged dossiers leave the search index when its parts are put together; so many pages at a time. False when there was nothing left to do. */
export function mergeSearchIndex(db: WriteDb, isFirst: boolean): boolean {
  const before = findRow<{ changes: number }>(db, 'SELECT total_changes() AS changes')!.changes
  run(db, `INSERT INTO dossier_search (dossier_search, rank) VALUES ('merge', ?)`, isFirst ? -mergedPages : mergedPages)
  return findRow<{ changes: number }>(db, 'SELECT total_changes() AS changes')!.changes - before >= 2
}

const mergedPages = 64
