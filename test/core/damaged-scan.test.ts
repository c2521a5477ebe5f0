import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DraftFile } from '../../electron/contract/intake.ts'
import { ownProblemTypes } from '../../electron/contract/problem-types.ts'
import { backedFilesPath, unsentFilesPath } from '../../electron/core/continuity/folder.ts'
import { getDevice } from '../../electron/core/context.ts'
import { findFile, toStoredFile } from '../../electron/core/files/file-store.ts'
import { readEncryptedFile, sha256Hex } from '../../electron/crypto/file-cipher.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, getStatus, inspect, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { birthProcedure, makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** A disk that gives back something else than was stored, before the officer has signed it. */

const stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let desk: SigningDesk
let counter: Counter
let scans = 0

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(line.url, office, { press: desk.press })
})
afterAll(async () => {
  await counter.close()
  await line.close()
  await desk.close()
  await portal.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})
beforeEach(() => line.up())

async function takeIn(path: string): Promise<DraftFile> {
  const componentId = makeIntake().components[0]!.id
  return getOk(await counter.call('file.import', { procedureCode: birthProcedure, componentId, secrecy: 'none', paths: [path], name: 'Tờ khai.pdf' }))
}

/** A dossier whose one scan nobody has signed. */
async function receiveUnsigned() {
  const path = await desk.makeScan(`${++scans}.pdf`, 20_000)
  const intake = makeIntake()
  intake.components[0]!.files = [await takeIn(path)]
  const { dossierId: id } = getOk(await counter.call('dossier.receive', intake))
  const { sha256 } = intake.components[0]!.files[0]!
  return { id, path, sha256, stored: storedPath(sha256) }
}

const storedOf = (sha256: string) => toStoredFile(join(counter.dataFolder, 'files'), inspect(counter, (db) => findFile(db, sha256))!)
const storedPath = (sha256: string): string => storedOf(sha256).path
const spoil = (path: string): void => writeFileSync(path, randomBytes(20_000))
const sign = async (dossierId: string) => getOk(await counter.call('signing.sign', { dossierId }))
const itemOf = async (id: string) => getOk(await counter.call('queue.list', {})).find(({ dossierId, what }) => dossierId === id && what === 'file')
const filesOf = async (id: string) => getOk(await counter.call('dossier.get', { id })).dossierFiles.map(({ state }) => state)
const told = { state: 'needs-officer', problemType: ownProblemTypes.fileDamaged, text: 'Tờ khai.pdf' }

test.each(['changed', 'gone'])('a scan that is %s is told as spoilt once it was to be signed, and waits for its signature again when the officer asks to try anew', async (how) => {
  const { id, stored } = await receiveUnsigned()
  expect(await itemOf(id)).toMatchObject({ state: 'unsigned' })
  if (how === 'gone') rmSync(stored)
  else spoil(stored)
  expect((await sign(id))[0]?.outcome.ok).toBe(false)
  expect(await itemOf(id)).toMatchObject(told)
  expect(await filesOf(id)).toEqual(['needs-officer'])
  expect((await getStatus(counter.call)).queue).toMatchObject({ filesUnsigned: 0, filesWaiting: 1, needsOfficer: 1 })
  expect(await counter.call('signing.sign', { dossierId: id })).toEqual({ ok: false, error: { kind: 'nothing-to-sign' } })
  getOk(await counter.call('queue.retry', { lane: id }))
  expect(await itemOf(id)).toMatchObject({ state: 'unsigned' })
  expect((await getStatus(counter.call)).queue).toMatchObject({ filesUnsigned: 1, filesWaiting: 0, needsOfficer: 0 })
  getOk(await counter.call('queue.retry', {}))
  expect((await sign(id))[0]?.outcome.ok).toBe(false)
  // Of the test after this one alone.
  inspect(counter, (db) => db.prepare('DELETE FROM attachment WHERE dossier = ?').run(id))
})

