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
  taken: number
  lastState: string | null
  lastReceivedAt: string | null
  hasFiles: 0 | 1
}

const columns = `dossier.id, code, applicant_name AS applicantName, procedure_code AS procedureCode, procedure_name AS procedureName, dossier.officer, status,
  received_at AS receivedAt, due_at AS dueAt, taken, CASE WHEN last_seq IS NULL THEN 'from-portal' ELSE delivery.state END AS lastState, coalesce(receipt_signed_at, delivery.receipt ->> '$.batch.statement.signedAt', answered_at) AS lastReceivedAt,
  EXISTS (SELECT 1 FROM attachment WHERE attachment.dossier = dossier.id) AS hasFiles`

/** Newest first. */
export function listDossierRows(db: ReadDb, limit: number): DossierRow[] {
  return readRows(db, 'dossier LEFT JOIN delivery ON delivery.seq = last_seq ORDER BY received_at DESC, rowid_ DESC LIMIT ?', limit)
}

/** Newest first, every word of the text found at the beginning of a word. Rows come in the order of the index, so that LIMIT ends the search. */
export function searchDossierRows(db: ReadDb, text: string, limit: number): DossierRow[] {
  const match = toMatchQuery(text)
  if (!match) return listDossierRows(db, limit)
  return toRows(db, listRows<Line>(db, searched, match, limit))
}

/** One text for all searches: put together anew for each it would have to be hashed anew to find its statement. */
const searched = `SELECT ${columns} FROM dossier_search CROSS JOIN dossier ON dossier.rowid_ = dossier_search.rowid LEFT JOIN delivery ON delivery.seq = last_seq
  WHERE dossier_search MATCH ? ORDER BY dossier_search.rowid DESC LIMIT ?`

/**
 * The rows of a selection, in its order: one query for the lines, and only for those that have any one for what waits and one for files. A lane is first in first out, so that of a dossier
 * whose last entry is received nothing waits.
 * @param selection what follows FROM, with `dossier` and its last entry's `delivery` in it
 */
export function readRows(db: ReadDb, selection: string, ...parameters: unknown[]): DossierRow[] {
  return toRows(db, listRows<Line>(db, `SELECT ${columns} FROM ${selection}`, ...parameters))
}

function toRows(db: ReadDb, lines: readonly Line[]): DossierRow[] {
  const waiting = listWaitingStates(db, idsOf(lines, ({ lastState }) => lastState !== 'received'))
  const files = countFiles(db, idsOf(lines, ({ hasFiles }) => hasFiles === 1))
  // Member by member: a rest and a spread of each line take as long as the search.
  return lines.map((line) => ({
    id: line.id,
    code: line.code,
    applicantName: line.applicantName,
    procedureCode: line.procedureCode,
    procedureName: line.procedureName,
    officer: line.officer,
    status: line.status,
    receivedAt: line.receivedAt,
    dueAt: line.dueAt,
    isOnItsWay: line.taken === 0,
    delivery: waiting.get(line.id) ?? toLastState(line.lastState, line.lastReceivedAt),
    files: files.get(line.id) ?? noFiles
  }))
}

function idsOf(lines: readonly Line[], isMeant: (line: Line) => boolean): string[] {
  const ids: string[] = []
  for (const line of lines) if (isMeant(line)) ids.push(line.id)
  return ids
}

const noFiles: DossierRow['files'] = { total: 0, unsigned: 0, uploading: 0, received: 0, filed: 0 }
/** What is worst of a lane is what the row says. */
const rank: Record<string, number> = { queued: 0, sending: 1, 'needs-officer': 2 }

function toLastState(state: string | null, receivedAt: string | null): DeliveryState {
  if (state === 'from-portal') return { state }
  return state === 'received' ? { state: 'received', at: receivedAt ?? '' } : { state: 'saved' }
}

function listWaitingStates(db: ReadDb, ids: string[]): Map<string, DeliveryState> {
  if (ids.length === 0) return new Map()
  const rows = listRows<{ lane: string; state: string; problem: string | null }>(
    db,
    `SELECT lane, state, problem FROM delivery WHERE state <> 'received' AND lane IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids)
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

function countFiles(db: ReadDb, ids: string[]): Map<string, DossierRow['files']> {
  if (ids.length === 0) return new Map()
  const rows = listRows<DossierRow['files'] & { dossier: string }>(
    db,
    `SELECT attachment.dossier, count(*) AS total, count(*) FILTER (WHERE signed_sha256 IS NULL AND attachment.sha256 NOT IN (SELECT sha256 FROM damaged_file)) AS unsigned,
       count(*) FILTER (WHERE signed_sha256 <> attachment.sha256 AND coalesce(upload.state, 'queued') IN ('queued', 'sending')) AS uploading,
       count(*) FILTER (WHERE upload.state = 'received') AS received, count(*) FILTER (WHERE signed_sha256 = attachment.sha256) AS filed
       FROM attachment LEFT JOIN upload ON upload.sha256 = signed_sha256 AND upload.dossier = attachment.dossier
      WHERE attachment.dossier IN (SELECT value FROM json_each(?)) GROUP BY attachment.dossier`,
    JSON.stringify(ids)
  )
  const counted = new Map(rows.map(({ dossier, ...files }) => [dossier, files]))
  // Known of, and not fetched yet.
  for (const { dossier, files } of listRows<{ dossier: string; files: number }>(db, 'SELECT dossier, count(*) AS files FROM awaited_file WHERE dossier IN (SELECT value FROM json_each(?)) GROUP BY dossier', JSON.stringify(ids))) {
    const { total, filed, ...others } = counted.get(dossier) ?? noFiles
    counted.set(dossier, { ...others, total: total + files, filed: filed + files })
  }
  return counted
}
