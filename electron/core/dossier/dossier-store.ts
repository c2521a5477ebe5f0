import type { LocalTime } from '../../domain/calendar.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { STATUS } from '../../domain/dossier-status.ts'
import { findFilingCheck } from '../../domain/filing-check.ts'
import { findBearer } from '../../domain/hand-over.ts'
import { findPause } from '../../domain/standing.ts'
import { findWorkCalendar } from '../catalogue/reference-store.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { deleteSearchWords, putSearchWords } from '../search/search-words.ts'

export interface StoredDossier {
  id: string
  dossier: Dossier
  /** The last entry of this journal that made it; null for one that is known from the portal alone. */
  lastSeq: number | null
}

interface Row {
  id: string
  state: string
  last_seq: number | null
}

/** Writes the projection of a dossier as its entries now make it. What a citizen filed online stands in the lists by when it is to be looked at, until it has an appointment. One whose content was purged stays as it is. */
export function putDossier(db: WriteDb, id: string, dossier: Dossier, lastSeq: number | null): void {
  const { applicant, procedure } = dossier
  const bearer = findBearer(dossier)
  const row = findRow<{ rowid_: number }>(
    db,
    `INSERT INTO dossier (id, code, revision, status, procedure_code, applicant_id_number, owner_id_number, received_at, due_at, last_seq, applicant_name, procedure_name, officer, unit, with_officer, taken, paused, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET code = excluded.code, received_at = excluded.received_at, officer = excluded.officer, revision = excluded.revision, status = excluded.status, applicant_id_number = excluded.applicant_id_number, owner_id_number = excluded.owner_id_number,
       due_at = excluded.due_at, last_seq = excluded.last_seq, applicant_name = excluded.applicant_name, with_officer = excluded.with_officer, taken = excluded.taken, paused = excluded.paused, state = excluded.state
       WHERE purged_at IS NULL
     RETURNING rowid_`,
    id,
    dossier.code,
    dossier.revision,
    dossier.status,
    procedure.code,
    applicant.idNumber,
    dossier.owner?.idNumber ?? null,
    dossier.receivedAt,
    findDueAt(db, dossier),
    lastSeq,
    applicant.fullName,
    procedure.name,
    dossier.receivedBy.officerId,
    procedure.decidingAgency ?? dossier.agency.name,
    bearer?.officerId ?? null,
    bearer?.isTaken === false ? 0 : 1,
    findPause(dossier) === undefined ? 0 : 1,
    JSON.stringify(dossier)
  )
  if (row) putSearchWords(db, row.rowid_, dossier)
}

// That they are open says nothing new: it lets SQLite use the index of those.
const openFilings = `SELECT id, state, last_seq FROM dossier WHERE status = ${STATUS.registered} AND status NOT IN (3, 8, 10)`

/** A calendar came, perhaps after filings that waited for it, or with other hours to look at them in. */
export function redateFilings(db: WriteDb): void {
  dateFilings(db, listRows<Row>(db, openFilings))
}

/** At start: those that an earlier build wrote without the day to look at them by. */
export function dateUndatedFilings(db: WriteDb): void {
  dateFilings(db, listRows<Row>(db, `${openFilings} AND due_at IS NULL`))
}

function dateFilings(db: WriteDb, rows: readonly Row[]): void {
  const filings = rows.map(toStored)
  for (const { id, dossier } of filings) run(db, 'UPDATE dossier SET due_at = ? WHERE id = ?', findDueAt(db, dossier), id)
}

function findDueAt(db: ReadDb, dossier: Dossier): LocalTime | null {
  return dossier.dueAt ?? findFilingCheck(dossier, findWorkCalendar(db))?.dueAt ?? null
}

/** Takes a dossier the portal never had out of the lists; its entries stay. */
export function deleteDossier(db: WriteDb, id: string): void {
  const row = findRow<{ rowid_: number }>(db, 'DELETE FROM dossier WHERE id = ? RETURNING rowid_', id)
  if (row) deleteSearchWords(db, row.rowid_)
  run(db, 'DELETE FROM dossier_base WHERE id = ?', id)
}

export function findDossier(db: ReadDb, id: string): StoredDossier | undefined {
  const row = findRow<Row>(db, 'SELECT id, state, last_seq FROM dossier WHERE id = ?', id)
  return row ? toStored(row) : undefined
}

/** The dossier one person handed in last. */
export function findLastOfPerson(db: ReadDb, idNumber: string): StoredDossier | undefined {
  const row = findRow<Row>(db, 'SELECT id, state, last_seq FROM dossier WHERE applicant_id_number = ? ORDER BY rowid_ DESC LIMIT 1', idNumber)
  return row && toStored(row)
}

/** Dossiers of one procedure about one person, newest first: handed in by her for herself, or by another for her. */
export function listDossiersAbout(db: ReadDb, idNumber: string, procedureCode: string, limit: number): StoredDossier[] {
  return listRows<Row & { rowid_: number }>(
    db,
    `SELECT rowid_, id, state, last_seq FROM dossier WHERE owner_id_number = ? AND procedure_code = ?
     UNION ALL SELECT rowid_, id, state, last_seq FROM dossier WHERE applicant_id_number = ? AND procedure_code = ? AND state ->> '$.owner.fullName' IS NULL
     ORDER BY rowid_ DESC LIMIT ?`,
    idNumber,
    procedureCode,
    idNumber,
    procedureCode,
    limit
  ).map(toStored)
}

function toStored(row: Row): StoredDossier {
  return { id: row.id, dossier: JSON.parse(row.state) as Dossier, lastSeq: row.last_seq }
}
