import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { endWithUs, ended } from './child-processes.ts'

export type Postgres = {
  /** Its user may create databases. */
  databaseUrl: string
  stop(): Promise<void>
}

type Account = { uid: number; gid: number } | Record<string, never>

const startTimeoutMs = 30_000
const user = 'quay'
const run = promisify(execFile)

/**
 * The PostgreSQL of tests: a DATABASE_URL that is set already is used as it is, else a server of its own. Sets DATABASE_URL in this process, so that children find it.
 */
export async function startPostgres(): Promise<Postgres> {
  const given = process.env.DATABASE_URL
  if (given) return { databaseUrl: given, stop: () => Promise.resolve() }
  // The data are thrown away, so nothing is gained by waiting for the disk.
  const server = await startServer({ durable: false })
  process.env.DATABASE_URL = server.databaseUrl
  return {
    databaseUrl: server.databaseUrl,
    stop: async () => {
      delete process.env.DATABASE_URL
      await server.stop()
    },
  }
}

/**
 * As `startPostgres`, one server for each worker of vitest: what a portal shows other counters waits for every transaction of its server (test/portal/change-store.ts), also those of a test beside it.
 * The workers find theirs by `test/harness/own-postgres.ts`.
 */
export async function startPostgresOfWorkers(workers: number): Promise<Pick<Postgres, 'stop'>> {
  if (process.env.DATABASE_URL) return { stop: () => Promise.resolve() }
  const servers = await Promise.all(Array.from({ length: workers }, () => startServer({ durable: false })))
  process.env.QMC_DATABASE_URLS = JSON.stringify(servers.map(({ databaseUrl }) => databaseUrl))
  return {
    stop: async () => {
      delete process.env.QMC_DATABASE_URLS
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}

/**
 * A PostgreSQL server on a free port of 127.0.0.1, with its data in a temporary folder that `stop` removes.
 * @param options.durable whether it waits for the disk as a real one does: for measurements
 */
export async function startServer(options: { durable: boolean }): Promise<Postgres> {
  const bin = binFolder()
  const account = serverAccount()
  const folder = mkdtempSync(join(tmpdir(), 'qmc-postgres-'))
  const passwordFile = join(folder, 'password')
  const password = randomBytes(18).toString('hex')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account.uid !== undefined) for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid)

  const data = join(folder, 'data')
  const init = ['-D', data, '-U', user, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  await run(join(bin, 'initdb'), init, { ...account, cwd: folder }).finally(() => rmSync(passwordFile))

  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', `fsync=${options.durable ? 'on' : 'off'}`, 'max_connections=120']
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const guard = endWithUs(() => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  await ready(bin, port, server)

  const databaseUrl = `postgres://${user}:${password}@127.0.0.1:${port}/postgres`
  return {
    databaseUrl,
    stop: async () => {
      // SIGINT is PostgreSQL's fast shutdown: open connections are cut.
      server.kill('SIGINT')
      await ended(server)
      rmSync(folder, { recursive: true, force: true })
      guard.release()
    },
  }
}

async function ready(bin: string, port: number, server: ChildProcess): Promise<void> {
  let log = ''
  server.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000)
  })
  const until = Date.now() + startTimeoutMs
  while (Date.now() < until) {
    if (server.exitCode !== null) break
    if (spawnSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).status === 0) return
    await sleep(150)
  }
  server.kill('SIGKILL')
  throw new Error(`PostgreSQL did not start: ${log}`)
}

function binFolder(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(delimiter)]
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
  if (!found) throw new Error('PostgreSQL is not installed (Debian package postgresql)')
  return found
}

/** PostgreSQL refuses to run as root: then the account that came with its package runs it. */
function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim())
  const account = { uid: id('-u'), gid: id('-g') }
  if (!account.uid) throw new Error('there is no account "postgres" to run PostgreSQL as')
  return account
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
