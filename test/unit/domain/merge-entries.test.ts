import { describe, expect, test } from 'vitest'
import type { DossierEntry } from '../../../electron/domain/dossier.ts'
import { canMerge } from '../../../electron/domain/merge-entries.ts'
import { tellsOfMoney } from '../../../electron/domain/money-entry.ts'

const at = '2021-03-15T09:00:00+07:00'
const series = { series: 'bien-lai', period: '2021' }
const receipt = (serial: number, itemId: string) => ({ ...series, book: null, serial, kind: 'statutory-fee' as const, lines: [{ itemId, name: 'Lệ phí', amount: 5_000 }], amount: 5_000 })
const collected = (itemId: string, serial = 1): DossierEntry => ({ kind: 'fee.collected', payload: { paymentId: `p${serial}`, shiftId: 's', receipts: [receipt(serial, itemId)], total: 5_000, tendered: 5_000, change: 0, at } })
const voided = (serial = 1): DossierEntry => ({ kind: 'fee.receipt-voided', payload: { ...series, serial, reason: 'Thu nhầm', shiftId: 's', refunded: 5_000, at } })
const awaited = (itemId: string): DossierEntry => ({ kind: 'fee.transfer-awaited', payload: { paymentId: 't', reference: 'R01', lines: [{ itemId, name: 'Lệ phí', amount: 5_000, kind: 'statutory-fee' }], total: 5_000, at } })
const settled = (outcome: 'received' | 'not-received'): DossierEntry => ({
  kind: 'fee.transfer-settled',
  payload: { paymentId: 't', outcome, source: 'bank-list', bankReference: null, shiftId: 's', receipts: outcome === 'received' ? [receipt(2, 'a')] : [], at }
})
const finished: DossierEntry = { kind: 'dossier.status-changed', payload: { from: 4, to: 9, at, reason: null } }
const noted: DossierEntry = { kind: 'dossier.amended', payload: { at, reason: 'Sửa', changes: { note: 'Trả buổi sáng' } } }

describe('what two counters did without knowing of each other', () => {
  test.each<[string, DossierEntry, DossierEntry[], boolean]>([
    ['cash beside another status', collected('a'), [finished], true],
    ['a text beside cash', noted, [collected('a')], true],
    ['cash for one fee beside cash for another', collected('a'), [collected('b')], true],
    ['cash twice for one fee', collected('a'), [noted, collected('a', 7)], false],
    ['cash for a fee that a transfer is awaited for', collected('a'), [awaited('a')], false],
    ['a receipt voided beside cash for its fee', voided(), [collected('a', 7)], true],
    ['one receipt voided twice', voided(), [voided()], false],
    ['a status beside anything', finished, [noted], false]
  ])('%s', (_what, later, earlier, merges) => {
    expect(canMerge(later, earlier)).toBe(merges)
  })
})

describe('money that would be forgotten with withdrawn steps', () => {
  test.each<[string, DossierEntry[], boolean]>([
    ['none', [noted, finished], false],
    ['taken', [collected('a')], true],
    ['taken and given back', [collected('a'), noted, voided()], false],
    ['given back, of what was taken before', [voided()], true],
    ['on its way', [awaited('a')], true],
    ['looked for in vain', [awaited('a'), settled('not-received')], false],
    ['found', [awaited('a'), settled('received')], true],
    ['waived', [{ kind: 'fee.exempted', payload: { itemId: 'a', percent: 50, reason: 'Hộ nghèo', at } }], false]
  ])('%s', (_what, entries, told) => {
    expect(tellsOfMoney(entries)).toBe(told)
  })
})
