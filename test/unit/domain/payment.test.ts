import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideCloseShift, DENOMINATIONS, type ShiftTotals } from '../../../electron/domain/cash-up.ts'
import type { FeeBill } from '../../../electron/domain/fee.ts'
import { applyMoney, isMoneyTold, type MoneyEntry } from '../../../electron/domain/money-entry.ts'
import { decideCollect, type FeeReceipt, noMoney, owedLines, splitByKind } from '../../../electron/domain/payment.ts'
import { crc16, transferReference, vietQr } from '../../../electron/domain/vietqr.ts'

const at = '2021-03-15T09:30:00+07:00'
const line = (itemId: string, kind: 'service-fee' | 'statutory-fee', amount: number) =>
  ({ itemId, name: itemId, kind, units: 1, pages: null, fullAmount: amount, amount, exemptionId: null, collectedAt: 'receipt' }) as const
const bill: FeeBill = { lines: [line('phi', 'service-fee', 8000), line('le-phi', 'statutory-fee', 5000), line('free', 'statutory-fee', 0)], serviceFees: 8000, statutoryFees: 5000, total: 13_000 }
const receipt = (serial: number, kind: 'service-fee' | 'statutory-fee', itemId: string, amount: number): FeeReceipt => ({ series: 's', period: '2021/001', book: '01/2021', serial, kind, lines: [{ itemId, name: itemId, amount }], amount })
const collected: MoneyEntry = { kind: 'fee.collected', payload: { paymentId: 'p1', shiftId: 'c1', receipts: [receipt(1, 'service-fee', 'phi', 8000), receipt(2, 'statutory-fee', 'le-phi', 5000)], total: 13_000, tendered: 20_000, change: 7000, at } }
const states = (money = noMoney) => Object.fromEntries(owedLines(bill, money).map(({ itemId, state }) => [itemId, state]))

describe('VietQR', () => {
  it('is what banks expect, to the check digits', () => {
    // The published text counts its 13-digit account as 12; its check digits are of the text as it stands. Counted right they are others.
    expect(crc16('00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304')).toBe('F4E5')
    expect(vietQr({ bin: '970403', account: '0011012345678' })).toBe('00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F')
    expect(vietQr({ bin: '970416', account: '257678859' }, { amount: 10_000, purpose: 'Chuyen tien' })).toBe(
      '00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6'
    )
  })

  it('refuses what a bank would', () => {
    for (const amount of [0, -1, 1.5, Number.NaN]) expect(() => vietQr({ bin: '970416', account: '257678859' }, { amount })).toThrow(RangeError)
    for (const purpose of ['', 'có dấu', 'x'.repeat(26)]) expect(() => vietQr({ bin: '970416', account: '257678859' }, { purpose })).toThrow(RangeError)
    expect(() => vietQr({ bin: '97041', account: '257678859' })).toThrow(RangeError)
  })

  it('finds a transfer again by a reference of its own for each attempt', () => {
    expect(transferReference('000.21.05.H40-210315-0001', 1)).toBe('0002105H40210315000101')
    expect(transferReference('000.21.05.H40-210315-0001', 2)).not.toBe(transferReference('000.21.05.H40-210315-0001', 1))
    const long = transferReference('000.00.00.000.00.00.G09.123-20260609-0092637', 3)
    expect(long).toHaveLength(25)
    expect(long.endsWith('20260609009263703')).toBe(true)
  })
})

