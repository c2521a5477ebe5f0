import type { RegisterLine } from '../../domain/forms/register.ts'
import { addDays, type LocalDate } from '../../domain/calendar.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { STATUS } from '../../domain/dossier-status.ts'
import type { ReadDb } from '../db/open.ts'
import { findRow, listRows } from '../db/statements.ts'

/** The register of the dossiers this counter knows, in the order received. Both days are included. */
export function listRegisterLines(db: ReadDb, period: { from: LocalDate; to: LocalDate }, limit: number): { lines: (RegisterLine & { dossierId: string })[]; total: number } {
  // Local times order as text, and the day after begins with its date.
  const bounds = [period.from, addDays(period.to, 1)]
  const rows = listRows<{ id: string; state: string }>(db, 'SELECT id, state FROM dossier WHERE received_at >= ? AND received_at < ? ORDER BY received_at, rowid_ LIMIT ?', ...bounds, limit)
  const total = findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM dossier WHERE received_at >= ? AND received_at < ?', ...bounds)!.count
  return { lines: rows.map(({ id, state }) => ({ dossierId: id, ...toLine(JSON.parse(state) as Dossier) })), total }
}

function toLine(dossier: Dossier): RegisterLine {
  const { code, procedure, sets, applicant, owner, agency, receivedAt, dueAt, status, changedAt, resultBy, note } = dossier
  const person = owner ?? applicant
  return {
    book: dossier.register?.book ?? null,
    line: dossier.register?.serial ?? null,
    code,
    procedureName: procedure.name,
    sets,
    personName: person.fullName,
    address: person.address,
    phone: person.phone,
    agency: procedure.decidingAgency ?? agency.name,
    receivedAt,
    dueAt,
    returnedAt: status === STATUS.returned ? changedAt : null,
    resultBy,
    note: note ?? ''
  }
}
