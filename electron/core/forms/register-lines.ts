import type { RegisterCursor, RegisterPart } from '../../contract/forms.ts'
import type { RegisterLine } from '../../domain/forms/register.ts'
import { addDays, type LocalDate } from '../../domain/calendar.ts'
import type { Dossier } from '../../domain/dossier.ts'
import type { ReadDb } from '../db/open.ts'
import { findRow, listRows } from '../db/statements.ts'

/** What a citizen filed online is received when it is accepted: until then, and where it is refused, it has no number and stands in no register. */
const isReceived = `NOT (json_extract(state, '$.channel') = 'online' AND json_extract(state, '$.filed') IS NULL)`

/** The register of the dossiers this counter knows, in the order received. Both days are included. @param after the place where the part before ended; what is received meanwhile moves no line */
export function listRegisterLines(db: ReadDb, period: { from: LocalDate; to: LocalDate }, limit: number, after?: RegisterCursor): RegisterPart {
  // Local times order as text, and the day after begins with its date.
  const bounds = [period.from, addDays(period.to, 1)]
  const rows = listRows<{ id: string; state: string; receivedAt: string; row: number }>(
    db,
    `SELECT id, state, received_at AS receivedAt, rowid_ AS row FROM dossier WHERE (received_at, rowid_) > (?, ?) AND received_at < ? AND ${isReceived} ORDER BY received_at, rowid_ LIMIT ?`,
    ...[after?.receivedAt ?? period.from, after?.row ?? -1, bounds[1], limit]
  )
  const total = findRow<{ count: number }>(db, `SELECT count(*) AS count FROM dossier WHERE received_at >= ? AND received_at < ? AND ${isReceived}`, ...bounds)!.count
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { lines: rows.map(({ id, state }) => ({ dossierId: id, ...toLine(JSON.parse(state) as Dossier) })), total, next: last ? { receivedAt: last.receivedAt, row: last.row } : null }
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
