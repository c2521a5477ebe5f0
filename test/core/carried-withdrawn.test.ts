import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { listParts } from '../../electron/core/continuity/hand-in-unsent.ts'
import { importQueue } from '../portal/import-queue.ts'
import type { PortalContext } from '../portal/context.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { describePortal } from './support/portal-context.ts'
import { createCounter, getOk, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake, poisonComponents, poisonProcedure } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** What another disk holds, and what is carried, once steps were given up that never travelled: the portal has not so much as their links. */

let portal: TestPortal
let context: PortalContext
let line: FaultProxy
let office: TestOffice
let counter: Counter
let stick: string

beforeAll(async () => {
  portal = await startReferencePortal()
  context = await describePortal(portal)
})
afterAll(() => portal.close())
beforeEach(async () => {
  stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office, { officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
})
afterEach(async () => {
  await counter.close()
  await line.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})

const readCopy = (): string => readFileSync(join(stick, readdirSync(stick).find((name) => name.endsWith('.qmc')) ?? 'none'), 'utf8')
const listThere = async () => (await listArrived(portal.database, office)).map((dossier) => dossier.id)
const receive = () => counter.call('dossier.receive', makeIntake()).then(getOk).then(({ dossierId }) => dossierId)

const setSecret = (is: boolean) => portal.database.query('update procedure set secret = $2 where code = $1', [poisonProcedure, is])
const withdraw = (seq: number) => counter.call('queue.withdraw', { seq, reason: 'Công dân lấy lại giấy tờ' })

async function receiveRefused(): Promise<{ id: string; seq: number }> {
  await setSecret(true)
  const { dossierId: id } = getOk(await counter.call('dossier.receive', makeIntake({ procedureCode: poisonProcedure, components: poisonComponents })))
  await waitForDelivery(counter.call, id, 'needs-officer')
  return { id, seq: getOk(await counter.call('queue.list', {})).find((item) => item.dossierId === id)!.seq }
}

/** Refused, and given up with two steps behind it, without a line. @param between what is done in between */
async function giveUp(between: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  const { id, seq } = await receiveRefused()
  await line.down()
  await between()
  getOk(await counter.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  getOk(await counter.call('dossier.change-status', { id, baseRevision: 2, to: 9, note: '' }))
  getOk(await withdraw(seq))
  // What it was refused for passes meanwhile.
  await setSecret(false)
}

test('what stands behind them on the other disk is taken in, and they are not, whether that was begun before or after', async () => {
  await giveUp()
  const waiting = [await receive()]
  await importQueue(context, readCopy())
  expect(await listThere()).toEqual(waiting)
  await counter.close()
  counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key })
  await counter.logIn(office.officerId('reception'))
  waiting.push(await receive())
  await importQueue(context, readCopy())
  expect(await listThere()).toEqual(waiting)
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  for (const id of waiting) await waitForDelivery(counter.call, id, 'received')
})

test('what is exported behind them is taken in, and they are not', async () => {
  await giveUp()
  const waiting = await receive()
  await counter.logIn(office.officerId('administrator'))
  const { path, entries } = getOk(await counter.call('queue.export', { folder: stick }))
  expect(await importQueue(context, readFileSync(path, 'utf8'))).toMatchObject({ held: entries })
  expect(await listThere()).toEqual([waiting])
})

test('a queue of months, given in parts, is taken in part by part', async () => {
  const waiting: string[] = []
  await giveUp(async () => waiting.push(await receive()))
  waiting.push(await receive())
  await counter.logIn(office.officerId('administrator'))
  const { path } = getOk(await counter.call('queue.export', { folder: stick }))
  for (const part of listParts(readFileSync(path, 'utf8'), 1)) await importQueue(context, part)
  expect(await listThere()).toEqual(waiting)
})

test('what was carried there is not withdrawn here before the portal has said whether it has it', async () => {
  const [taken, refused] = [await receiveRefused(), await receiveRefused()]
  await counter.logIn(office.officerId('administrator'))
  const { path } = getOk(await counter.call('queue.export', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
  // What came since is in no export.
  expect(await withdraw((await receiveRefused()).seq)).toMatchObject({ ok: true })
  await setSecret(false)
  const [head = '', first = ''] = readFileSync(path, 'utf8').split('\n')
  expect(await importQueue(context, `${head}\n${first}\n`)).toMatchObject({ held: 1 })
  expect(await listThere()).toEqual([taken.id])
  expect(await withdraw(taken.seq)).toEqual({ ok: false, error: { kind: 'portal-side-unknown' } })
  await waitForDelivery(counter.call, taken.id, 'received')
  await waitFor('the portal’s word of the other', async () => (await withdraw(refused.seq)).ok)
  expect(await listThere()).toEqual([taken.id])
})

test('a dossier that was mended with steps behind it is taken in as it was mended', async () => {
  const phone = '+84987000333'
  await portal.database.query(`alter table dossier add constraint province_rule check (coalesce(state -> 'applicant' ->> 'phone', '') <> '${phone}')`)
  const { dossierId: id } = getOk(await counter.call('dossier.receive', makeIntake({ applicant: { ...makeIntake().applicant, phone } })))
  await waitForDelivery(counter.call, id, 'needs-officer')
  const { seq } = getOk(await counter.call('queue.list', {})).find((item) => item.dossierId === id)!
  await line.down()
  getOk(await counter.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  const { applicant } = getOk(await counter.call('queue.mendable', { seq }))
  const { email: _email, taxCode: _taxCode, ...known } = applicant
  const corrected = { ...known, birthDate: known.birthDate ?? undefined, sex: known.sex ?? undefined, address: known.address ?? '', phone: '0912345678' }
  getOk(await counter.call('queue.mend', { seq, reason: 'Số điện thoại sai', changes: { applicant: corrected as never } }))
  const next = await receive()
  expect(await importQueue(context, readCopy())).toMatchObject({ refused: [] })
  expect((await listArrived(portal.database, office)).map((dossier) => [dossier.id, dossier.revision])).toEqual([[id, 2], [next, 1]])
})
