import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownProblemTypes } from '../../electron/contract/problem-types.ts'
import { getDevice } from '../../electron/core/context.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { getOk, getStatus, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { openCoreProcess } from './support/core-process.ts'
import { findInClear } from './support/folder-bytes.ts'
import { birthProcedure, findPersonalData, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, scanWords, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

const scanBytes = 1_600_000

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter
let desk: SigningDesk

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(line.url, office, { press: desk.press })
})
afterAll(async () => {
  await counter.close()
  await line.down()
  await desk.close()
  await portal.close()
  removeFolder(counter)
})

const receiveWithScan = (bytes: number) => desk.receiveWithScan(counter, bytes)

async function isPresent(id: string): Promise<boolean> {
  return (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)?.files.some(({ present }) => present) ?? false
}

test('a signed scan follows its dossier, under its hash, and is nowhere in the clear', async () => {
  const { id, signedSha256 } = await receiveWithScan(20_000)
  await waitForDelivery(counter.call, id, 'received')
  await waitFor('the scan at the portal', () => isPresent(id))
  const arrived = (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)!
  expect(arrived.files.map(({ sha256, present }) => [sha256, present])).toContainEqual([signedSha256, true])
  await waitFor('the counter to know', async () => getOk(await counter.call('dossier.get', { id })).files.received === 1)
  expect(findInClear(counter.dataFolder, [scanWords, '%PDF-'])).toEqual([])
})

test('the dossier goes while its scan waits unsigned, and the queue says what waits', async () => {
  const intake = makeIntake()
  const file = getOk(await counter.call('file.import', { procedureCode: birthProcedure, componentId: intake.components[1]!.id, secrecy: 'none', paths: [await desk.makeScan('waits.pdf', 5_000)], name: 'Giấy chứng sinh' }))
  intake.components[1]!.files = [file]
  getOk(await counter.call('dossier.receive', intake))
  await waitForDelivery(counter.call, intake.draftId, 'received')
  expect(getOk(await counter.call('queue.list', {})).filter(({ dossierId }) => dossierId === intake.draftId).map(({ what, state, text }) => [what, state, text])).toEqual([['file', 'unsigned', 'Giấy chứng sinh']])
  getOk(await counter.call('signing.sign', { dossierId: intake.draftId }))
  await waitFor('the scan at the portal', () => isPresent(intake.draftId))
})

test('killed after every chunk, an upload goes on where it was: less than twice its size is sent', async () => {
  await line.down()
  const { id, sizeBytes } = await receiveWithScan(scanBytes)
  await counter.close()
  const officer = office.officerId('reception')
  let log = ''
  const sentBefore = line.sent['to-portal']
  await line.up()
  let kills = 0
  // Each life sends one chunk of 256 KB and dies before it can say so.
  for (; kills < 12 && !(await isPresent(id)); kills++) {
    const dying = await openCoreProcess(counter, officer, { env: { QMC_FAULT_POINT: 'core-mid-file' } })
    await Promise.race([dying.process.exited, waitFor('the scan at the portal', () => isPresent(id))])
    await dying.process.kill()
    log += dying.process.readStderr()
  }
  const core = await openCoreProcess(counter, officer)
  await waitFor('the scan received', async () => getOk(await core.call('dossier.get', { id })).files.received === 1)
  await core.process.kill()
  log += core.process.readStderr()
  const sent = line.sent['to-portal'] - sentBefore
  expect(kills).toBeGreaterThanOrEqual(Math.floor(sizeBytes / (256 * 1024)))
  expect(sent / sizeBytes).toBeLessThan(1.2)
  expect(findPersonalData(log)).toEqual([])
  expect(inspect(counter, (db) => verifyChain(db, getDevice(db).device))).toMatchObject({ kind: 'intact' })
  await counter.open()
  await counter.logIn(officer)
})

