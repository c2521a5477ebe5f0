import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getDevice } from '../../electron/core/context.ts'
import { openDatabase } from '../../electron/core/db/open.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { createCounter, getOk, getStatus, inspect, listAll, removeFolder, startCounter, waitForDelivery } from '../core/support/counter.ts'
import { makeIntake } from '../core/support/people.ts'
import { waitFor } from '../core/support/wait.ts'

/** What run-core.ts hands over, as the one argument in JSON. */
export interface ScenarioInput {
  lineUrl: string
  /** Answers `/line/up`, `/line/down` and `/restore-code?device=`. */
  controlUrl: string
  codes: string[]
  officers: { reception: string; administrator: string }
  resultPath: string
}

/** Told in this order; what is missing at the end did not come to its end. */
export interface ScenarioResult {
  platform: string
  node: string
  steps: string[]
  failure?: string
}

const input = JSON.parse(process.argv[2] ?? '') as ScenarioInput
const result: ScenarioResult = { platform: process.platform, node: process.version, steps: [] }
const work = mkdtempSync(join(tmpdir(), 'Quầy thử '))
const patientMs = 120_000

// Wine 8 has none of the socket options by which Windows keeps a connection alive, and fails the connection that asks for them. Windows has them.
Socket.prototype.setKeepAlive = function () {
  return this
}

await run().catch((error: unknown) => {
  result.failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
})
writeFileSync(input.resultPath, JSON.stringify(result, undefined, 2))
try {
  rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
} catch {
  // After a failure the database is still open; the folder of temporary files keeps it.
}
process.exit(result.failure === undefined ? 0 : 1)

/** The life of a counter's core on this system: folders with Vietnamese names, files that are open, renames over what is there, a disk that dies. */
async function run(): Promise<void> {
  const stick = join(work, 'USB của xã')
  mkdirSync(stick)
  const office = { codes: input.codes, officerId: () => input.officers.reception }
  const counter = await startCounter(input.lineUrl, office, { dataFolder: join(work, 'dữ liệu') })
  done('enrolled, catalogue pulled')
  const first = getOk(await counter.call('dossier.receive', makeIntake()))
  await waitForDelivery(counter.call, first.dossierId, 'received', patientMs)
  done('received, receipt kept')

  await counter.logIn(input.officers.administrator)
  await waitFor('the recovery key', () => inspect(counter, (db) => db.prepare(`SELECT 1 FROM setting WHERE key = 'recovery-key'`).get() !== undefined), patientMs)
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  getOk(await counter.call('backup.run', {}))
  getOk(await counter.call('backup.run', {}))
  getOk(await counter.call('journal.export', { folder: stick, withContent: true }))
  done('backed up twice, journal exported')

  await counter.logIn(input.officers.reception)
  await control('/line/down')
  for (let i = 0; i < 5; i++) getOk(await counter.call('dossier.receive', makeIntake()))
  const { device } = inspect(counter, getDevice)
  await counter.logIn(input.officers.administrator)
  getOk(await counter.call('queue.export', { folder: stick }))
  await counter.logIn(input.officers.reception)
  done('five received with the line down, each on the stick before its answer')
  await counter.close()
  assert(!existsSync(join(counter.dataFolder, 'counter.db-wal')), 'the log is gone when closed')
  assert((await createCounter({ dataFolder: counter.dataFolder }).call('core.open', { dataFolder: counter.dataFolder, key: randomBytes(32).toString('base64'), mustExist: true })).ok === false, 'a wrong key opens nothing')
  // Nobody holds it after a wrong key: Windows would not let it be moved.
  const aside = join(work, 'aside.db')
  renameSync(join(counter.dataFolder, 'counter.db'), aside)
  const copy = join(work, 'copy.db')
  cpSync(aside, copy)
  renameSync(aside, join(counter.dataFolder, 'counter.db'))
  await counter.logIn(input.officers.reception)
  inspect(counter, (db) => assert(verifyChain(db, device).kind === 'intact', 'the chain is intact'))
  assert((await listAll(counter.call)).length === 6, 'six dossiers after the restart')
  done('closed, moved, opened again')

  const lost = getOk(await counter.call('dossier.receive', makeIntake()))
  await counter.close()
  rmSync(join(counter.dataFolder, 'counter.db'))
  renameSync(copy, join(counter.dataFolder, 'counter.db'))
  await counter.logIn(input.officers.reception)
  assert((await getStatus(counter.call)).restored?.reason === 'behind-mark', 'the mark notices a database put back')
  assert((await counter.call('dossier.receive', makeIntake())).ok === false, 'it numbers nothing until the portal has answered')
  await control('/line/up')
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the portal’s answer', async () => (await getStatus(counter.call)).restored === undefined, patientMs)
  const next = getOk(await counter.call('dossier.receive', makeIntake()))
  assert(serialOf(next.code) === serialOf(lost.code) + 1, 'the number after the lost one comes next')
  await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0, patientMs)
  done('a database put back from a copy is noticed, and numbering goes on above')

  await control('/line/down')
  const unsent = getOk(await counter.call('dossier.receive', makeIntake()))
  await counter.close()
  removeFolder(counter)
  await control('/line/up')
  const dataFolder = join(work, 'máy mới')
  const code = await control(`/restore-code?device=${device}`)
  const restored = getOk(await createCounter({ dataFolder }).call('core.restore', { dataFolder, folder: stick, portalUrl: input.lineUrl, code }))
  const revived = createCounter({ dataFolder, key: Buffer.from(restored.databaseKey, 'base64') })
  await revived.logIn(input.officers.reception)
  await waitFor('the portal’s answer', async () => (await getStatus(revived.call)).restored === undefined, patientMs)
  await waitFor('what was on the stick alone', async () => (await listAll(revived.call)).some(({ id, delivery }) => id === unsent.dossierId && delivery.state !== 'saved'), patientMs)
  assert(serialOf(getOk(await revived.call('dossier.receive', makeIntake())).code) === serialOf(unsent.code) + 1, 'numbering goes on')
  await revived.close()
  assert(!readdirSync(dataFolder).some((name) => name.endsWith('.new')), 'nothing half-written is left')
  openDatabase({ path: join(dataFolder, 'counter.db'), key: revived.key, mustExist: true }).close()
  done('a dead PC put back from the stick on another one')
}

function done(step: string): void {
  result.steps.push(step)
}

function assert(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`)
}

function serialOf(code: string): number {
  return Number(code.split('-')[2])
}

async function control(path: string): Promise<string> {
  const answer = await fetch(input.controlUrl + path)
  return answer.text()
}
