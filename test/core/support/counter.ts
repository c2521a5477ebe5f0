import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { coreMethods, type CoreMethods } from '../../../electron/contract/control.ts'
import type { DeliveryState, DossierRow, StatusBar } from '../../../electron/contract/views.ts'
import type { DevicesMethods } from '../../../electron/contract/devices.ts'
import type { PressMethods } from '../../../electron/contract/press.ts'
import type { OfficerRecord } from '../../../electron/contract/wire.ts'
import { createHandlers } from '../../../electron/core/handlers.ts'
import { openDatabase, type ReadDb } from '../../../electron/core/db/open.ts'
import type { Result } from '../../../electron/domain/result.ts'
import type { Caller } from '../../../electron/rpc/call.ts'
import { createBugReporter } from '../../../electron/rpc/report-bug.ts'
import { answerCall } from '../../../electron/rpc/serve.ts'
import type { Sibling } from '../../../electron/rpc/sibling.ts'
import { waitFor } from './wait.ts'

export type CoreCall = Caller<CoreMethods>['call']

/** A counter whose core runs in this process: real database, real portal, a clock and a chance that the test may set. */
export interface Counter {
  dataFolder: string
  key: Buffer
  call: CoreCall
  /** What the core process would have written to stderr. */
  log: string[]
  events: { event: string; data: unknown }[]
  /** Added to the PC's clock, so that a test can set it wrong. */
  clock: { offsetMs: number }
  open(): Promise<void>
  /** Sets an officer of the office to work. */
  logIn(officerId: string): Promise<void>
  close(): Promise<void>
}

/** What an officer's work needs of a counter, wherever its core runs (shipped-counter.ts has it in a process of its own). */
export type CounterAtWork = Pick<Counter, 'dataFolder' | 'key' | 'call' | 'clock' | 'logIn' | 'close'> & { readonly log: readonly string[] }

export interface CounterOptions {
  dataFolder?: string
  key?: Buffer
  press?: Sibling<PressMethods>
  random?: () => number
}

/** Beside three other sections of prove it takes longer (test/prove/section-process.ts). */
const firstPullMs = Number(process.env['QMC_FIRST_PULL_MS'] || 30_000)

const nobody = { get: () => new Promise<never>(() => undefined) }

export function createCounter(options: CounterOptions = {}): Counter {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'qmc-core-'))
  const key = options.key ?? randomBytes(32)
  const log: string[] = []
  const events: Counter['events'] = []
  const clock = { offsetMs: 0 }
  const report = createBugReporter('core')
  const reportBug = (where: string, error: unknown): string => captureStderr(log, () => report(where, error))
  const handlers = createHandlers({
    // Whole milliseconds, as a clock tells them.
    now: () => Date.now() + Math.trunc(clock.offsetMs),
    random: options.random ?? Math.random,
    press: options.press ?? (nobody as Sibling<PressMethods>),
    devices: nobody as Sibling<DevicesMethods>,
    emit: (event, data) => events.push({ event, data }),
    reportBug
  })
  const call = ((method: string, input: unknown) => answerCall(coreMethods, handlers, { method, input }, { reportBug })) as CoreCall
  const counter: Counter = {
    dataFolder,
    key,
    call,
    log,
    events,
    clock,
    open: async () => {
      await openFolder(call, { dataFolder, key })
    },
    logIn: (officerId) => logIn(call, { dataFolder, key }, officerId),
    close: async () => {
      await call('core.close', {})
    }
  }
  return counter
}

/** A counter enrolled at the portal, with its catalogue, and the officer of a role at work. */
export async function startCounter(
  portalUrl: string,
  office: { codes: string[]; officerId(role: 'reception'): string },
  options: CounterOptions & { code?: number; officer?: string } = {}
): Promise<Counter> {
  const counter = createCounter(options)
  await enrolCounter(counter, portalUrl, office, options)
  return counter
}

/** Makes a new counter one of an office, and sets an officer to work. */
export async function enrolCounter(
  counter: Pick<CounterAtWork, 'dataFolder' | 'key' | 'call' | 'logIn'>,
  portalUrl: string,
  office: { codes: string[]; officerId(role: 'reception'): string },
  options: { code?: number; officer?: string } = {}
): Promise<void> {
  await openFolder(counter.call, counter)
  getOk(await counter.call('core.enrol', { portalUrl, code: office.codes[options.code ?? 0] ?? '', deviceName: 'Máy quầy thử' }))
  await counter.logIn(options.officer ?? office.officerId('reception'))
  await waitForCatalogue(counter.call)
}

/** Opens a counter's folder as main does: a database that was there must be there. */
export async function openFolder(call: CoreCall, folder: { dataFolder: string; key: Buffer }): Promise<OfficerRecord[]> {
  const mustExist = existsSync(join(folder.dataFolder, 'counter.db'))
  return getOk(await call('core.open', { dataFolder: folder.dataFolder, key: folder.key.toString('base64'), mustExist })).officers
}

/** What main does once the password has opened the officer's slot. */
export async function logIn(call: CoreCall, folder: { dataFolder: string; key: Buffer }, officerId: string): Promise<void> {
  const officer = (await openFolder(call, folder)).find(({ id }) => id === officerId)
  getOk(await call('core.begin-session', { officerId, loginPublicKey: officer?.loginKey.publicKey ?? '' }))
}

export async function waitForCatalogue(call: CoreCall): Promise<void> {
  await waitFor('the first pull of the catalogue', async () => getOk(await call('status.get', {})).link.state === 'online' && getOk(await call('catalogue.search', { text: '', limit: 1 })).length > 0, firstPullMs)
}

/** Asks for changes now and not at the next regular pull; sends nothing anew. */
export async function pullNow({ call }: Pick<Counter, 'call'>): Promise<void> {
  getOk(await call('queue.retry', { lane: 'none' }))
}

/** The value of a result. @throws with the error where the test expected none. */
export function getOk<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  return result.value
}

export async function getDelivery(call: CoreCall, id: string): Promise<DeliveryState> {
  return getOk(await call('dossier.get', { id })).delivery
}

export async function waitForDelivery(call: CoreCall, id: string, state: DeliveryState['state'], timeoutMs?: number): Promise<DeliveryState> {
  return waitFor(`${state} of a dossier`, async () => {
    const delivery = await getDelivery(call, id)
    return delivery.state === state && delivery
  }, timeoutMs)
}

export async function getStatus(call: CoreCall): Promise<StatusBar> {
  return getOk(await call('status.get', {}))
}

export async function listAll(call: CoreCall): Promise<DossierRow[]> {
  return getOk(await call('dossier.list', { limit: 500 }))
}

/** Looks into a counter's database by a connection of its own. */
export function inspect<T>(counter: { dataFolder: string; key: Uint8Array }, look: (db: ReadDb) => T): T {
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  try {
    return look(db)
  } finally {
    db.close()
  }
}

export function removeFolder(counter: { dataFolder: string }): void {
  rmSync(counter.dataFolder, { recursive: true, force: true })
}

function captureStderr<T>(log: string[], run: () => T): T {
  const write = process.stderr.write.bind(process.stderr)
  process.stderr.write = ((chunk: string | Uint8Array) => {
    log.push(String(chunk))
    return true
  }) as typeof process.stderr.write
  try {
    return run()
  } finally {
    process.stderr.write = write
  }
}
