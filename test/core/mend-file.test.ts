import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, constants, existsSync, linkSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { ownProblemTypes } from '../../electron/contract/problem-types.ts'
import { getDevice, type CoreContext } from '../../electron/core/context.ts'
import { backedFilesPath, unsentFilesPath } from '../../electron/core/continuity/folder.ts'
import { mendFile } from '../../electron/core/continuity/mend-file.ts'
import { findFile } from '../../electron/core/files/file-store.ts'
import { readEncryptedFile } from '../../electron/crypto/file-cipher.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { openCoreProcess } from './support/core-process.ts'
import { createCounter, getOk, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { createFullDisk } from './support/full-disk.ts'
import { birthProcedure, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** A disk that lies: papers that wait for the portal are whole on the stick alone. */

const stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let desk: SigningDesk
let counter: Counter
let unsent: string
let backed: string

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(line.url, office, { press: desk.press, officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
  const { device } = inspect(counter, getDevice)
  unsent = unsentFilesPath(stick, device)
  backed = backedFilesPath(stick, device)
})
afterAll(async () => {
  await counter.close()
  await line.down()
  await desk.close()
  await portal.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})

/** Signed while the portal is away; its bytes on the stick. */
async function waitingScan() {
  await line.down()
  const { id, signedSha256 } = await desk.receiveWithScan(counter, 40_000)
  await waitFor('the scan on the stick', () => existsSync(join(unsent, `${signedSha256}.json`)))
  const path = inspect(counter, (db) => db.prepare('SELECT path FROM file WHERE sha256 = ?').pluck().get(signedSha256) as string)
  return { id, stored: join(counter.dataFolder, 'files', path), copy: join(unsent, `${signedSha256}.bin`), backup: join(backed, path) }
}

const spoil = (path: string): void => writeFileSync(path, randomBytes(40_000))

const reopen = async (): Promise<void> => {
  counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key, press: desk.press })
  await counter.logIn(office.officerId('reception'))
}

/** A pipe in a file's place, into which nobody writes: whoever reads it hangs. @returns lets go of whoever does */
function hang(path: string): () => void {
  const pipe = `${path}.held`
  execFileSync('mkfifo', [pipe])
  rmSync(path)
  linkSync(pipe, path)
  return () => {
    const reading = findReader(pipe)
    rmSync(pipe)
    if (reading !== undefined) closeSync(reading)
  }
}

/** The writing end, where somebody reads. */
function findReader(pipe: string): number | undefined {
  try {
    return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}

async function send(): Promise<void> {
  await line.up()
  getOk(await counter.call('queue.retry', {}))
}

const isTold = async (id: string) => getOk(await counter.call('queue.list', {})).some(({ dossierId, what, state, problemType }) => dossierId === id && what === 'file' && state === 'needs-officer' && problemType === ownProblemTypes.fileDamaged)
const isReceived = async (id: string) => getOk(await counter.call('dossier.get', { id })).files.received === 1
const isPresent = async (id: string) => (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)?.files.every(({ present }) => present)

test.each(['changed', 'gone'])('a scan that is %s on this disk is put back from the second copy, sent, and whole here again', async (how) => {
  const { id, stored, copy } = await waitingScan()
  const whole = readFileSync(copy)
  if (how === 'gone') rmSync(stored)
  else spoil(stored)
  await send()
  await waitFor('the scan received', () => isReceived(id))
  expect(await isPresent(id)).toBe(true)
  expect(readFileSync(stored).equals(whole)).toBe(true)
  expect(existsSync(`${stored}.new`)).toBe(false)
})

test('one whose second copy is spoilt too is put back from the backup', async () => {
  const { id, stored, copy } = await waitingScan()
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('backup.run', {}))
  await counter.logIn(office.officerId('reception'))
  for (const path of [stored, copy]) spoil(path)
  await send()
  await waitFor('the scan received', () => isReceived(id))
  expect(await isPresent(id)).toBe(true)
})

test('one that is whole nowhere waits for an officer with the reason, and goes when a whole copy is back', async () => {
  const { id, stored, copy } = await waitingScan()
  const whole = readFileSync(copy)
  for (const path of [stored, copy]) spoil(path)
  await send()
  await waitFor('it to wait for an officer', () => isTold(id))
  writeFileSync(copy, whole)
  getOk(await counter.call('queue.retry', { lane: id }))
  await waitFor('the scan received', () => isReceived(id))
  expect(await isPresent(id)).toBe(true)
})

test('one that cannot be put back, because its place is taken, is sent all the same', async () => {
  const { id, stored } = await waitingScan()
  rmSync(stored)
  mkdirSync(stored)
  await send()
  await waitFor('the scan received', () => isReceived(id))
  expect(await isPresent(id)).toBe(true)
  expect(existsSync(`${stored}.new`)).toBe(false)
})