test('the same scan taken in again makes it whole: it waits for its signature, is signed and received', async () => {
  const { id, path, sha256, stored } = await receiveUnsigned()
  spoil(stored)
  await sign(id)
  expect(await itemOf(id)).toMatchObject(told)
  expect((await takeIn(path)).sha256).toBe(sha256)
  expect(await itemOf(id)).toMatchObject({ state: 'unsigned' })
  expect(storedPath(sha256)).toBe(stored)
  expect((await sign(id))[0]?.outcome.ok).toBe(true)
  await waitFor('the scan received', async () => (await filesOf(id)).join() === 'received')
})

test('a scan that was told as spoilt and is whole waits for its signature when it is taken in again', async () => {
  const { id, path, sha256 } = await receiveUnsigned()
  inspect(counter, (db) => db.prepare('INSERT INTO damaged_file (sha256) VALUES (?)').run(sha256))
  expect(await itemOf(id)).toMatchObject(told)
  await takeIn(path)
  expect(await itemOf(id)).toMatchObject({ state: 'unsigned' })
  expect((await sign(id))[0]?.outcome.ok).toBe(true)
  await waitFor('the scan received', async () => (await filesOf(id)).join() === 'received')
})

test('a signed scan that is spoilt before it is sent goes on when its bytes are taken in again', async () => {
  await line.down()
  const { id, sha256 } = await receiveUnsigned()
  await sign(id)
  const signed = inspect(counter, (db) => db.prepare('SELECT signed_sha256 FROM attachment WHERE dossier = ? AND sha256 = ?').pluck().get(id, sha256) as string)
  const { path, key } = storedOf(signed)
  const saved = join(stick, 'bản đã ký.pdf')
  writeFileSync(saved, readEncryptedFile(path, key))
  rmSync(path)
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitFor('it to be told', async () => (await itemOf(id))?.problemType === ownProblemTypes.fileDamaged)
  expect((await takeIn(saved)).sha256).toBe(signed)
  await waitFor('the scan received', async () => (await filesOf(id)).join() === 'received')
})

test('one that is spoilt before it is copied stands behind and keeps no backup from being made; once it is whole again, both other copies are', async () => {
  await line.down()
  const { path, sha256, stored } = await receiveUnsigned()
  rmSync(stored)
  // It cannot even be read.
  mkdirSync(stored)
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  getOk(await counter.call('backup.run', {}))
  rmSync(stored, { recursive: true })
  spoil(stored)
  getOk(await counter.call('backup.run', {}))
  await expect.poll(async () => (await getStatus(counter.call)).secondCopy, { timeout: 30_000 }).toMatchObject({ state: 'behind', files: 1 })
  await counter.logIn(office.officerId('reception'))
  await takeIn(path)
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('backup.run', {}))
  await counter.logIn(office.officerId('reception'))
  getOk(await counter.call('dossier.receive', makeIntake()))
  await waitFor('the copy of the scan', async () => (await getStatus(counter.call)).secondCopy?.state === 'kept')
  const { device } = inspect(counter, getDevice)
  const { key } = storedOf(sha256)
  const name = relative(join(counter.dataFolder, 'files'), stored)
  for (const copy of [join(unsentFilesPath(stick, device), `${sha256}.bin`), join(backedFilesPath(stick, device), name)]) expect(sha256Hex(readEncryptedFile(copy, key))).toBe(sha256)
})

test('one that is whole on the stick is put back from it and signed', async () => {
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
  const { id, sha256, stored } = await receiveUnsigned()
  const { device } = inspect(counter, getDevice)
  await waitFor('the scan on the stick', () => existsSync(join(unsentFilesPath(stick, device), `${sha256}.json`)))
  spoil(stored)
  expect((await sign(id))[0]?.outcome.ok).toBe(true)
  await waitFor('the scan received', async () => (await filesOf(id)).join() === 'received')
})
