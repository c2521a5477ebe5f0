import type Database from 'better-sqlite3'
import type { ReadDb } from './open.ts'

const cache = new WeakMap<object, Map<string, Database.Statement>>()

/** The prepared statement of an SQL text on this connection, made once. */
export function prepare(db: ReadDb, sql: string): Database.Statement {
  let statements = cache.get(db)
  if (!statements) cache.set(db, (statements = new Map()))
  let statement = statements.get(sql)
  if (!statement) statements.set(sql, (statement = db.prepare(sql)))
  return statement
}

/** First row or undefined, typed at the one place where the SQL is read. */
export function findRow<Row>(db: ReadDb, sql: string, ...parameters: unknown[]): Row | undefined {
  return prepare(db, sql).get(...parameters) as Row | undefined
}

export function listRows<Row>(db: ReadDb, sql: string, ...parameters: unknown[]): Row[] {
  return prepare(db, sql).all(...parameters) as Row[]
}

export function run(db: ReadDb, sql: string, ...parameters: unknown[]): Database.RunResult {
  return prepare(db, sql).run(...parameters)
}
