import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes } from '../../electron/contract/wire.ts'
import { write } from '../../electron/core/db/open.ts'
import { discardUnusedFiles } from '../../electron/core/files/discard-files.ts'
import { insertFile } from '../../electron/core/files/file-store.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { getDevice } from '../../electron/core/context.ts'
import { listWants } from '../../electron/core/numbers/renew-leases.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, getStatus, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** What an officer does about what the portal refused: withdraw, mend, settle a conflict. */

let portal: TestPortal
let office: TestOffice
let line: FaultProxy
let counter: Counter
let other: Counter
const waitMs = 60_000
/** A telephone number this province's database takes from nobody. */
const refusedPhone = '+84987000111'

beforeAll(async () => {
  portal = await startReferencePortal()
  await portal.database.query(`alter table dossier add constraint province_rule check (coalesce(state -> 'applicant' ->> 'phone', '') <> '${refusedPhone}')`)
  office = await openOffice(portal.database)
  line = await startFaultProxy(portal.url)
  counter = await startCounter(line.url, office)
  other = await startCounter(portal.url, office, { code: 1 })
  await waitFor('its ranges, the register among them', () => inspect(counter, (db) => listWants(db, Date.now()).length === 0), waitMs)
})
afterAll(async () => {
  for (const each of [counter, other]) await each.close()
  await line.close()
  await portal.close()
  for (const each of [counter, other]) removeFolder(each)
})

const poisoned = () => makeIntake({ applicant: { ...makeIntake().applicant, phone: refusedPhone } })
/** A scan of long ago, as press would have left it. */
const scan = { sha256: 'ab'.repeat(32), key: 'k', path: 'ab/scan.bin', sizeBytes: 4, pages: 1 }
const scanPath = () => join(counter.dataFolder, 'files', scan.path)

function storeScan(): void {
  mkdirSync(dirname(scanPath()), { recursive: true })
  writeFileSync(scanPath(), 'scan')
  inspect(counter, (db) => write(db, (writeDb) => insertFile(writeDb, scan, '2026-01-01T00:00:00Z')))
}

function sweepAll(): void {
  inspect(counter, (db) => discardUnusedFiles({ db, filesFolder: join(counter.dataFolder, 'files'), now: Date.now }))
}

const queueOf = async () => getOk(await counter.call('queue.list', {}))
const arrived = async (id: string) => (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)
const emptied = () => waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0, waitMs)

async function receiveRefused(papers = poisoned().components): Promise<{ id: string; code: string; seq: number }> {
  const { dossierId, code } = getOk(await counter.call('dossier.receive', { ...poisoned(), components: papers }))
  await waitForDelivery(counter.call, dossierId, 'needs-officer', waitMs)
  const item = (await queueOf()).find((each) => each.dossierId === dossierId)
  return { id: dossierId, code, seq: item!.seq }
}

test('withdrawn: it is sent no more, stays in the journal and in the list of withdrawn ones, its number is void at the portal, and the next dossier takes the next number', async () => {
  storeScan()
  const [first, ...others] = poisoned().components
  const { id, code, seq } = await receiveRefused([{ ...first!, files: [{ sha256: scan.sha256, name: 'Tờ khai.pdf', sizeBytes: 4, pages: 1, origin: 'scanned' }] }, ...others])
  expect((await queueOf()).filter(({ dossierId }) => dossierId === id)).toMatchObject([{ seq }, { kind: 'file.attached', behindSeq: seq }, { what: 'file', state: 'unsigned' }])
  const line = getOk(await counter.call('dossier.get', { id })).life.register!
  expect(await counter.call('queue.withdraw', { seq, reason: '  ' })).toEqual({ ok: false, error: { kind: 'reason-missing' } })
  expect(getOk(await counter.call('queue.withdraw', { seq, reason: 'Công dân lấy lại giấy tờ' }))).toEqual({ replayed: 0, withdrawn: 2, voided: code })
  // The journal goes on naming the scan, so it stays as any dossier's does.
  sweepAll()
  expect(existsSync(scanPath())).toBe(true)
  expect((await listAll(counter.call)).map((row) => row.id)).not.toContain(id)
  expect(getOk(await counter.call('dossier.search', { text: code, limit: 10 }))).toEqual([])
  expect(getOk(await counter.call('queue.withdrawn', {}))).toMatchObject([{ seq, kind: 'dossier.received', code, reason: 'Công dân lấy lại giấy tờ', replaced: false }, { kind: 'file.attached', text: 'Tờ khai.pdf' }])
  await emptied()
  expect(await arrived(id)).toBeUndefined()
  const serial = Number(code.split('-').at(-1))
  expect(await portal.database.query(`select state from number_account where series = $1 and serial = $2`, [`dossier:${office.agencyCode}`, serial])).toEqual([{ state: 'void' }])
  expect(await portal.database.query(`select state from number_account where series = $1 and period = $2 and serial = $3`, [line.series, line.period, line.serial])).toEqual([{ state: 'void' }])
  expect(await portal.database.query('select count(*)::int as n from refusal')).toEqual([{ n: 0 }])
  const next = getOk(await counter.call('dossier.receive', makeIntake()))
  expect(Number(next.code.split('-').at(-1))).toBe(serial + 1)
  await waitForDelivery(counter.call, next.dossierId, 'received', waitMs)
  expect(await counter.call('queue.withdraw', { seq, reason: 'lần nữa' })).toEqual({ ok: false, error: { kind: 'queue-item-gone' } })
  inspect(counter, (db) => expect(verifyChain(db, getDevice(db).device).kind).toBe('intact'))
}, 150_000)