test('the line cut inside a chunk costs that chunk and not the file', async () => {
  await line.down()
  const { id, sizeBytes } = await receiveWithScan(scanBytes)
  const sentBefore = line.sent['to-portal']
  await line.up()
  for (let cut = 0; cut < 4 && !(await isPresent(id)); cut++) {
    line.cutAfter(300_000, 'to-portal')
    getOk(await counter.call('queue.retry', {}))
    const before = line.sent['to-portal']
    await waitFor('some of it to go', async () => line.sent['to-portal'] - before >= 300_000 || (await isPresent(id)))
  }
  await waitFor('the scan at the portal', () => isPresent(id), 30_000)
  expect((line.sent['to-portal'] - sentBefore) / sizeBytes).toBeLessThan(2)
})

test('what the portal holds already is not sent again', async () => {
  const { id } = await receiveWithScan(400_000)
  await waitFor('the scan received', async () => getOk(await counter.call('dossier.get', { id })).files.received === 1)
  await counter.close()
  inspect(counter, (db) => db.prepare(`UPDATE upload SET state = 'queued', tus_url = NULL, sent_bytes = 0 WHERE dossier = ?`).run(id))
  const before = line.sent['to-portal']
  await counter.open()
  await counter.logIn(office.officerId('reception'))
  await waitFor('the scan received again', async () => getOk(await counter.call('dossier.get', { id })).files.received === 1)
  expect(line.sent['to-portal'] - before).toBeLessThan(100_000)
})

test('a scan whose bytes changed on the disk is not sent: it waits for an officer with the reason', async () => {
  await line.down()
  const { id, signedSha256 } = await receiveWithScan(50_000)
  const path = inspect(counter, (db) => db.prepare('SELECT path FROM file WHERE sha256 = ?').pluck().get(signedSha256) as string)
  writeFileSync(join(counter.dataFolder, 'files', path), randomBytes(50_000))
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the file to wait for an officer', async () => getOk(await counter.call('queue.list', {})).some(({ dossierId, what, state, problemType }) => dossierId === id && what === 'file' && state === 'needs-officer' && problemType === ownProblemTypes.fileDamaged))
  await waitForDelivery(counter.call, id, 'received')
  expect(await isPresent(id)).toBe(false)
})

test('an administrator gives files a share of the line: it counts at once, also when it is lifted, and the queue says why they take long', async () => {
  expect(await counter.call('queue.set-budget', { bytesPerSecond: 4_096 })).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('queue.set-budget', { bytesPerSecond: 4_096 }))
  await counter.logIn(office.officerId('reception'))
  const { id, sizeBytes } = await receiveWithScan(scanBytes)
  // One chunk of it goes at once, each other after eight seconds: the whole would take six minutes.
  await waitFor('the first chunk', async () => (await getStatus(counter.call)).queue.bytesWaiting < sizeBytes)
  expect((await getStatus(counter.call)).queue).toMatchObject({ uploadBytesPerSecond: 4_096 })
  expect(await isPresent(id)).toBe(false)
  // Rows keep their way.
  const intake = makeIntake()
  getOk(await counter.call('dossier.receive', intake))
  await waitForDelivery(counter.call, intake.draftId, 'received')
  expect(await isPresent(id)).toBe(false)
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('queue.set-budget', { bytesPerSecond: null }))
  await waitFor('the scan at the portal', () => isPresent(id), 30_000)
  expect((await getStatus(counter.call)).queue).not.toHaveProperty('uploadBytesPerSecond')
  // What was said at this counter goes before what is said for all PCs of the office, and what is no number says nothing.
  process.env['QMC_UPLOAD_BYTES_PER_SECOND'] = '60000'
  try {
    expect((await getStatus(counter.call)).queue).not.toHaveProperty('uploadBytesPerSecond')
    inspect(counter, (db) => db.prepare(`DELETE FROM setting WHERE key = 'upload-budget'`).run())
    expect((await getStatus(counter.call)).queue).toMatchObject({ uploadBytesPerSecond: 60_000 })
    for (const none of ['', 'nhanh', '0', '-5']) {
      process.env['QMC_UPLOAD_BYTES_PER_SECOND'] = none
      expect((await getStatus(counter.call)).queue).not.toHaveProperty('uploadBytesPerSecond')
    }
  } finally {
    delete process.env['QMC_UPLOAD_BYTES_PER_SECOND']
  }
})
