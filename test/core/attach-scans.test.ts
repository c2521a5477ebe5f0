import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DraftFile } from '../../electron/contract/intake.ts'
import { problemTypes } from '../../electron/contract/wire.ts'
import { getDevice } from '../../electron/core/context.ts'
import { findFile } from '../../electron/core/files/file-store.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { attach, birthPaper, declaration, isStored, readAtPortal, takeInPaper, viewOf } from './support/attached-scans.ts'
import { openCoreProcess } from './support/core-process.ts'
import { getOk, inspect, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** A dossier that was received takes scans: made later, or anew. */

const day = 24 * 60 * 60_000
let portal: TestPortal
let line: FaultProxy
let otherLine: FaultProxy
let office: TestOffice
let desk: SigningDesk
let counter: Counter
let other: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  otherLine = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(line.url, office, { press: desk.press })
  other = await startCounter(otherLine.url, office, { press: desk.press, code: 1 })
})
afterAll(async () => {
  for (const each of [counter, other]) await each.close()
  for (const each of [line, otherLine]) await each.close()
  await desk.close()
  await portal.close()
  for (const each of [counter, other]) removeFolder(each)
})
beforeEach(async () => {
  for (const each of [line, otherLine]) await each.up()
})

const takeIn = (at: Counter, componentId?: string, path?: string): Promise<DraftFile> => takeInPaper(desk, at, componentId, path)
const atPortal = (id: string) => readAtPortal(portal, office, id)

async function receive(): Promise<string> {
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
  await waitForDelivery(counter.call, dossierId, 'received')
  return dossierId
}

/** A dossier that both counters have, and both without a line. */
async function receiveAndPart(): Promise<string> {
  const id = await receive()
  await pullNow(other)
  await waitFor('the dossier at the other counter', async () => (await other.call('dossier.get', { id })).ok)
  for (const each of [line, otherLine]) await each.down()
  return id
}

test('scans that come later are in the dossier at once, wait for their signature, and are received by the portal with its receipt for each', async () => {
  const id = await receive()
  const files = [await takeIn(counter), await takeIn(counter)]
  expect(getOk(await attach(counter, id, files))).toEqual({ revision: 3 })
  const view = await viewOf(counter, id)
  expect(view.dossierFiles.map(({ name, state }) => [name, state])).toEqual(files.map(({ name }) => [name, 'unsigned']))
  expect(view.timeline.map(({ kind, text }) => [kind, text]).slice(1)).toEqual(files.map(({ name }) => ['file.attached', name]))
  expect(getOk(await counter.call('signing.sign', { dossierId: id })).map(({ outcome }) => outcome.ok)).toEqual([true, true])
  const { code, applicantName, timeline } = await viewOf(counter, id)
  const names = files.map(({ name }) => name)
  // Whose papers her PIN is for, and afterwards which file each signature is of.
  expect(desk.pinRequests.at(-1)?.subjects).toEqual([{ title: `${code} · ${applicantName}`, names }])
  expect(timeline.filter(({ kind }) => kind === 'file.signed').map(({ details }) => details)).toEqual(names.map((name) => [name]))
  await waitFor('both files received', async () => (await viewOf(counter, id)).dossierFiles.every(({ state, receivedAt }) => state === 'received' && receivedAt !== undefined))
  expect(await atPortal(id)).toEqual({ kinds: ['dossier.received', 'file.attached', 'file.attached', 'file.signed', 'file.signed'], whole: 2 })
})

test('a scan made anew goes beside the one that is damaged, which stays told', async () => {
  await line.down()
  const { id, signedSha256 } = await desk.receiveWithScan(counter, 40_000)
  const { path } = inspect(counter, (db) => findFile(db, signedSha256))!
  writeFileSync(join(counter.dataFolder, 'files', path), randomBytes(40_000))
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the damage to be told', async () => (await viewOf(counter, id)).dossierFiles[0]?.state === 'needs-officer')
  getOk(await attach(counter, id, [await takeIn(counter, declaration)], { componentId: declaration }))
  getOk(await counter.call('signing.sign', { dossierId: id }))
  await waitFor('the new one received', async () => (await viewOf(counter, id)).files.received === 1)
  expect((await viewOf(counter, id)).dossierFiles.map(({ componentName, state }) => [componentName, state]).toSorted()).toEqual([[expect.any(String), 'needs-officer'], [expect.any(String), 'received']])
  expect((await atPortal(id)).whole).toBe(1)
})

test('a scan that comes while those before it are signed is taken; after anything else that was done she is asked to look', async () => {
  const id = await receive()
  getOk(await attach(counter, id, [await takeIn(counter), await takeIn(counter)]))
  const { revision } = await viewOf(counter, id)
  const late = await takeIn(counter)
  getOk(await counter.call('signing.sign', { dossierId: id }))
  expect(getOk(await attach(counter, id, [late], { baseRevision: revision }))).toEqual({ revision: revision + 3 })
  getOk(await counter.call('dossier.change-status', { id, baseRevision: revision + 3, to: 4, note: '' }))
  expect(await attach(counter, id, [await takeIn(counter)], { baseRevision: revision + 3 })).toMatchObject({ ok: false, error: { kind: 'edit-conflict', revision: revision + 4 } })
  await waitFor('all at the portal', async () => (await atPortal(id)).kinds.length === 7)
})

