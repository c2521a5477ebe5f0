import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../../../build/launch.ts'
import { prepareToken, startPortalProcess } from '../../harness/demo-office.ts'

/** What every test needs a fresh one of, and what costs seconds to make: made once, then copied. */
export interface Templates {
  /** A database of its own with the demo province in it. */
  createDatabase(): Promise<{ url: string; drop(): Promise<void> }>
  /** The receptionist's token in a folder of its own. */
  createToken(folder: string): { env: Record<string, string>; caPath: string }
  remove(): Promise<void>
}

export async function createTemplates(): Promise<Templates> {
  const postgres = await startPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'qmc-e2e-templates-'))
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: postgres.databaseUrl })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const urlOf = (name: string): string => {
    const url = new URL(postgres.databaseUrl)
    url.pathname = `/${name}`
    return url.href
  }

  const seeded = newName()
  await run(`create database ${seeded}`)
  const portal = await startPortalProcess({ DATABASE_URL: urlOf(seeded), PORTAL_DATA: join(folder, 'portal'), PORTAL_SEED: '2021' })
  await portal.stop()
  const tokenFolder = join(folder, 'token')
  const token = prepareToken(tokenFolder)

  return {
    createDatabase: async () => {
      const name = newName()
      await run(`create database ${name} template ${seeded}`)
      return { url: urlOf(name), drop: () => run(`drop database if exists ${name} with (force)`) }
    },
    createToken: (target) => {
      cpSync(tokenFolder, target, { recursive: true })
      const configPath = join(target, 'softhsm2.conf')
      writeFileSync(configPath, readFileSync(configPath, 'utf8').replaceAll(tokenFolder, target))
      return { env: { ...token.env, SOFTHSM2_CONF: configPath }, caPath: token.caPath.replace(tokenFolder, target) }
    },
    remove: async () => {
      await run(`drop database if exists ${seeded} with (force)`)
      rmSync(folder, { recursive: true, force: true })
      await postgres.stop()
    }
  }
}

function newName(): string {
  return `e2e_${randomBytes(6).toString('hex')}`
}
