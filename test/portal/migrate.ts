import { readdirSync, readFileSync } from 'node:fs'
import type { Database } from './database.ts'

const folder = new URL('migrations/', import.meta.url)

/** Brings the schema up to date: numbered files, forward only, each in the one transaction; safe when several instances start at once. */
export async function migrate(database: Database): Promise<void> {
  const files = readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
  await database.transaction(async (tx) => {
    // Held to the end of the transaction: a second instance waits and then finds everything done.
    await tx.query('select pg_advisory_xact_lock(734201)')
    await tx.execute('create table if not exists migration (name text primary key, applied_at timestamptz not null default now())')
    const done = new Set((await tx.query<{ name: string }>('select name from migration')).map((row) => row.name))
    for (const name of files) {
      if (done.has(name)) continue
      await tx.execute(readFileSync(new URL(name, folder), 'utf8'))
      await tx.query('insert into migration (name) values ($1)', [name])
    }
  })
}
