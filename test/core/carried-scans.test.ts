import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { getDevice } from '../../electron/core/context.ts'
import { unsentFilesPath } from '../../electron/core/continuity/folder.ts'
import type { DraftFile } from '../../electron/contract/intake.ts'
import type { PortalContext } from '../portal/context.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { importCarried } from '../portal/import-queue.ts'
import { openCoreProcess } from './support/core-process.ts'
import { findInClear } from './support/folder-bytes.ts'
import { createFullDisk } from './support/full-disk.ts'
import { getOk, getStatus, inspect, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { listPersonalData, makeIntake } from './support/people.ts'
import { describePortal } from './support/portal-context.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, scanWords, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** Scans that the portal does not hold: on the other disk before the officer is told so, and in what an administrator carries to the portal. */

let portal: TestPortal
let context: PortalContext
let desk: SigningDesk
let line: FaultProxy
let office: TestOffice
let counter: Counter
let stick: string

beforeAll(async () => {
  portal = await startReferencePortal()
  context = await describePortal(portal)
  desk = openSigningDesk()
})
afterAll(async () => {
  await desk.close()
  await portal.close()
})
beforeEach(async () => {
  stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office, { press: desk.press, officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
  await line.down()
})
afterEach(async () => {
  await counter.close()
  await line.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})

const filesFolder = (): string => unsentFilesPath(stick, inspect(counter, getDevice).device)
const stateOf = async () => (await getStatus(counter.call)).secondCopy

async function receiveWith(file: DraftFile): Promise<void> {
  const intake = makeIntake()
  intake.components[0]!.files = [file]
  getOk(await counter.call('dossier.receive', intake))
}

/** The disk does not give it back: a folder in its place cannot be read. */
function spoil({ sha256 }: DraftFile): void {
  const path = join(counter.dataFolder, 'files', inspect(counter, (db) => db.prepare('SELECT path FROM file WHERE sha256 = ?').pluck().get(sha256) as string))
  rmSync(path)
  mkdirSync(path)
}

test('the scans of a dossier are on the other disk when its Receive is answered, and the signed one when its signing is', async () => {
  const file = await desk.takeIn(counter, 3_000_000)
  await receiveWith(file)
  expect(readdirSync(filesFolder()).sort()).toEqual([`${file.sha256}.bin`, `${file.sha256}.json`])
  const { signedSha256 } = await desk.receiveWithScan(counter, 3_000_000)
  expect(readdirSync(filesFolder())).toContain(`${signedSha256}.json`)
  expect(await stateOf()).toMatchObject({ state: 'kept' })
})

test('a folder that takes a scan slowly is waited for once, is told with how many are not there yet, and keeps no entry waiting; one that cannot be read keeps no other from its copy', async () => {
  const [slow, unreadable] = [await desk.takeIn(counter, 5_000), await desk.takeIn(counter, 5_000)]
  // The look of the beginning is over when this is answered: it would take the pipe away as of no scan that is kept.
  getOk(await counter.call('dossier.receive', makeIntake()))
  mkdirSync(filesFolder(), { recursive: true })
  // A pipe that nobody reads: whoever copies into it waits.
  const pipe = join(filesFolder(), `${slow.sha256}.bin.new`)
  execFileSync('mkfifo', [pipe])
  await receiveWith(slow)
  expect(await stateOf()).toEqual({ state: 'behind', entries: 3, files: 1 })
  // Its entries are there all the same.
  getOk(await counter.call('dossier.receive', makeIntake()))
  expect(await stateOf()).toMatchObject({ state: 'behind', entries: 4 })
  await readFile(pipe)
  rmSync(pipe, { force: true })
  spoil(unreadable)
  await receiveWith(unreadable)
  await waitFor('the scan that can be read', () => existsSync(join(filesFolder(), `${slow.sha256}.json`)))
  // Told as two until the copy of the first has ended.
  await expect.poll(stateOf, { timeout: 30_000 }).toEqual({ state: 'behind', entries: 6, files: 1 })
})

test('the exported queue has its scans beside it, signed and not yet signed, closed to all but the portal, and one command takes in both; one that cannot be read is told and keeps none back', async () => {
  const waiting = await desk.takeIn(counter, 5_000)
  await receiveWith(waiting)
  const { signedSha256 } = await desk.receiveWithScan(counter, 30_000)
  const unreadable = await desk.takeIn(counter, 5_000)
  await receiveWith(unreadable)
  spoil(unreadable)
  await counter.logIn(office.officerId('administrator'))
  const carried = mkdtempSync(join(tmpdir(), 'qmc-carried-'))
  const { path, entries, ...scans } = getOk(await counter.call('queue.export', { folder: carried }))
  expect([entries > 3, scans]).toEqual([true, { files: 2, missing: 1 }])
  expect(readdirSync(path.replace(/\.qmc$/, '-files')).filter((name) => name.endsWith('.new'))).toEqual([])
  expect(findInClear(carried, [scanWords, '%PDF-', ...listPersonalData()])).toEqual([])
  await counter.close()
  removeFolder(counter)
  expect(await importCarried(context, path)).toMatchObject({ held: entries, refused: [], spoilt: [], files: { held: 2, spoilt: [] } })
  const present = (await listArrived(portal.database, office)).flatMap((dossier) => dossier.files)
  expect(present.map(({ sha256, present: isPresent }) => [sha256, isPresent])).toEqual(expect.arrayContaining([[signedSha256, true], [waiting.sha256, true]]))
  rmSync(carried, { recursive: true })
})

test('a stick that is full takes no export: it is told, and no half of one is left', async () => {
  await receiveWith(await desk.takeIn(counter, 5_000))
  await counter.close()
  const [work, carried] = [mkdtempSync(join(tmpdir(), 'qmc-full-')), mkdtempSync(join(tmpdir(), 'qmc-carried-'))]
  const disk = createFullDisk(work, carried)
  const core = await openCoreProcess(counter, office.officerId('administrator'), { env: { ...disk.env, QMC_BALLAST_BYTES: undefined } })
  disk.fill()
  expect(await core.call('queue.export', { folder: carried })).toEqual({ ok: false, error: { kind: 'disk-full' } })
  expect(readdirSync(carried)).toEqual([])
  disk.free()
  expect(await core.call('queue.export', { folder: carried })).toMatchObject({ ok: true, value: { files: 1 } })
  await core.process.kill()
  for (const folder of [work, carried]) rmSync(folder, { recursive: true })
})
