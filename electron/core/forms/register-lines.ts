import type { RegisterLine } from '../../domain/forms/register.ts'
import { addDays, type LocalDate } from '../../domain/calendar.ts'
import type { Dossier } from '../../domain/dossier.ts'
import type { ReadDb } from '../db/open.ts'
import { findRow, listRows } from '../db/statements.ts'

/** What a citizen filed online is received when it is accepted: until then, and where it is refused, it has no number and stands in no register. */
const isReceived = `NOT (json_extract(state, '$.channel') = 'online' AND json_extract(state, '$.filed') IS NULL)`

/** The register of the dossiers this counter knows, in the order received, from line `offset` on. Both days are included. */
export function listRegisterLines(db: ReadDb, period: { from: LocalDate; to: LocalDate }, limit: number, offset = 0): { lines: (RegisterLine & { dossierId: string })[]; total: number } {
  // Local times order as text, and the day after begins with its date.
  const bounds = [period.from, addDays(period.to, 1)]
  const rows = listRows<{ id: string; state: string }>(db, `SELECT id, state FROM dossier WHERE received_at >= ? AND received_at < ? AND ${isReceived} ORDER BY received_at, rowid_ LIMIT ? OFFSET ?`, ...bounds, limit, offset)
  const total = findRow<{ count: number }>(db, `SELECT count(*) AS count FROM dossier WHERE received_at >= ? AND received_at < ? AND ${isReceived}`, ...bounds)!.count
  return { lines: rows.map(({ id, state }) => ({ dossierId: id, ...toLine(JSON.parse(state) as Dossier) })), total }
}

function toLine(dossier: Dossier): RegisterLine {
  const { code, procedure, sets, applicant, owner, agency, receivedAt, dueAt, handBack, resultBy, note } = dossier
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
    // Never the last entry's time: a scan is signed and a fee taken also after the result was handed back.
    returnedAt: handBack?.at ?? null,
    resultBy,
    note: note ?? ''
  }
}
