import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundlePortal } from '../../build/portal-bundle.ts'
import { startFaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import type { Random } from './random.ts'

/** Another instance of a portal, in a process of its own, that is killed and started again until `stop`. */
export interface Victim {
  readonly url: string
  /**
   * Answers how often an instance that had answered a counter was killed; one that nobody had asked anything is no kill.
   * @throws when an instance ended by itself: that is a fault of the portal, and no kill either
   */
  stop(): Promise<number>
}

/** Its start takes three quarters of a second of a processor, so that shorter lives would be starts and little else. */
const shortestLifeMs = 500
const moreLifeMs = 4_500
/** A life of which nothing is asked; beside three other sections its start takes some seconds. */
const compilesWithinMs = 30_000
/** Of what an instance that ended by itself said last. */
const mostSaid = 400
let bundled: Promise<string> | undefined

/**
 * The portal must be on PostgreSQL: instances share nothing but their database and files.
 * @param random gives how long it lives and is away; what it is at when it is killed is the machine's
 */
export async function startVictim(portal: TestPortal, random: Random): Promise<Victim> {
  const databaseUrl = await findDatabaseUrl(portal)
  const port = await findFreePort()
  const toEnv = (onPort: number): NodeJS.ProcessEnv => ({ ...process.env, DATABASE_URL: databaseUrl, PORTAL_DATA: portal.dataDir, PORTAL_PORT: String(onPort), PORTAL_SEED: 'none', NODE_NO_WARNINGS: '1' })
  const entry = await (bundled ??= bundlePortal().then((path) => keepCompiled(path, toEnv(0))))
  // Requests come over a line of its own, which tells whether any was answered.
  const line = await startFaultProxy(`http://127.0.0.1:${port}`)
  const stopping = new AbortController()
  let kills = 0
  let ended: string | undefined
  const start = (): ChildProcess => spawn(process.execPath, [entry], { env: toEnv(port), stdio: ['ignore', 'pipe', 'pipe'] })
  const rest = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const lives = (async () => {
    while (!stopping.signal.aborted) {
      const answeredBefore = line.sent['to-counter']
      const child = start()
      let said = ''
      child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-mostSaid)))
      const gone = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
      await Promise.race([once(createInterface(child.stdout!), 'line'), gone])
      await Promise.race([rest(shortestLifeMs + random.below(moreLifeMs)), gone])
      child.kill('SIGKILL')
      const [code, signal] = await gone
      if (signal !== 'SIGKILL') ended ??= `it ended with ${code ?? signal}: ${said}`
      else if (line.sent['to-counter'] > answeredBefore) kills += 1
      await rest(100 + random.below(600))
    }
  })()
  return {
    url: line.url,
    stop: async () => {
      stopping.abort()
      await lives
      await line.close()
      if (ended !== undefined) throw new Error(`a portal instance was not killed: ${ended}`)
      return kills
    }
  }
}

/**
 * One life that ends by itself: only then does Node keep what it compiled (NODE_COMPILE_CACHE), which those that are killed start from. One that is asked to end before it listens has kept nothing: that costs time alone.
 * @throws with what it said when it ended otherwise, or not in time
 */
export async function keepCompiled(entry: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (!env['NODE_COMPILE_CACHE']) return entry
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: compilesWithinMs, killSignal: 'SIGKILL' })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-mostSaid)))
  const gone = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  await Promise.race([once(createInterface(child.stdout), 'line'), gone])
  child.kill('SIGTERM')
  const [code, signal] = await gone
  if (code !== 0 && signal !== 'SIGTERM') throw new Error(`a portal instance that was to end by itself ended with ${code ?? signal}: ${said}`)
  return entry
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
