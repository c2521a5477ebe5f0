import type { ProcedureHit } from '../../contract/catalogue.ts'
import type { LocalDate } from '../../domain/calendar.ts'
import { Procedure } from '../../domain/catalogue.ts'
import { findOutOfForce, pickVersion } from '../../domain/procedure-validity.ts'
import { foldForSearch } from '../../domain/text.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { toMatchQuery } from '../db/match-query.ts'
import { parseOnce } from '../db/parse-once.ts'

const parseProcedure = parseOnce((value) => Procedure.parse(value))

/** Takes a version of a procedure as the portal now has it, in whatever order versions come. Dossiers keep the one they were received under. @param told the same as the portal told it */
export function putProcedure(db: WriteDb, procedure: Procedure, told: unknown = procedure): void {
  const { code } = procedure
  const known = listVersions(db, code)
  const newest = known[0]
  if (newest && newest.version > procedure.version) putEarlier(db, procedure, JSON.stringify(told))
  else {
    if (newest && newest.version < procedure.version) putEarlier(db, newest, findNewestText(db, code)!)
    run(db, 'INSERT INTO procedure (code, words, value) VALUES (?, ?, ?) ON CONFLICT (code) DO UPDATE SET value = excluded.value', code, toWords([procedure]), JSON.stringify(told))
  }
  if (newest) run(db, 'UPDATE procedure SET words = ? WHERE code = ?', toWords(listVersions(db, code)), code)
}

/** A name that is in force no more, or not yet, finds it too. */
function toWords(versions: readonly Procedure[]): string {
  return [...new Set(versions.map(({ code, name, field }) => foldForSearch(`${code} ${name} ${field}`)))].join(' ')
}

/** The version a day is under; where none is in force, the one to tell of (domain/procedure-validity.ts). */
export function findProcedure(db: ReadDb, code: string, day: LocalDate): Procedure | undefined {
  return pickVersion(listVersions(db, code), day)
}

export function countUse(db: WriteDb, code: string): void {
  run(db, 'UPDATE procedure SET uses = uses + 1 WHERE code = ?', code)
}

/**
 * Every word of the text must begin a word of code, name or field, without diacritics. The ones this counter receives most come first, then those in which the text
 * stands as typed, the nearer to the beginning the better; what is not in force that day comes last and says so.
 */
export function searchProcedures(db: ReadDb, text: string, limit: number, day: LocalDate): ProcedureHit[] {
  const match = toMatchQuery(text)
  const rows = match
    ? listRows<{ code: string; value: string }>(
        db,
        `SELECT code, value FROM procedure_search JOIN procedure ON procedure.rowid_ = procedure_search.rowid
          WHERE procedure_search MATCH ? ORDER BY uses DESC, coalesce(nullif(instr(procedure.words, ?), 0), 100000), rank LIMIT ?`,
        match,
        foldForSearch(text),
        limit
      )
    : listRows<{ code: string; value: string }>(db, 'SELECT code, value FROM procedure ORDER BY uses DESC, rowid_ LIMIT ?', limit)
  const earlier = listRows<{ code: string; value: string }>(db, 'SELECT code, value FROM earlier_procedure WHERE code IN (SELECT value FROM json_each(?))', JSON.stringify(rows.map(({ code }) => code)))
  const hits = rows.map((row) => {
    const versions = [row, ...earlier.filter(({ code }) => code === row.code)].map(({ value }) => JSON.parse(value) as Procedure)
    return toHit(pickVersion(versions, day)!, day)
  })
  return hits.toSorted((a, b) => Number(a.outOfForce !== undefined) - Number(b.outOfForce !== undefined))
}

function toHit(procedure: Procedure, day: LocalDate): ProcedureHit {
  const { code, name, field, generated, secret } = procedure
  const outOfForce = findOutOfForce(procedure, day)
  return { code, name, field, generated, secret, ...(outOfForce ? { outOfForce } : {}) }
}

function findNewest(db: ReadDb, code: string): Procedure | undefined {
  const text = findNewestText(db, code)
  return text === undefined ? undefined : parseProcedure(text)
}

function findNewestText(db: ReadDb, code: string): string | undefined {
  return findRow<{ value: string }>(db, 'SELECT value FROM procedure WHERE code = ?', code)?.value
}

function listVersions(db: ReadDb, code: string): Procedure[] {
  const newest = findNewest(db, code)
  if (!newest) return []
  return [newest, ...listRows<{ value: string }>(db, 'SELECT value FROM earlier_procedure WHERE code = ?', code).map(({ value }) => parseProcedure(value))]
}

function putEarlier(db: WriteDb, { code, version }: Procedure, value: string): void {
  run(db, 'INSERT INTO earlier_procedure (code, version, value) VALUES (?, ?, ?) ON CONFLICT (code, version) DO UPDATE SET value = excluded.value', code, version, value)
}
