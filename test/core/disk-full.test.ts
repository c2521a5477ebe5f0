import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getDevice } from '../../electron/core/context.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { getOk, inspect, listAll, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { openCoreProcess, startCoreProcess } from './support/core-process.ts'
import { createFullDisk } from './support/full-disk.ts'
import { findPersonalData, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter
const work = mkdtempSync(join(tmpdir(), 'qmc-full-'))

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office)
  await counter.close()
})
afterAll(async () => {
  await line.down()
  await portal.close()
  removeFolder(counter)
  rmSync(work, { recursive: true, force: true })
})

const draft = { id: 'nháp', applicant: {}, components: [], sets: 1, returnAt: 'counter' as const, note: '' }

test('a full disk refuses in words, keeps all that was saved, and the same Receive goes through when there is room', async () => {
  const disk = createFullDisk(work, counter.dataFolder)
  await line.down()
  // The ballast comes some seconds after the opening: here there is none yet.
  const core = await openCoreProcess(counter, office.officerId('reception'), { env: { ...disk.env, QMC_BALLAST_BYTES: undefined } })
  const saved = [getOk(await core.call('dossier.receive', makeIntake())), getOk(await core.call('dossier.receive', makeIntake()))]
  getOk(await core.call('draft.save', draft))

  // The log file may have room inside that a commit can overwrite; with more Receives it must grow.
  disk.fill()
  const refused = makeIntake()
  await waitFor('the refusal', async () => {
    const answer = await core.call('dossier.receive', { ...makeIntake(), note: 'đĩa đầy '.repeat(100) })
    if (answer.ok) saved.push(answer.value)
    else expect(answer.error).toEqual({ kind: 'disk-full' })
    return !answer.ok
  })
  expect(await core.call('dossier.receive', refused)).toEqual({ ok: false, error: { kind: 'disk-full' } })
  expect(await core.call('draft.save', { ...draft, note: 'đĩa đầy '.repeat(120) })).toEqual({ ok: false, error: { kind: 'disk-full' } })
  expect((await listAll(core.call)).map(({ code }) => code)).toEqual(saved.map(({ code }) => code).reverse())
  expect(getOk(await core.call('draft.get', { id: draft.id })).note).toBe('')
  expect(await core.call('dossier.get', { id: refused.draftId })).toEqual({ ok: false, error: { kind: 'dossier-unknown' } })

  disk.free()
  const again = getOk(await core.call('dossier.receive', refused))
  expect(Number(again.code.slice(-4))).toBe(saved.length + 1)
  await line.up()
  getOk(await core.call('queue.retry', {}))
  await waitForDelivery(core.call, refused.draftId, 'received')
  await core.process.kill()
  expect(findPersonalData(core.process.readStderr())).toEqual([])
  expect(inspect(counter, (db) => verifyChain(db, getDevice(db).device))).toEqual({ kind: 'intact', entries: saved.length + 1 })
  expect((await listArrived(portal.database, office)).map(({ id }) => id)).toEqual([...saved.map(({ dossierId }) => dossierId), refused.draftId])
})

test('a disk that is full while the portal answers: the ballast has room for the receipt, nothing new is taken in, and all goes on when there is room', async () => {
  const disk = createFullDisk(work, counter.dataFolder)
  const ballast = join(counter.dataFolder, 'ballast.bin')
  const core = await openCoreProcess(counter, office.officerId('reception'), { env: { ...disk.env, QMC_BALLAST_BYTES: '1000000' } })
  await waitFor('the ballast', () => existsSync(ballast) && statSync(ballast).size === 1_000_000)
  line.holdReplies('POST /v1/entries')
  const intake = makeIntake()
  getOk(await core.call('dossier.receive', intake))
  await line.waitForHeldReply()
  disk.fill()
  // The log may have room inside; then the next save finds none.
  await waitFor('the full disk', async () => (await core.call('draft.save', { ...draft, note: 'đĩa đầy '.repeat(120) })).ok === false)
  expect(existsSync(ballast)).toBe(false)
  line.releaseReplies()
  await waitForDelivery(core.call, intake.draftId, 'received')
  expect(getOk(await core.call('status.get', {})).disk).toEqual({ state: 'full' })
  const next = makeIntake()
  expect(await core.call('dossier.receive', next)).toEqual({ ok: false, error: { kind: 'disk-full' } })
  getOk(await core.call('draft.save', draft))

  disk.free()
  getOk(await core.call('dossier.receive', next))
  expect([getOk(await core.call('status.get', {})).disk, existsSync(ballast)]).toEqual([undefined, true])
  await waitForDelivery(core.call, next.draftId, 'received')
  await core.process.kill()
  expect((await listArrived(portal.database, office)).filter(({ id }) => id === intake.draftId)).toHaveLength(1)
  expect(findPersonalData(core.process.readStderr())).toEqual([])
})

test('a disk that is full when the app starts is told for what it is, and the same start succeeds when there is room', async () => {
  const disk = createFullDisk(work, counter.dataFolder)
  const folder = { dataFolder: counter.dataFolder, key: counter.key.toString('base64'), mustExist: true }
  const core = startCoreProcess({ env: { ...disk.env, ...disk.after(1) } })
  expect(await core.call('core.open', folder)).toEqual({ ok: false, error: { kind: 'disk-full' } })
  await core.process.kill()
  expect(core.process.readStderr()).toBe('')
  expect(existsSync(join(counter.dataFolder, 'ballast.bin'))).toBe(false)
  const again = startCoreProcess()
  expect(await again.call('core.open', folder)).toMatchObject({ ok: true })
  await again.process.kill()
})