describe('what is owed', () => {
  it('is taken once, phí and lệ phí on receipts of their own', () => {
    const decided = decideCollect(owedLines(bill, noMoney), ['phi', 'le-phi', 'free'], 20_000)
    expect(decided).toMatchObject({ ok: true, value: { total: 13_000, change: 7000 } })
    expect(splitByKind(decided.ok ? decided.value.lines : []).map(({ kind, lines }) => [kind, lines.length])).toEqual([['service-fee', 1], ['statutory-fee', 1]])
    const money = applyMoney(noMoney, collected)
    expect(states(money)).toEqual({ phi: 'paid', 'le-phi': 'paid', free: 'nothing' })
    expect(decideCollect(owedLines(bill, money), ['phi'], 8000)).toEqual({ ok: false, error: { kind: 'nothing-to-collect' } })
    expect(decideCollect(owedLines(bill, noMoney), ['phi'], 7999)).toMatchObject({ ok: false, error: { kind: 'cash-too-little', total: 8000 } })
  })

  it('is owed again when its receipt is voided, and that receipt is voided once', () => {
    const voided: MoneyEntry = { kind: 'fee.receipt-voided', payload: { series: 's', period: '2021/001', serial: 2, reason: 'Ghi sai tên', shiftId: 'c1', refunded: 5000, at } }
    const money = applyMoney(applyMoney(noMoney, collected), voided)
    expect(states(money)).toEqual({ phi: 'paid', 'le-phi': 'owed', free: 'nothing' })
    expect(money.payments[0]!.receipts).toHaveLength(2)
    expect(() => applyMoney(money, voided)).toThrow('no such payment')
  })

  it('waits for a transfer, which is no proof until it was found', () => {
    const awaited: MoneyEntry = { kind: 'fee.transfer-awaited', payload: { paymentId: 't', reference: 'R01', lines: [{ itemId: 'phi', name: 'phi', kind: 'service-fee', amount: 8000 }], total: 8000, at } }
    const settle = (outcome: 'received' | 'not-received'): MoneyEntry => ({
      kind: 'fee.transfer-settled',
      payload: { paymentId: 't', outcome, source: 'bank-list', bankReference: 'FT1', shiftId: null, receipts: outcome === 'received' ? [receipt(3, 'service-fee', 'phi', 8000)] : [], at }
    })
    const waiting = applyMoney(noMoney, awaited)
    expect(states(waiting)['phi']).toBe('awaited')
    expect(states(applyMoney(waiting, settle('received')))['phi']).toBe('paid')
    expect(states(applyMoney(waiting, settle('not-received')))['phi']).toBe('owed')
    expect(() => applyMoney(applyMoney(waiting, settle('received')), settle('received'))).toThrow()
  })

  it('is told from the entry on, whatever follows; another receipt for the same transfer is not', () => {
    const awaited: MoneyEntry = { kind: 'fee.transfer-awaited', payload: { paymentId: 't', reference: 'R01', lines: [{ itemId: 'phi', name: 'phi', kind: 'service-fee', amount: 8000 }], total: 8000, at } }
    const settled = (serial: number): MoneyEntry => ({ kind: 'fee.transfer-settled', payload: { paymentId: 't', outcome: 'received', source: 'portal', bankReference: 'FT1', shiftId: null, receipts: [receipt(serial, 'service-fee', 'phi', 8000)], at } })
    const voided: MoneyEntry = { kind: 'fee.receipt-voided', payload: { series: 's', period: '2021/001', serial: 2, reason: 'Ghi sai', shiftId: 'c1', refunded: 5000, at } }
    const exempted: MoneyEntry = { kind: 'fee.exempted', payload: { itemId: 'phi', percent: 50, reason: 'Hộ nghèo', at } }
    const entries = [collected, voided, awaited, settled(3), exempted]
    const states = entries.reduce((before, entry) => [...before, applyMoney(before.at(-1)!, entry)], [noMoney])
    for (const [index, entry] of entries.entries()) expect(states.map((money) => isMoneyTold(money, entry))).toEqual(states.map((_money, step) => step > index))
    expect(isMoneyTold(states.at(-1)!, settled(4))).toBe(false)
  })

  it('is less after an exemption at the till, and says why', () => {
    const money = applyMoney(noMoney, { kind: 'fee.exempted', payload: { itemId: 'phi', percent: 50, reason: 'Hộ nghèo', at } })
    expect(owedLines(bill, money)[0]).toMatchObject({ due: 4000, state: 'owed', reason: 'Hộ nghèo' })
    expect(states(applyMoney(money, { kind: 'fee.exempted', payload: { itemId: 'phi', percent: 100, reason: 'Người có công', at } }))['phi']).toBe('nothing')
  })
})

describe('closing the till', () => {
  const totals: ShiftTotals = { openingFloat: 500_000, cashTaken: 13_000, cashRefunded: 5000, transfersReceived: 0, serviceFees: 8000, statutoryFees: 0, receipts: 2, voided: 1 }

  it('takes notes of any kind as long as they add up, and asks why where they do not', () => {
    const exact = [{ value: 500_000, notes: 1 }, { value: 5000, notes: 1 }, { value: 1000, notes: 3 }] as const
    expect(decideCloseShift(totals, [...exact], '')).toEqual({ ok: true, value: { countedTotal: 508_000, difference: 0, reason: null } })
    expect(decideCloseShift(totals, [{ value: 500_000, notes: 1 }], '')).toEqual({ ok: false, error: { kind: 'difference-unexplained', expected: 508_000, counted: 500_000 } })
    expect(decideCloseShift(totals, [{ value: 500_000, notes: 1 }], 'Thối nhầm')).toMatchObject({ ok: true, value: { difference: -8000 } })
  })

  it('never finds a difference of its own making', () => {
    const notes = fc.array(fc.record({ value: fc.constantFrom(...DENOMINATIONS), notes: fc.nat(500) }), { maxLength: 10 })
    fc.assert(
      fc.property(notes, (counted) => {
        const sum = counted.reduce((total, each) => total + each.value * each.notes, 0)
        const decided = decideCloseShift({ ...totals, openingFloat: 0, cashTaken: sum, cashRefunded: 0 }, counted, '')
        expect(decided).toMatchObject({ ok: true, value: { countedTotal: sum, difference: 0 } })
      })
    )
  })
})