test('one that this disk has no room for is sent from the copy all the same, and nothing half lies here', async () => {
  const { id, stored } = await waitingScan()
  await counter.close()
  spoil(stored)
  const spoilt = readFileSync(stored)
  const work = mkdtempSync(join(tmpdir(), 'qmc-full-'))
  const disk = createFullDisk(work, join(counter.dataFolder, 'files'))
  disk.fill()
  const core = await openCoreProcess(counter, office.officerId('reception'), { env: { ...disk.env, QMC_BALLAST_BYTES: undefined } })
  onTestFinished(() => core.process.kill())
  await line.up()
  getOk(await core.call('queue.retry', {}))
  await waitFor('the scan received', async () => getOk(await core.call('dossier.get', { id })).files.received === 1)
  await core.process.kill()
  expect(await isPresent(id)).toBe(true)
  expect(core.process.readStderr()).toBe('')
  expect(readFileSync(stored).equals(spoilt)).toBe(true)
  expect(existsSync(`${stored}.new`)).toBe(false)
  rmSync(work, { recursive: true })
  await reopen()
})

test('where the folder is gone, one is told and waits; it goes when the folder is back', async () => {
  const { id, stored } = await waitingScan()
  spoil(stored)
  renameSync(stick, `${stick}-away`)
  await send()
  await waitFor('it to wait for an officer', () => isTold(id))
  expect(existsSync(stick)).toBe(false)
  renameSync(`${stick}-away`, stick)
  getOk(await counter.call('queue.retry', { lane: id }))
  await waitFor('the scan received', () => isReceived(id))
  expect(await isPresent(id)).toBe(true)
  expect(counter.log).toEqual([])
})

test('where the folder hangs, one is told, a second too, and dossiers go on; they go when it answers', async () => {
  const [first, second] = [await waitingScan(), await waitingScan()]
  const wholes = [first, second].map(({ copy }) => readFileSync(copy))
  for (const { stored } of [first, second]) spoil(stored)
  const letGo = [first, second].map(({ copy }) => hang(copy))
  await send()
  const intake = makeIntake()
  getOk(await counter.call('dossier.receive', intake))
  await waitForDelivery(counter.call, intake.draftId, 'received')
  await waitFor('both to wait for an officer', async () => (await isTold(first.id)) && (await isTold(second.id)))
  for (const free of letGo) free()
  for (const [index, { copy }] of [first, second].entries()) {
    rmSync(copy)
    writeFileSync(copy, wholes[index]!)
  }
  getOk(await counter.call('queue.retry', {}))
  for (const { id } of [first, second]) {
    await waitFor('the scan received', () => isReceived(id))
    expect(await isPresent(id)).toBe(true)
  }
  expect(counter.log).toEqual([])
})

test('one that is taken in again while a copy of it is waited for is sent', async () => {
  const { id, stored, copy } = await waitingScan()
  const saved = join(stick, 'bản đã ký.pdf')
  const { key } = inspect(counter, (db) => findFile(db, basename(copy, '.bin'))!)
  writeFileSync(saved, readEncryptedFile(stored, key))
  spoil(stored)
  const letGo = hang(copy)
  await send()
  const reading = await waitFor('somebody to read the copy', () => findReader(copy))
  getOk(await counter.call('file.import', { procedureCode: birthProcedure, componentId: makeIntake().components[0]!.id, secrecy: 'none', paths: [saved], name: 'Tờ khai.pdf' }))
  closeSync(reading)
  letGo()
  await waitFor('the scan received', () => isReceived(id), 10_000)
  rmSync(copy, { force: true })
})

test('a counter that closes waits for no copy, and tells of no damage that it did not find', async () => {
  const { id, stored, copy } = await waitingScan()
  const whole = readFileSync(copy)
  spoil(stored)
  const letGo = hang(copy)
  await send()
  const reading = await waitFor('somebody to read the copy', () => findReader(copy))
  await counter.close()
  expect(inspect(counter, (db) => db.prepare('SELECT state, problem FROM upload WHERE dossier = ?').get(id))).toEqual({ state: 'queued', problem: null })
  closeSync(reading)
  letGo()
  rmSync(copy)
  writeFileSync(copy, whole)
  await reopen()
  await waitFor('the scan received', () => isReceived(id))
  expect(await isPresent(id)).toBe(true)
})

test('the closing alone ends the wait for a copy that hangs', async () => {
  const { copy } = await waitingScan()
  await counter.close()
  const letGo = hang(copy)
  // The time that such a copy is given never passes.
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const closing = new AbortController()
  const mending = inspect(counter, (db) => mendFile({ db } as CoreContext, findFile(db, basename(copy, '.bin'))!, closing.signal))
  closing.abort()
  expect(await mending).toBeUndefined()
  letGo()
})
