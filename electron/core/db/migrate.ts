import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldForSearch } from '../../domain/text.ts'
import type { ReadDb } from './open.ts'

export interface Migration {
  number: number
  sql: string
}

/** The numbered files beside this one, or beside the bundle in the built app, in order. */
export function readMigrations(folder = join(import.meta.dirname, 'migrations')): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ number: Number(name.slice(0, 4)), sql: readFileSync(join(folder, name), 'utf8') }))
}

/**
 * Brings a database forward, each migration in a transaction of its own with `user_version`. A migration may call `fold_for_search(text)`, the domain's own rule.
 * @throws when the database was written by a newer build than this one: going on could lose what it does not know.
 */
export function migrate(db: ReadDb, migrations: readonly Migration[] = readMigrations()): void {
  const found = db.pragma('user_version', { simple: true }) as number
  const newest = migrations.at(-1)?.number ?? 0
  if (found > newest) throw new Error(`database version ${found} is newer than this build's ${newest}`)
  db.function('fold_for_search', { deterministic: true }, (text) => foldForSearch(String(text ?? '')))
  for (const migration of migrations) {
    if (migration.number <= found) continue
    db.transaction(() => {
      db.exec(migration.sql)
      db.pragma(`user_version=${migration.number}`)
    }).immediate()
  }
}
