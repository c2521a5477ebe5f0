import type { ProcedureHit } from '../../contract/views.ts'
import { Procedure } from '../../domain/catalogue.ts'
import { foldForSearch } from '../../domain/text.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { toMatchQuery } from '../db/match-query.ts'
import { parseOnce } from '../db/parse-once.ts'

const parseProcedure = parseOnce((value) => Procedure.parse(value))

/** Takes a procedure as the portal now has it. Dossiers keep the version they were received under. */
export function putProcedure(db: WriteDb, procedure: Procedure): void {
  const words = foldForSearch(`${procedure.code} ${procedure.name} ${procedure.field}`)
  run(
    db,
    'INSERT INTO procedure (code, words, value) VALUES (?, ?, ?) ON CONFLICT (code) DO UPDATE SET words = excluded.words, value = excluded.value',
    procedure.code,
    words,
    JSON.stringify(procedure)
  )
}

export function findProcedure(db: ReadDb, code: string): Procedure | undefined {
  const row = findRow<{ value: string }>(db, 'SELECT value FROM procedure WHERE code = ?', code)
  return row ? parseProcedure(row.value) : undefined
}

export function countUse(db: WriteDb, code: string): void {
  run(db, 'UPDATE procedure SET uses = uses + 1 WHERE code = ?', code)
}

/**
 * Every word of the text must begin a word of code, name or field, without diacritics. The ones this counter receives most come first, then those in which the text
 * stands as typed, the nearer to the beginning the better.
 */
export function searchProcedures(db: ReadDb, text: string, limit: number): ProcedureHit[] {
  const match = toMatchQuery(text)
  const rows = match
    ? listRows<{ value: string }>(
        db,
        `SELECT value FROM procedure_search JOIN procedure ON procedure.rowid_ = procedure_search.rowid
          WHERE procedure_search MATCH ? ORDER BY uses DESC, coalesce(nullif(instr(procedure.words, ?), 0), 100000), rank LIMIT ?`,
        match,
        foldForSearch(text),
        limit
      )
    : listRows<{ value: string }>(db, 'SELECT value FROM procedure ORDER BY uses DESC, rowid_ LIMIT ?', limit)
  return rows.map((row) => {
    const { code, name, field, generated, secret } = JSON.parse(row.value) as Procedure
    return { code, name, field, generated, secret }
  })
}