test('two counters that are offline add scans to one dossier: both stand, here, there and at the portal', async () => {
  const id = await receiveAndPart()
  for (const each of [counter, other]) {
    getOk(await attach(each, id, [await takeIn(each)]))
    getOk(await each.call('signing.sign', { dossierId: id }))
  }
  await line.up()
  await waitFor('the first scan', async () => (await atPortal(id)).whole === 1)
  await otherLine.up()
  getOk(await other.call('queue.retry', {}))
  await waitFor('both scans', async () => (await atPortal(id)).whole === 2)
  expect((await atPortal(id)).kinds).toEqual(['dossier.received', 'file.attached', 'file.signed', 'file.attached', 'file.signed'])
  for (const each of [counter, other]) {
    await pullNow(each)
    await waitFor('both at a counter', async () => {
      const { revision, dossierFiles, delivery } = await viewOf(each, id)
      return revision === 5 && delivery.state === 'received' && dossierFiles.map(({ state }) => state).toSorted().join() === 'elsewhere,received'
    })
  }
})

test('both add the very same file: the later is told as a conflict, and once it gives way the dossier has the file once and the lane goes on', async () => {
  const id = await receiveAndPart()
  const sent = await desk.makeScan('gửi qua thư.pdf', 20_000)
  for (const each of [counter, other]) {
    getOk(await attach(each, id, [await takeIn(each, birthPaper, sent)]))
    getOk(await each.call('signing.sign', { dossierId: id }))
  }
  getOk(await attach(other, id, [await takeIn(other)]))
  await line.up()
  await waitFor('the first', async () => (await atPortal(id)).whole === 1)
  await otherLine.up()
  getOk(await other.call('queue.retry', {}))
  const conflict = await waitFor('the conflict', async () => getOk(await other.call('queue.list', {})).find(({ dossierId, state, problemType }) => dossierId === id && state === 'needs-officer' && problemType === problemTypes.editConflict))
  await pullNow(other)
  await waitFor('the portal’s side', async () => (await other.call('queue.compare', { seq: conflict.seq })).ok)
  expect(getOk(await other.call('queue.reconcile', { seq: conflict.seq, reason: 'Quầy kia đã thêm', keep: [] }))).toEqual({ replayed: 1, withdrawn: 2 })
  getOk(await other.call('signing.sign', { dossierId: id }))
  await waitFor('the other scan too', async () => (await atPortal(id)).whole === 2)
  expect((await atPortal(id)).kinds).toEqual(['dossier.received', 'file.attached', 'file.signed', 'file.attached', 'file.signed'])
  await waitFor('nothing waiting', async () => getOk(await other.call('queue.list', {})).every(({ dossierId }) => dossierId !== id))
})

test('the same bytes attached at both and signed at one only: its signature stands and travels, the other waits for none and keeps them, and both open days later', async () => {
  const id = await receiveAndPart()
  const sent = await desk.makeScan('gửi qua thư.pdf', 20_000)
  const scan = await takeIn(counter, birthPaper, sent)
  getOk(await attach(counter, id, [scan]))
  getOk(await attach(other, id, [await takeIn(other, birthPaper, sent)]))
  const [signed] = getOk(await other.call('signing.sign', { dossierId: id }))
  await line.up()
  await waitFor('the first', async () => (await atPortal(id)).kinds.includes('file.attached'))
  await otherLine.up()
  getOk(await other.call('queue.retry', {}))
  const conflict = await waitFor('the conflict', async () => getOk(await other.call('queue.list', {})).find(({ dossierId, problemType }) => dossierId === id && problemType === problemTypes.editConflict))
  await pullNow(other)
  await waitFor('the portal’s side', async () => (await other.call('queue.compare', { seq: conflict.seq })).ok)
  expect(getOk(await other.call('queue.reconcile', { seq: conflict.seq, reason: 'Quầy kia đã thêm', keep: [] }))).toEqual({ replayed: 1, withdrawn: 1 })
  await waitFor('the signed file', async () => (await atPortal(id)).whole === 1)
  await waitFor('its receipt', async () => (await viewOf(other, id)).dossierFiles.map(({ state }) => state).join() === 'received')
  await pullNow(counter)
  await waitFor('nothing to sign at the first', async () => (await viewOf(counter, id)).dossierFiles.map(({ state }) => state).join() === 'elsewhere')
  expect(await counter.call('signing.sign', { dossierId: id })).toEqual({ ok: false, error: { kind: 'nothing-to-sign' } })
  for (const each of [counter, other]) {
    getOk(await each.call('core.close', {}))
    each.clock.offsetMs += 2 * day
    await each.logIn(office.officerId('reception'))
    each.clock.offsetMs -= 2 * day
  }
  expect(isStored(counter, scan)).toBe(true)
  expect(signed?.outcome.ok && inspect(other, (db) => findFile(db, signed.outcome.ok ? signed.outcome.signedSha256 : ''))).toBeTruthy()
})

