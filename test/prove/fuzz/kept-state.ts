import { write, type ReadDb } from '../../../electron/core/db/open.ts'

/** What an answer of the portal changes and what the next request depends on; what a later one refers to goes last. */
const tables = ['setting', 'delivery', 'offered_again'] as const

/**
 * Notes how the counter's queue and settings are now. @returns puts them back, so that each spoilt answer is met by the same counter: one that was half believed would else have every later one refused
 * at the door, and a seed alone would not give a case again.
 */
export function keepState(db: ReadDb): () => void {
  write(db, (kept) => {
    for (const table of tables) kept.exec(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM main.${table}`)
  })
  return () =>
    write(db, (own) => {
      for (const table of tables.toReversed()) own.exec(`DELETE FROM main.${table}`)
      for (const table of tables) own.exec(`INSERT INTO main.${table} SELECT * FROM temp.kept_${table}`)
    })
}
