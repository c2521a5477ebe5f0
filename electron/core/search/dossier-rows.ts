import type { DeliveryState, DossierRow } from '../../contract/views.ts'
import type { Problem } from '../../contract/wire.ts'
import type { DossierStatus } from '../../domain/dossier-status.ts'
import { toMatchQuery } from '../db/match-query.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'

/** A dossier as lists read it, with how its last entry travelled. */
interface Line {
  id: string
  code: string
  applicantName: string
  procedureCode: string
  procedureName: string
  officer: string
  status: DossierStatus
  receivedAt: string
  dueAt: string | null
  lastState: string | null
  lastReceivedAt: string | null
}

const columns = `dossier.id, code, applicant_name AS applicantName, procedure_code AS procedureCode, procedure_name AS procedureName, dossier.officer, status,
  received_at AS receivedAt, due_at AS dueAt, CASE WHEN last_seq IS NULL THEN 'from-portal' ELSE delivery.state END AS lastState, coalesce(delivery.receipt ->> '$.batch.statement.signedAt', answered_at) AS lastReceivedAt`

/** Newest first. */
export function listDossierRows(db: ReadDb, limit: number): DossierRow[] {
  return readRows(db, 'dossier LEFT JOIN delivery ON delivery.seq = last_seq ORDER BY received_at DESC, rowid_ DESC LIMIT ?', limit)
}

/** Newest first, every word of the text found at the beginning of a word. Rows come in the order of the index, so that LIMIT ends the search. */
export function searchDossierRows(db: ReadDb, text: string, limit: number): DossierRow[] {
  const match = toMatchQuery(text)
  if (!match) return listDossierRows(db, limit)
  return readRows(
    db,
    `dossier_search CROSS JOIN dossier ON dossier.rowid_ = dossier_search.rowid LEFT JOIN delivery ON delivery.seq = last_seq
      WHERE dossier_search MATCH ? ORDER BY dossier_search.rowid DESC LIMIT ?`,
    match,
    limit
  )
}

/**
 * The rows of a selection, in its order: one query for the lines, one for what has not been received of them, one for their files.
 * @param selection what follows FROM, with `dossier` and its last entry's `delivery` in it
 */
export function readRows(db: ReadDb, selection: string, ...parameters: unknown[]): DossierRow[] {
  const lines = listRows<Line>(db, `SELECT ${columns} FROM ${selection}`, ...parameters)
  if (lines.length === 0) return []
  const ids = JSON.stringify(lines.map(({ id }) => id))
  const waiting = listWaitingStates(db, ids)
  const files = countFiles(db, ids)
  return lines.map(({ lastState, lastReceivedAt, ...line }) => ({
    ...line,
    delivery: waiting.get(line.id) ?? toLastState(lastState, lastReceivedAt),
    files: files.get(line.id) ?? noFiles
  }))
}

const noFiles: DossierRow['files'] = { total: 0, unsigned: 0, uploading: 0, received: 0 }
/** What is worst of a lane is what the row says. */
const rank: Record<string, number> = { queued: 0, sending: 1, 'needs-officer': 2 }

function toLastState(state: string | null, receivedAt: string | null): DeliveryState {
  if (state === 'from-portal') return { state }
  return state === 'received' ? { state: 'received', at: receivedAt ?? '' } : { state: 'saved' }
}

function listWaitingStates(db: ReadDb, ids: string): Map<string, DeliveryState> {
  const rows = listRows<{ lane: string; state: string; problem: string | null }>(
    db,
    `SELECT lane, state, problem FROM delivery WHERE state <> 'received' AND lane IN (SELECT value FROM json_each(?))`,
    ids
  )
  const worst = new Map<string, (typeof rows)[number]>()
  for (const row of rows) {
    const known = worst.get(row.lane)
    if (!known || rank[row.state]! > rank[known.state]!) worst.set(row.lane, row)
  }
  return new Map([...worst].map(([lane, row]) => [lane, toWaitingState(row)]))
}

function toWaitingState({ state, problem }: { state: string; problem: string | null }): DeliveryState {
  if (state === 'sending') return { state: 'sending' }
  if (state !== 'needs-officer') return { state: 'saved' }
  const told = problem === null ? undefined : (JSON.parse(problem) as Problem)
  return { state: 'needs-officer', problemType: told?.type ?? '', detail: told?.detail ?? told?.title ?? '' }
}

function countFiles(db: ReadDb, ids: string): Map<string, DossierRow['files']> {
  const rows = listRows<DossierRow['files'] & { dossier: string }>(
    db,
    `SELECT attachment.dossier, count(*) AS total, count(*) FILTER (WHERE signed_sha256 IS NULL) AS unsigned,
       count(*) FILTER (WHERE signed_sha256 IS NOT NULL AND coalesce(upload.state, 'queued') IN ('queued', 'sending')) AS uploading,
       count(*) FILTER (WHERE upload.state = 'received') AS received
       FROM attachment LEFT JOIN upload ON upload.sha256 = signed_sha256 AND upload.dossier = attachment.dossier
      WHERE attachment.dossier IN (SELECT value FROM json_each(?)) GROUP BY attachment.dossier`,
    ids
  )
  return new Map(rows.map(({ dossier, ...files }) => [dossier, files]))
}