test('bytes that were taken in once and are taken in again are held for another day', async () => {
  const paper = await desk.makeScan('hai lần.pdf', 20_000)
  counter.clock.offsetMs -= 2 * day
  const first = await takeIn(counter, birthPaper, paper)
  counter.clock.offsetMs += 2 * day
  const again = await takeIn(counter, birthPaper, paper)
  expect(again.sha256).toBe(first.sha256)
  getOk(await counter.call('core.close', {}))
  await counter.logIn(office.officerId('reception'))
  expect(isStored(counter, again)).toBe(true)
})

test('what cannot be added is answered with its reason, and changes nothing', async () => {
  const id = await receive()
  const [first, second] = [await takeIn(counter), await takeIn(counter)]
  getOk(await attach(counter, id, [first]))
  const before = await viewOf(counter, id)
  const refused = async (change: Parameters<typeof attach>[3], files = [second]) => {
    const told = await attach(counter, id, files, change)
    return told.ok ? undefined : told.error
  }
  expect(await refused({}, [first])).toEqual({ kind: 'scan-known', names: [first.name] })
  expect(await refused({ componentId: declaration }, [second, first])).toEqual({ kind: 'scan-known', names: [first.name] })
  expect(await refused({ componentId: '1.001193-TP03' })).toEqual({ kind: 'paper-not-handed-in' })
  expect(await refused({}, [])).toEqual({ kind: 'scans-missing' })
  expect(await refused({}, [{ ...second, sha256: '0'.repeat(64) }])).toEqual({ kind: 'file-missing', name: second.name })
  expect(await refused({ baseRevision: 1 })).toMatchObject({ kind: 'edit-conflict', revision: 2 })
  expect(await counter.call('dossier.attach-scans', { id: 'unknown', baseRevision: 1, componentId: birthPaper, secrecy: 'none', files: [second] })).toEqual({ ok: false, error: { kind: 'dossier-unknown' } })
  expect(await viewOf(counter, id)).toMatchObject({ revision: before.revision, dossierFiles: before.dossierFiles })
  await counter.logIn(office.officerId('head'))
  expect(await refused({})).toEqual({ kind: 'not-permitted', role: 'head' })
  await counter.logIn(office.officerId('reception'))
  getOk(await counter.call('dossier.change-status', { id, baseRevision: 2, to: 8, note: 'Không còn thuộc thẩm quyền' }))
  expect(await refused({})).toEqual({ kind: 'dossier-closed', status: 8 })
})

test('killed after the commit, the scan is in the dossier once and goes; killed before, it waits a day for its dossier and is then gone', async () => {
  const id = await receive()
  const [saved, unsaved, late] = [await takeIn(counter), await takeIn(counter), await takeIn(counter)]
  const { revision } = await viewOf(counter, id)
  const officer = office.officerId('reception')
  await counter.close()
  const dying = await openCoreProcess(counter, officer, { env: { QMC_FAULT_POINT: 'core-after-commit' } })
  const asked = dying.call('dossier.attach-scans', { id, baseRevision: revision, componentId: birthPaper, secrecy: 'none', files: [saved] })
  await dying.process.exited
  expect(await asked).toMatchObject({ ok: false, error: { kind: 'process-down' } })
  await counter.logIn(officer)
  expect((await viewOf(counter, id)).dossierFiles.map(({ name, state }) => [name, state])).toEqual([[saved.name, 'unsigned']])
  expect(await attach(counter, id, [saved], { baseRevision: revision })).toMatchObject({ ok: false, error: { kind: 'edit-conflict' } })
  expect(await attach(counter, id, [saved])).toEqual({ ok: false, error: { kind: 'scan-known', names: [saved.name] } })
  getOk(await attach(counter, id, [unsaved]))

  await line.down()
  await counter.close()
  counter.clock.offsetMs = day + 60_000
  await counter.logIn(officer)
  await counter.close()
  counter.clock.offsetMs = 0
  await counter.logIn(officer)
  await line.up()
  expect([saved, unsaved, late].map((file) => isStored(counter, file))).toEqual([true, true, false])
  expect(await attach(counter, id, [late])).toEqual({ ok: false, error: { kind: 'file-missing', name: late.name } })
  getOk(await counter.call('signing.sign', { dossierId: id }))
  await waitFor('both at the portal', async () => (await atPortal(id)).whole === 2)
  expect(inspect(counter, (db) => verifyChain(db, getDevice(db).device))).toMatchObject({ kind: 'intact' })
})
