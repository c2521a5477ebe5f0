import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { problemTypes } from '../../electron/contract/wire.ts'
import { findLetterhead } from '../../electron/core/catalogue/reference-store.ts'
import { getDevice } from '../../electron/core/context.ts'
import { listWants } from '../../electron/core/numbers/renew-leases.ts'
import { putChanges } from '../portal/change-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { createRestoreCode } from '../portal/restore/restore-code.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createCounter, getOk, getStatus, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** Money that the portal has already, of a counter that was put back from an older copy: it is written once. */

const itemId = '1.001193-LP'
let portal: TestPortal
let office: TestOffice
let line: FaultProxy
let counter: Counter
let stick: string

beforeAll(async () => {
  portal = await startReferencePortal()
})
afterAll(() => portal.close())
beforeEach(async () => {
  stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
  office = await openOffice(portal.database)
  line = await startFaultProxy(portal.url)
  counter = await startCounter(line.url, office, { officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
  await openTill(counter)
})
afterEach(async () => {
  await counter.close()
  await line.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})

async function openTill(at: Counter): Promise<void> {
  await waitFor('serials of receipts', () => inspect(at, (db) => listWants(db, Date.now()).length === 0))
  getOk(await at.call('till.open', { openingFloat: 0 }))
}

async function backUp(): Promise<void> {
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('backup.run', {}))
  await counter.logIn(office.officerId('reception'))
}

/** The PC dies, and a new one is made of its last backup. */
async function putBack(): Promise<void> {
  const { device } = inspect(counter, getDevice)
  await counter.close()
  removeFolder(counter)
  const dataFolder = mkdtempSync(join(tmpdir(), 'qmc-new-pc-'))
  const code = await createRestoreCode(portal.database, device)
  const { databaseKey } = getOk(await createCounter({ dataFolder }).call('core.restore', { dataFolder, folder: stick, portalUrl: line.url, code }))
  counter = createCounter({ dataFolder, key: Buffer.from(databaseKey, 'base64') })
  await counter.logIn(office.officerId('reception'))
  await waitFor('the portal’s answer to it', async () => (await getStatus(counter.call)).restored === undefined)
}

const moneyOf = async (dossierId: string) => getOk(await counter.call('money.get', { dossierId }))
const atPortal = async (id: string) => (await portal.database.query<{ n: number }>(`select jsonb_array_length(state::jsonb -> 'money' -> 'payments') as n from dossier where id = $1`, [id]))[0]?.n

/** A fee taken at this counter and at another that did not know of it: settled here, arrived, and then forgotten. @returns the step that waits again */
async function forgetSettledFee(): Promise<{ id: string; seq: number }> {
  const other = await startCounter(portal.url, office, { code: 1 })
  await openTill(other)
  const { dossierId: id } = getOk(await counter.call('dossier.receive', makeIntake()))
  await waitForDelivery(counter.call, id, 'received')
  await pullNow(other)
  await waitFor('it at the other counter', async () => (await listAll(other.call)).some((row) => row.id === id))
  await line.down()
  for (const each of [counter, other]) getOk(await each.call('money.collect', { dossierId: id, itemIds: [itemId] }))
  await waitForDelivery(other.call, id, 'received')
  await other.close()
  removeFolder(other)
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  expect(await waitForDelivery(counter.call, id, 'needs-officer')).toMatchObject({ problemType: problemTypes.editConflict })
  const seq = await findConflict(id)
  await backUp()
  getOk(await counter.call('queue.reconcile', { seq, reason: 'Thu hai lần', keep: [] }))
  await waitForDelivery(counter.call, id, 'received')
  expect(await atPortal(id)).toBe(2)
  await putBack()
  await pullNow(counter)
  await waitFor('both payments of the portal', async () => inspect(counter, (db) => db.prepare(`SELECT json_array_length(state, '$.money.payments') FROM dossier_at_portal WHERE id = ?`).pluck().get(id)) === 2)
  expect(await findConflict(id)).toBe(seq)
  return { id, seq }
}

async function findConflict(id: string): Promise<number> {
  const { seq } = getOk(await counter.call('queue.list', {})).find((item) => item.dossierId === id)!
  await pullNow(counter)
  await waitFor('both sides', async () => (await counter.call('queue.compare', { seq })).ok)
  return seq
}

async function expectBothOnce(id: string): Promise<void> {
  await waitForDelivery(counter.call, id, 'received')
  expect((await moneyOf(id)).payments.map(({ state, receipts }) => [state, receipts.length])).toEqual([['paid', 1], ['paid', 1]])
  await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0)
  expect(await atPortal(id)).toBe(2)
}

test('a fee whose conflict was settled before is not written twice when it is settled again', async () => {
  const { id, seq } = await forgetSettledFee()
  expect(getOk(await counter.call('queue.reconcile', { seq, reason: 'Đã thu', keep: [] }))).toEqual({ replayed: 0, withdrawn: 1 })
  expect(getOk(await counter.call('queue.withdrawn', {}))).toMatchObject([{ replaced: true }])
  await expectBothOnce(id)
}, 150_000)

test('and may be withdrawn, because the portal has it in its books', async () => {
  const { id, seq } = await forgetSettledFee()
  expect(getOk(await counter.call('queue.withdraw', { seq, reason: 'Cổng đã có' }))).toEqual({ replayed: 0, withdrawn: 1 })
  await expectBothOnce(id)
}, 150_000)

test('a transfer that was settled before is not settled again: neither by the portal’s word nor by an officer’s tick, and gets no second receipt', async () => {
  await waitFor('the account of the office', () => inspect(counter, (db) => findLetterhead(db, getDevice(db).officeId)?.bank !== undefined))
  const { dossierId: id } = getOk(await counter.call('dossier.receive', makeIntake()))
  const { dossierId: ticked } = getOk(await counter.call('dossier.receive', makeIntake()))
  const { reference } = getOk(await counter.call('money.show-transfer', { dossierId: id, itemIds: [itemId] }))
  const { paymentId } = getOk(await counter.call('money.show-transfer', { dossierId: ticked, itemIds: [itemId] }))
  for (const each of [id, ticked]) await waitForDelivery(counter.call, each, 'received')
  await backUp()
  await putChanges(portal.database, [{ kind: 'payment', ref: reference, officeId: office.id, value: { reference, amount: 5000, bankReference: 'NAPAS-1' } }])
  await pullNow(counter)
  await waitFor('the word of the portal', async () => (await moneyOf(id)).lines[0]!.state === 'paid')
  const tick = () => counter.call('money.settle-transfer', { paymentId, outcome: 'received', bankReference: 'FT21074001' })
  getOk(await tick())
  for (const each of [id, ticked]) await waitForDelivery(counter.call, each, 'received')
  const before = [await moneyOf(id), await moneyOf(ticked)]
  await putBack()
  await waitFor('what the portal has', async () => (await moneyOf(id)).lines[0]!.state === 'paid' && (await moneyOf(ticked)).lines[0]!.state === 'paid')
  await waitFor('serials of receipts', () => inspect(counter, (db) => listWants(db, Date.now()).length === 0))
  await pullNow(counter)
  getOk(await tick())
  expect([await moneyOf(id), await moneyOf(ticked)]).toEqual(before)
  await waitFor('none to be awaited', async () => getOk(await counter.call('till.get', {})).pending.length === 0)
  expect(inspect(counter, (db) => db.prepare(`SELECT count(*) FROM journal WHERE kind = 'fee.transfer-settled'`).pluck().get())).toBe(0)
  expect(counter.log).toEqual([])
}, 150_000)
