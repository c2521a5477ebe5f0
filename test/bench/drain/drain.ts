import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startServer } from '../../../build/postgres.ts'
import { getStatus, inspect, logIn } from '../../core/support/counter.ts'
import { startCoreProcess } from '../../core/support/core-process.ts'
import { startPortalProcess } from '../../harness/demo-office.ts'
import { receptionistId, type BenchOffice } from '../office/open-office.ts'
import { outFolder } from '../out-folder.ts'
import type { SectionReport } from '../section.ts'
import { median, toThreeDigits } from '../stats.ts'
import { ensurePeers } from './peers.ts'
import { queueOffice } from './queued-office.ts'

const dossiers = 10_000

/** All by turns, so that a machine that slows down meanwhile slows all alike. */
const rounds = 3

/** Milliseconds of one round. */
interface Round {
  ours: number
  bare: number
  pouch: number
  pouchUnflushed: number
  bytesEach: number
}

/**
 * The same 10,000 entries sent three ways by turns, batches of 100: by the shipped core to the portal, both on their real databases with every commit flushed and every receipt
 * verified and kept; by PouchDB to express-pouchdb, made to flush every write and as they come, which flush nothing; and by a bare POST into one table of the same PostgreSQL. Medians are compared.
 */
export async function measure(): Promise<SectionReport> {
  ensurePeers()
  const postgres = await startServer({ durable: true })
  try {
    const measured: Round[] = []
    for (let round = 1; round <= rounds; round++) measured.push(await measureRound(postgres.databaseUrl, round))
    const [ours, bare, pouch, pouchUnflushed] = (['ours', 'bare', 'pouch', 'pouchUnflushed'] as const).map((name) => median(measured.map((round) => round[name]))) as [number, number, number, number]
    return {
      values: { drainOverPouch: toThreeDigits(pouch / ours), drainOverPouchUnflushed: toThreeDigits(pouchUnflushed / ours), drainOverBare: toThreeDigits(bare / ours) },
      details: { dossiers, rounds: measured.map((round) => Object.fromEntries(Object.entries(round).map(([name, value]) => [name, Math.round(value)]))) }
    }
  } finally {
    await postgres.stop()
  }
}

async function measureRound(serverUrl: string, round: number): Promise<Round> {
  const folder = join(outFolder, 'work', 'drain')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const [portalUrl, bareUrl] = await Promise.all([createDatabase(serverUrl, `portal_${round}`), createDatabase(serverUrl, `bare_${round}`)])
  const portal = await startPortalProcess({ DATABASE_URL: portalUrl, PORTAL_DATA: join(folder, 'portal') })
  const { office, entriesPath, bytesEach } = await queueOffice(portal, folder, dossiers)
  const ours = await drainOurs(office)
  await portal.stop()
  const bare = await drainBare(bareUrl, entriesPath)
  const { drainMs: pouch } = await drainPouch(join(folder, 'pouch-sync'), entriesPath, 'sync')
  const { drainMs: pouchUnflushed } = await drainPouch(join(folder, 'pouch'), entriesPath)
  return { ours, bare, pouch, pouchUnflushed, bytesEach }
}

/** From the opening of the database to the last receipt kept. The process stands by then, as those of the peers do when their time begins. */
async function drainOurs(office: BenchOffice): Promise<number> {
  const core = startCoreProcess()
  // Any answer tells that it stands.
  await core.call('core.find-copies', { folder: office.dataFolder })
  const began = performance.now()
  await logIn(core.call, office, receptionistId)
  // Seldom while there is much, as each look counts the whole queue; never longer than what waits will take.
  for (let waiting = dossiers; waiting > 0; waiting = (await getStatus(core.call)).queue.entriesWaiting) await sleep(waiting > 2_000 ? 500 : 50)
  const drainMs = performance.now() - began
  await core.call('core.close', {})
  await core.process.kill()
  const received = inspect(office, (db) => db.prepare(`SELECT count(*) FROM delivery WHERE state = 'received' AND receipt IS NOT NULL`).pluck().get())
  if (received !== dossiers) throw new Error(`${String(received)} of ${dossiers} entries have their receipt`)
  return drainMs
}

async function drainBare(databaseUrl: string, entriesPath: string): Promise<number> {
  const server = run('bare-server.ts', databaseUrl)
  const url = await readLine(server)
  const { drainMs } = JSON.parse(await readLine(run('bare-client.ts', url, entriesPath))) as { drainMs: number }
  server.kill()
  return drainMs
}

async function drainPouch(folder: string, entriesPath: string, ...sync: 'sync'[]): Promise<{ drainMs: number; queueMs: number }> {
  const server = run('pouch-server.ts', join(folder, 'portal'), ...sync)
  const url = await readLine(server)
  const times = JSON.parse(await readLine(run('pouch-client.ts', join(folder, 'counter'), url, entriesPath, ...sync))) as { drainMs: number; queueMs: number }
  server.kill()
  return times
}

function run(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function readLine(child: ChildProcess): Promise<string> {
  const line = once(createInterface(child.stdout!), 'line').then(([text]) => String(text))
  const gone = once(child, 'exit').then(([code]) => Promise.reject<string>(new Error(`a peer ended with code ${String(code)}`)))
  gone.catch(() => undefined)
  return Promise.race([line, gone])
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
