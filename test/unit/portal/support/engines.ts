import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPortal, type Portal, type PortalOptions } from '../../../portal/server.ts'

/** PGlite always; PostgreSQL too when there is one: for what the engines may do differently. */
export const bothEngines: readonly ('pglite' | 'postgresql')[] = process.env['DATABASE_URL'] ? ['pglite', 'postgresql'] : ['pglite']

/** PostgreSQL when there is one, because PGlite takes ten seconds to start. */
export const engines: readonly ('pglite' | 'postgresql')[] = bothEngines.slice(-1)

export interface TestPortal extends Portal {
  /** Another instance on the same database and the same files (PostgreSQL). */
  startAnother(options?: Partial<PortalOptions>): Promise<Portal>
  /** Ends this instance and leaves folder and database for another. */
  stop(): Promise<void>
  dataDir: string
}

/** A portal of its own for one test file: a folder, and on PostgreSQL a database, that go when it closes. */
export async function startTestPortal(engine: 'pglite' | 'postgresql', options: Partial<PortalOptions> = {}): Promise<TestPortal> {
  const dataDir = mkdtempSync(join(tmpdir(), 'qmc-portal-'))
  const own = engine === 'postgresql' ? await createOwnDatabase() : undefined
  const all = { dataDir, databaseUrl: own?.url, seed: 2021 as const, seedSize: 'small' as const, ...options }
  const portal = await startPortal(all)
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= portal.close())
  return {
    ...portal,
    dataDir,
    stop,
    startAnother: (more = {}) => startPortal({ ...all, ...more }),
    close: async () => {
      await stop()
      await own?.drop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
}

async function createOwnDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const url = new URL(process.env['DATABASE_URL'] ?? '')
  const name = `qmc_test_${randomUUID().replaceAll('-', '')}`
  await administer(url.href, `create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return { url: own.href, drop: () => administer(url.href, `drop database ${name} with (force)`) }
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
