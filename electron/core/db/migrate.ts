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
    .map((name) => ({
      number: Number(name.slice(0, 4)),
      // Nearly every start needs none of them.
      get sql() {
        return readFileSync(join(folder, name), 'utf8')
      }
    }))
}

/**
 * Brings a database forward, each migration in a transaction of its own with `user_version`; a new one is made whole or not at all, by one flush for all. A migration may call `fold_for_search(text)`, the domain's own rule.
 * @throws when the database was written by a newer build than this one: going on could lose what it does not know.
 */
export function migrate(db: ReadDb, migrations: readonly Migration[] = readMigrations()): void {
  const found = db.pragma('user_version', { simple: true }) as number
  const newest = migrations.at(-1)?.number ?? 0
  if (found > newest) throw new Error(`database version ${found} is newer than this build's ${newest}`)
  db.function('fold_for_search', { deterministic: true }, (text) => foldForSearch(String(text ?? '')))
  const apply = db.transaction(({ number, sql }: Migration) => {
    db.exec(sql)
    db.pragma(`user_version=${number}`)
  })
  const applyAll = (): void => {
    for (const migration of migrations) if (migration.number > found) apply.immediate(migration)
  }
  if (found === 0) db.transaction(applyAll).immediate()
  else applyAll()
}
