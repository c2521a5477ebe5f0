import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundlePortal } from '../../build/portal-bundle.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** Another instance of a portal, in a process of its own, that is killed and started again until `stop`. */
export interface Victim {
  readonly url: string
  /** Answers how often it was killed. */
  stop(): Promise<number>
}

/** Its start takes three quarters of a second of a processor, so that shorter lives would be starts and little else. */
const shortestLifeMs = 500
const moreLifeMs = 4_500
let bundled: Promise<string> | undefined

/** The portal must be on PostgreSQL: instances share nothing but their database and files. */
export async function startVictim(portal: TestPortal): Promise<Victim> {
  const databaseUrl = await findDatabaseUrl(portal)
  const port = await findFreePort()
  const entry = await (bundled ??= bundlePortal())
  const stopping = new AbortController()
  let kills = 0
  const start = (): ChildProcess =>
    spawn(process.execPath, [entry], {
      env: { ...process.env, DATABASE_URL: databaseUrl, PORTAL_DATA: portal.dataDir, PORTAL_PORT: String(port), PORTAL_SEED: 'none', NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'ignore']
    })
  const lives = (async () => {
    while (!stopping.signal.aborted) {
      const child = start()
      const gone = once(child, 'exit')
      await Promise.race([once(createInterface(child.stdout!), 'line'), gone])
      await sleep(shortestLifeMs + Math.random() * moreLifeMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      child.kill('SIGKILL')
      await gone
      kills += 1
      await sleep(100 + Math.random() * 600, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  })()
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      stopping.abort()
      await lives
      return kills
    }
  }
}

export async function findDatabaseUrl({ database }: Pick<TestPortal, 'database'>): Promise<string> {
  const [row] = await database.query<{ name: string }>('select current_database() as name')
  const url = new URL(process.env['DATABASE_URL'] ?? '')
  url.pathname = `/${row?.name ?? ''}`
  return url.href
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
