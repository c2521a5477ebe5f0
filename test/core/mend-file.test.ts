import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownProblemTypes } from '../../electron/contract/problem-types.ts'
import { getDevice } from '../../electron/core/context.ts'
import { backedFilesPath, unsentFilesPath } from '../../electron/core/continuity/folder.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, inspect, removeFolder, startCounter, type Counter } from './support/counter.ts'
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

async function send(): Promise<void> {
  await line.up()
  getOk(await counter.call('queue.retry', {}))
}

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
  await waitFor('it to wait for an officer', async () => getOk(await counter.call('queue.list', {})).some(({ dossierId, state, problemType }) => dossierId === id && state === 'needs-officer' && problemType === ownProblemTypes.fileDamaged))
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