test('the receipt is out: whom to tell is shown, that it was told is journalled past the waiting lane, number and appointment stay', async () => {
  const { id, code, seq } = await receiveRefused()
  const find = async () => (await queueOf()).find((each) => each.seq === seq)!
  const item = await find()
  expect(item.sizeBytes).toBeGreaterThan(500)
  expect(item.handedOut).toMatchObject({ phone: refusedPhone })
  expect(item.handedOut?.told).toBeUndefined()
  getOk(await counter.call('queue.told', { seq, way: 'phone', note: 'Chiều mai mang giấy đến' }))
  expect((await find()).handedOut?.told).toMatchObject({ way: 'phone', note: 'Chiều mai mang giấy đến' })
  await waitFor('the entry at the portal', async () => (await portal.database.query(`select 1 from entry where kind = 'citizen.told' and payload->>'code' = $1`, [code])).length === 1, waitMs)
  expect(getOk(await counter.call('dossier.get', { id }))).toMatchObject({ code, dueAt: item.handedOut!.dueAt })
  getOk(await counter.call('queue.withdraw', { seq, reason: 'Công dân nộp nơi khác' }))
  expect(await counter.call('queue.told', { seq, way: 'phone', note: '' })).toEqual({ ok: false, error: { kind: 'queue-item-gone' } })
}, 150_000)

