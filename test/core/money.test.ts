import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putChanges } from '../portal/change-store.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { addDays, localDay } from '../../electron/domain/calendar.ts'
import { findReferenceValue, putReference } from '../../electron/core/catalogue/reference-store.ts'
import { write, type ReadDb } from '../../electron/core/db/open.ts'
import { findSetting } from '../../electron/core/db/setting-store.ts'
import { listWants } from '../../electron/core/numbers/renew-leases.ts'
import { getOk, getStatus, inspect, pullNow, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

let portal: TestPortal
let office: TestOffice
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office)
  await waitFor('leases of every series', () => inspect(counter, (db) => count(db, 'SELECT count(*) FROM number_lease') > 0 && listWants(db, Date.now()).length === 0))
})
afterAll(async () => {
  await counter.close()
  await portal.close()
  removeFolder(counter)
})

const count = (db: ReadDb, sql: string): number => db.prepare(sql).pluck().get() as number
const itemId = '1.001193-LP'

async function receive(): Promise<string> {
  return getOk(await counter.call('dossier.receive', makeIntake())).dossierId
}

async function till() {
  return getOk(await counter.call('till.get', {}))
}

describe('money at the counter', () => {
  test('is taken only into an open till, once, and a receipt has a serial of its own', async () => {
    const dossierId = await receive()
    const collect = (tendered?: number) => counter.call('money.collect', { dossierId, itemIds: [itemId], ...(tendered === undefined ? {} : { tendered }) })
    expect(await collect()).toMatchObject({ ok: false, error: { kind: 'shift-closed' } })
    getOk(await counter.call('till.open', { openingFloat: 500_000 }))
    expect(await counter.call('till.open', { openingFloat: 1 })).toMatchObject({ ok: false, error: { kind: 'shift-open' } })
    expect(await collect(4999)).toMatchObject({ ok: false, error: { kind: 'cash-too-little' } })
    expect(await counter.call('till.open', { openingFloat: -1 })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
    const taken = getOk(await collect(10_000))
    expect(taken).toMatchObject({ total: 5000, change: 5000 })
    expect(await collect()).toMatchObject({ ok: false, error: { kind: 'nothing-to-collect' } })
    const form = getOk(await counter.call('form.render', { kind: 'fee-receipt', ...taken.receipts[0]! }))
    for (const part of ['Năm nghìn đồng', 'Liên 1', 'Liên 2', String(taken.receipts[0]!.serial).padStart(7, '0')]) expect(form.html).toContain(part)
    expect(await counter.call('form.render', { kind: 'fee-receipt', series: 'x', period: 'y', serial: 1 })).toMatchObject({ ok: false, error: { kind: 'form-not-due' } })
  })

  test('goes back when a receipt is voided with a reason; the serial stays in the books and the fee is owed again', async () => {
    const dossierId = await receive()
    const [receipt] = getOk(await counter.call('money.collect', { dossierId, itemIds: [itemId] })).receipts
    expect(await counter.call('money.void-receipt', { ...receipt!, reason: '  ' })).toMatchObject({ ok: false, error: { kind: 'reason-missing' } })
    expect(getOk(await counter.call('money.void-receipt', { ...receipt!, reason: 'Ghi sai tên người nộp' }))).toEqual({ refunded: 5000 })
    expect(await counter.call('money.void-receipt', { ...receipt!, reason: 'x' })).toMatchObject({ ok: false, error: { kind: 'receipt-voided' } })
    // The fee is paid after the result was handed back: the register keeps the day it was.
    getOk(await counter.call('dossier.change-status', { id: dossierId, baseRevision: 3, to: 9, note: '' }))
    getOk(await counter.call('dossier.return-result', { id: dossierId, baseRevision: 4, handBack: { collector: { kind: 'applicant' }, originals: [] }, note: '' }))
    const { handBack } = getOk(await counter.call('dossier.get', { id: dossierId })).life
    counter.clock.offsetMs += 60_000
    const [again] = getOk(await counter.call('money.collect', { dossierId, itemIds: [itemId] })).receipts
    const day = localDay(Date.now())
    const lines = getOk(await counter.call('register.list', { from: addDays(day, -1), to: day, limit: 100 })).lines
    expect(lines.find((line) => line.dossierId === dossierId)?.returnedAt).toBe(handBack!.at)
    counter.clock.offsetMs = 0
    expect(again!.serial).toBe(receipt!.serial + 1)
    expect((await till()).receipts.filter(({ serial }) => serial === receipt!.serial)).toMatchObject([{ voided: { reason: 'Ghi sai tên người nộp' } }])
  })

  test('is waived with a reason only', async () => {
    const dossierId = await receive()
    const exempt = (reason: string) => counter.call('money.exempt', { dossierId, itemId, percent: 100, reason })
    expect(await exempt('')).toMatchObject({ ok: false, error: { kind: 'reason-missing' } })
    getOk(await exempt('Người thuộc hộ nghèo, giấy chứng nhận số 12'))
    expect(getOk(await counter.call('money.get', { dossierId })).lines).toMatchObject([{ due: 0, state: 'nothing' }])
    expect(await counter.call('money.collect', { dossierId, itemIds: [itemId] })).toMatchObject({ ok: false, error: { kind: 'nothing-to-collect' } })
  })

  test('by transfer is no payment until it was found: by an officer in the bank list, or by the portal', async () => {
    const [first, second] = [await receive(), await receive()]
    const shown = getOk(await counter.call('money.show-transfer', { dossierId: first, itemIds: [itemId] }))
    expect(shown.text).toContain('54045000')
    expect(getOk(await counter.call('money.get', { dossierId: first })).lines[0]!.state).toBe('awaited')
    const settle = (bankReference: string) => counter.call('money.settle-transfer', { paymentId: shown.paymentId, outcome: 'received', bankReference })
    expect(await settle('')).toMatchObject({ ok: false, error: { kind: 'bank-reference-missing' } })
    getOk(await settle('FT21074001'))
    expect(await settle('FT21074001')).toMatchObject({ ok: false, error: { kind: 'transfer-unknown' } })
    const other = getOk(await counter.call('money.show-transfer', { dossierId: second, itemIds: [itemId] }))
    const tell = (amount: number) =>
      portal.database.transaction((tx) => putChanges(tx, [{ kind: 'payment', ref: other.reference, officeId: office.id, value: { reference: other.reference, amount, bankReference: 'NAPAS-1' } }]))
    await tell(4000)
    await tell(5000)
    getOk(await counter.call('queue.retry', {}))
    await waitFor('the word of the portal', async () => getOk(await counter.call('money.get', { dossierId: second })).lines[0]!.state === 'paid', 60_000)
    expect((await till()).pending).toEqual([])
  })

  test('told of on a day that the portal does not share is settled as soon as the days agree, though it is not told again', async () => {
    const dossierId = await receive()
    const { reference } = getOk(await counter.call('money.show-transfer', { dossierId, itemIds: [itemId] }))
    const beAhead = async (days: number) => {
      counter.clock.offsetMs = days * 86_400_000
      await pullNow(counter)
      await waitFor('the portal’s time', () => inspect(counter, (db) => Math.round((findSetting<number>(db, 'clock-offset-ms') ?? 0) / 86_400_000) === -days), 60_000)
    }
    const isPaid = async () => getOk(await counter.call('money.get', { dossierId })).lines[0]!.state === 'paid'
    await beAhead(1)
    await putChanges(portal.database, [{ kind: 'payment', ref: reference, officeId: office.id, value: { reference, amount: 5000, bankReference: 'NAPAS-2' } }])
    await pullNow(counter)
    await waitFor('the word of the portal', () => inspect(counter, (db) => findReferenceValue(db, 'payment', reference)) !== undefined, 60_000)
    expect(await isPaid()).toBe(false)
    await beAhead(0)
    await waitFor('the payment', isPaid, 60_000)
  })

  test('adds up at the end of the shift: till, receipts and the portal’s books agree', async () => {
    const { shift, receipts } = await till()
    const cash = receipts.filter(({ method, voided }) => method === 'cash' && voided === null).reduce((sum, { amount }) => sum + amount, 0)
    expect(shift!.expectedCash).toBe(500_000 + cash)
    const counted = [{ value: 500_000, notes: 1 }] as const
    expect(await counter.call('till.close', { counted: [...counted], reason: '', handedTo: '' })).toMatchObject({ ok: false, error: { kind: 'difference-unexplained' } })
    const closed = getOk(await counter.call('till.close', { counted: [...counted, { value: 5000, notes: cash / 5000 }], reason: '', handedTo: 'Phạm Văn Khánh' }))
    expect(closed.difference).toBe(0)
    const sheet = getOk(await counter.call('form.render', { kind: 'till-sheet', shiftId: closed.shiftId }))
    for (const part of ['Ghi sai tên người nộp', 'Phạm Văn Khánh', 'Chênh lệch: <b>không</b>']) expect(sheet.html).toContain(part)
    await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0, 60_000)
    const rows = await portal.database.query<{ kind: string; payload: { total?: number; refunded?: number; receipts?: { amount: number }[] } }>(
      `select kind, payload from entry where kind like 'fee.%' or kind like 'shift.%'`
    )
    const sum = rows.reduce((total, { kind, payload }) => total + (kind === 'fee.collected' ? payload.total! : kind === 'fee.receipt-voided' ? -payload.refunded! : 0), 0)
    expect(sum).toBe(cash)
    expect(rows.filter(({ kind }) => kind.startsWith('shift.')).map(({ kind }) => kind)).toEqual(['shift.opened', 'shift.closed'])
  })

  test('found by transfer while no till is open stands on the sheet of the next, once', async () => {
    const [dossierId, late] = [await receive(), await receive()]
    const { paymentId } = getOk(await counter.call('money.show-transfer', { dossierId, itemIds: [itemId] }))
    getOk(await counter.call('money.settle-transfer', { paymentId, outcome: 'received', bankReference: 'FT21074002' }))
    const [given] = getOk(await counter.call('money.get', { dossierId })).payments[0]!.receipts
    counter.clock.offsetMs = 1000
    getOk(await counter.call('till.open', { openingFloat: 0 }))
    expect(await till()).toMatchObject({ receipts: [{ serial: given!.serial, isOutOfShift: true }], shift: { expectedCash: 0, totals: { receipts: 1, transfersReceived: 5000, statutoryFees: 5000 } } })
    const { shiftId } = getOk(await counter.call('till.close', { counted: [], reason: '', handedTo: '' }))
    expect(getOk(await counter.call('form.render', { kind: 'till-sheet', shiftId })).html).toMatch(new RegExp(`Ngoài ca:.*1 biên lai chuyển khoản, 5.000 đ.*${String(given!.serial).padStart(7, '0')}`))
    // What the portal told of meanwhile is settled when the next one opens.
    const { reference } = getOk(await counter.call('money.show-transfer', { dossierId: late, itemIds: [itemId] }))
    inspect(counter, (db) => write(db, (own) => putReference(own, 'payment', reference, { reference, amount: 5000, bankReference: 'NAPAS-3' })))
    getOk(await counter.call('till.open', { openingFloat: 0 }))
    expect((await till()).receipts).toMatchObject([{ dossierId: late }])
    counter.clock.offsetMs = 0
  })

  test('shows in the register every dossier received, in order, and prints it, each with its remark', async () => {
    getOk(await counter.call('dossier.receive', makeIntake({ channel: 'post', note: 'Thiếu bản chính giấy chứng sinh' })))
    const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10)
    const register = getOk(await counter.call('register.list', { from: day, to: day, limit: 100 }))
    expect(register.total).toBe(register.lines.length)
    expect(register.lines.map(({ code }) => code)).toEqual(register.lines.map(({ code }) => code).sort())
    const form = getOk(await counter.call('form.render', { kind: 'register', from: day, to: day }))
    for (const { code } of register.lines) expect(form.html).toContain(code)
    expect(form.html).toContain('<td>Thiếu bản chính giấy chứng sinh</td>')
  })
})
