import type Database from 'better-sqlite3'

export type Method = 'get' | 'all' | 'run'

/** One call of a prepared statement with the values bound to it. */
export interface RecordedStatement {
  sql: string
  method: Method
  parameters: unknown[]
}

/**
 * Notes every statement run on a connection from now on, in order. Must be called before the statements of interest are prepared. BEGIN and COMMIT are not among
 * them: better-sqlite3 prepares those by itself.
 * @returns takes what was noted since the last call
 */
export function recordStatements(db: Database.Database): () => RecordedStatement[] {
  let noted: RecordedStatement[] = []
  const prepare = db.prepare.bind(db) as (sql: string) => Database.Statement
  db.prepare = ((sql: string) => {
    const statement = prepare(sql)
    for (const method of ['get', 'all', 'run'] as const) {
      const original = statement[method].bind(statement) as (...parameters: unknown[]) => unknown
      Object.defineProperty(statement, method, {
        value: (...parameters: unknown[]) => {
          noted.push({ sql, method, parameters })
          return original(...parameters)
        }
      })
    }
    return statement
  }) as typeof db.prepare
  return () => {
    const taken = noted
    noted = []
    return taken
  }
}