test('mended: the same dossier with the same number arrives corrected, and what waited behind it arrives too', async () => {
  const { id, code, seq } = await receiveRefused()
  getOk(await counter.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  // It and the numbers of the counter's own books do not wait for the same.
  const behind = (await queueOf()).filter(({ behindSeq }) => behindSeq !== undefined)
  expect(behind).toMatchObject([{ kind: 'dossier.status-changed', dossierId: id, behindSeq: seq }])
  const { applicant } = getOk(await counter.call('queue.mendable', { seq }))
  expect(applicant.phone).toBe(refusedPhone)
  const { email: _email, taxCode: _taxCode, ...known } = applicant
  const corrected = { ...known, birthDate: known.birthDate ?? undefined, sex: known.sex ?? undefined, address: known.address ?? '', phone: '0912345678' }
  expect(getOk(await counter.call('queue.mend', { seq, reason: 'Số điện thoại sai', changes: { applicant: corrected as never } }))).toEqual({ replayed: 2, withdrawn: 0 })
  await waitForDelivery(counter.call, id, 'received', waitMs)
  expect(await arrived(id)).toMatchObject({ code, status: 4, revision: 2 })
  expect(getOk(await counter.call('dossier.get', { id }))).toMatchObject({ code, status: 4, revision: 2, applicant: { phone: '+84912345678' }, timeline: [{ kind: 'dossier.received' }, { kind: 'dossier.status-changed' }] })
  expect(getOk(await counter.call('queue.withdrawn', {})).filter((item) => item.code === code)).toMatchObject([{ replaced: true }, { replaced: true }])
}, 150_000)

async function makeConflict(receivedAt = counter): Promise<{ id: string; seq: number }> {
  const { dossierId: id } = getOk(await receivedAt.call('dossier.receive', makeIntake()))
  await waitForDelivery(receivedAt.call, id, 'received', waitMs)
  const pulling = receivedAt === counter ? other : counter
  await pullNow(pulling)
  await waitFor('it at the other counter', async () => (await listAll(pulling.call)).some((row) => row.id === id), waitMs)
  await line.down()
  getOk(await counter.call('dossier.amend', { id, baseRevision: 1, reason: 'Sửa ở quầy', changes: { note: 'Trả buổi sáng', subject: 'Nội dung của quầy' } }))
  getOk(await other.call('dossier.amend', { id, baseRevision: 1, reason: 'Sửa ở nơi khác', changes: { note: 'Trả buổi chiều', subject: 'Nội dung nơi khác' } }))
  await waitForDelivery(other.call, id, 'received', waitMs)
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  expect(await waitForDelivery(counter.call, id, 'needs-officer', waitMs)).toMatchObject({ problemType: problemTypes.editConflict })
  const { seq } = (await queueOf()).find((item) => item.dossierId === id)!
  await pullNow(counter)
  await waitFor('both sides', async () => (await counter.call('queue.compare', { seq })).ok, waitMs)
  return { id, seq }
}

test('a conflict is shown text by text and settled text by text: the chosen stands at the portal and at both counters', async () => {
  const { id, seq } = await makeConflict()
  // What was received before is no dossier that has not arrived.
  expect((await getStatus(counter.call)).queue).toMatchObject({ dossiersWaiting: 1, dossiersChanged: 1 })
  await waitFor('whose the other version is', async () => getOk(await counter.call('queue.compare', { seq })).portalBy !== undefined, waitMs)
  expect(getOk(await counter.call('queue.compare', { seq })).portalBy).toMatchObject({ counterNumber: 2, kind: 'dossier.amended', text: 'Sửa ở nơi khác' })
  expect(getOk(await counter.call('queue.compare', { seq })).fields).toEqual([
    { key: 'request', field: 'request', person: null, ours: 'Nội dung của quầy', theirs: 'Nội dung nơi khác' },
    { key: 'note', field: 'note', person: null, ours: 'Trả buổi sáng', theirs: 'Trả buổi chiều' }
  ])
  expect(getOk(await counter.call('queue.reconcile', { seq, reason: 'Đã hỏi nhau', keep: ['note'] }))).toEqual({ replayed: 1, withdrawn: 0 })
  await waitForDelivery(counter.call, id, 'received', waitMs)
  for (const each of [counter, other]) {
    await pullNow(each)
    await waitFor('the settled dossier', async () => getOk(await each.call('dossier.get', { id })).revision === 3, waitMs)
    expect(getOk(await each.call('dossier.get', { id })).life).toMatchObject({ note: 'Trả buổi sáng', subject: 'Nội dung nơi khác' })
  }
}, 150_000)

test('a conflict in which the portal’s version is taken leaves the dossier as the portal has it, and the next act goes on from there', async () => {
  const { id, seq } = await makeConflict()
  expect(getOk(await counter.call('queue.reconcile', { seq, reason: 'Theo nơi kia', keep: [] }))).toEqual({ replayed: 0, withdrawn: 1 })
  const view = getOk(await counter.call('dossier.get', { id }))
  expect(view).toMatchObject({ revision: 2, life: { note: 'Trả buổi chiều', subject: 'Nội dung nơi khác' } })
  getOk(await counter.call('dossier.change-status', { id, baseRevision: 2, to: 4, note: '' }))
  await waitForDelivery(counter.call, id, 'received', waitMs)
  expect(await arrived(id)).toMatchObject({ status: 4, revision: 3 })
}, 150_000)

describe('money', () => {
  const itemId = '1.001193-LP'
  const collect = (at: Counter, dossierId: string) => at.call('money.collect', { dossierId, itemIds: [itemId] })
  const paymentsOf = async (id: string) => (await portal.database.query<{ n: number }>(`select jsonb_array_length(state::jsonb -> 'money' -> 'payments') as n from dossier where id = $1`, [id]))[0]?.n

  /** Received at the one counter, known at the other, and the one's line is cut. */
  async function makeShared(): Promise<string> {
    const { dossierId: id } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitForDelivery(counter.call, id, 'received', waitMs)
    await pullNow(other)
    await waitFor('it at the other counter', async () => (await listAll(other.call)).some((row) => row.id === id), waitMs)
    await line.down()
    return id
  }

  beforeAll(async () => {
    for (const each of [counter, other]) {
      await waitFor('serials of receipts', () => inspect(each, (db) => listWants(db, Date.now()).length === 0), waitMs)
      getOk(await each.call('till.open', { openingFloat: 0 }))
    }
  }, 150_000)

  test('taken at one counter goes together with what another does to the dossier meanwhile', async () => {
    const id = await makeShared()
    getOk(await collect(counter, id))
    getOk(await other.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
    await waitForDelivery(other.call, id, 'received', waitMs)
    await line.up()
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, id, 'received', waitMs)
    expect(await arrived(id)).toMatchObject({ status: 4, revision: 3 })
    expect(await paymentsOf(id)).toBe(1)
  }, 150_000)

  /** The other counter's payment is at the portal when this one's comes: told, both sides shown, not to be withdrawn. @returns the step that waits */
  async function meetOtherPayment(id: string): Promise<number> {
    await waitForDelivery(other.call, id, 'received', waitMs)
    await line.up()
    getOk(await counter.call('queue.retry', {}))
    expect(await waitForDelivery(counter.call, id, 'needs-officer', waitMs)).toMatchObject({ problemType: problemTypes.editConflict })
    const { seq } = (await queueOf()).find((item) => item.dossierId === id)!
    await pullNow(counter)
    await waitFor('both sides', async () => (await counter.call('queue.compare', { seq })).ok, waitMs)
    expect(await counter.call('queue.withdraw', { seq, reason: 'x' })).toEqual({ ok: false, error: { kind: 'withdraw-has-money' } })
    return seq
  }

  test('taken twice is told, and both payments stand until one receipt is voided', async () => {
    const id = await makeShared()
    const [receipt] = getOk(await collect(counter, id)).receipts
    getOk(await collect(other, id))
    const seq = await meetOtherPayment(id)
    expect(getOk(await counter.call('queue.reconcile', { seq, reason: 'Thu hai lần', keep: [] }))).toEqual({ replayed: 1, withdrawn: 0 })
    getOk(await counter.call('money.void-receipt', { ...receipt!, reason: 'Thu hai lần' }))
    await waitForDelivery(counter.call, id, 'received', waitMs)
    expect(await arrived(id)).toMatchObject({ revision: 4 })
    expect(await paymentsOf(id)).toBe(2)
  }, 150_000)

  test('one transfer that two counters without the line showed and found is told: both receipts stand until one is voided, and nothing is given back for it', async () => {
    const id = await makeShared()
    const paid = async (at: Counter) => {
      const { paymentId, reference } = getOk(await at.call('money.show-transfer', { dossierId: id, itemIds: [itemId] }))
      getOk(await at.call('money.settle-transfer', { paymentId, outcome: 'received', bankReference: 'FT21074009' }))
      return reference
    }
    // Neither knows of the other, so both write the same reference: the citizen pays once.
    expect(await paid(counter)).toBe(await paid(other))
    const seq = await meetOtherPayment(id)
    expect(getOk(await counter.call('queue.reconcile', { seq, reason: 'Một lần chuyển khoản, hai biên lai', keep: [] }))).toEqual({ replayed: 2, withdrawn: 0 })
    const { payments } = getOk(await counter.call('money.get', { dossierId: id }))
    expect(payments.map(({ state, receipts }) => [state, receipts.length])).toEqual([['paid', 1], ['paid', 1]])
    const { series, period, serial } = payments[1]!.receipts[0]!
    expect(getOk(await counter.call('money.void-receipt', { series, period, serial, reason: 'Tiền về một lần' }))).toEqual({ refunded: 0 })
    await waitForDelivery(counter.call, id, 'received', waitMs)
    expect(await paymentsOf(id)).toBe(2)
    expect(getOk(await counter.call('money.get', { dossierId: id })).lines).toMatchObject([{ state: 'paid' }])
  }, 150_000)

  test('given back, it no longer keeps a refused dossier from being withdrawn', async () => {
    const { id, code, seq } = await receiveRefused()
    const [receipt] = getOk(await collect(counter, id)).receipts
    const withdraw = () => counter.call('queue.withdraw', { seq, reason: 'Công dân lấy lại giấy tờ' })
    expect(await withdraw()).toEqual({ ok: false, error: { kind: 'withdraw-has-money' } })
    getOk(await counter.call('money.void-receipt', { ...receipt!, reason: 'Trả lại tiền' }))
    expect(getOk(await withdraw())).toEqual({ replayed: 0, withdrawn: 3, voided: code })
    await emptied()
  }, 150_000)
})

test('withdrawn where nothing here says how the dossier was before: first the portal is asked; another counter’s dossier is neither removed nor its number void', async () => {
  const { id, seq } = await makeConflict(other)
  // As a database leaves it that was brought here from before bases were kept.
  inspect(counter, (db) => db.exec('DELETE FROM dossier_base; DELETE FROM dossier_at_portal'))
  expect(await counter.call('queue.withdraw', { seq, reason: 'Theo nơi kia' })).toEqual({ ok: false, error: { kind: 'portal-side-unknown' } })
  expect(await counter.call('dossier.get', { id })).toMatchObject({ ok: true })
  await pullNow(counter)
  const answer = await waitFor('the portal’s side', async () => {
    const withdrawn = await counter.call('queue.withdraw', { seq, reason: 'Theo nơi kia' })
    return withdrawn.ok && withdrawn.value
  }, waitMs)
  expect(answer).toEqual({ replayed: 0, withdrawn: 1 })
  expect(getOk(await counter.call('dossier.get', { id }))).toMatchObject({ revision: 2, life: { note: 'Trả buổi chiều' } })
}, 150_000)
