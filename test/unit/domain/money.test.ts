import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { computeFees } from '../../../electron/domain/fee.ts'
import { amountInWords, formatVnd, numberInWords } from '../../../electron/domain/money-text.ts'
import { getFees } from '../../reference-data/fees.ts'

const day = '2021-03-15'

describe('certified copies: 2.000 đ a page, from page 3 1.000 đ, at most 200.000 đ a copy', () => {
  test.each([
    [1, 1, 2000], [2, 1, 4000], [3, 1, 5000], [10, 1, 12_000], [198, 1, 200_000], [199, 1, 200_000], [500, 1, 200_000],
    [3, 4, 20_000], [500, 2, 400_000], [3, 0, 0]
  ])('%i pages, %i copies: %i đ', (pages, units, total) => {
    const bill = computeFees({ items: getFees('2.000815'), quantities: { '2.000815-PH': { units, pages } }, channel: 'direct', day })
    expect(bill).toMatchObject({ total, serviceFees: total, statutoryFees: 0 })
  })
})

describe('fees', () => {
  it('keeps the statutory and the service fee apart and sums whole đồng', () => {
    const bill = computeFees({ items: [...getFees('1.001193'), ...getFees('2.000635')], quantities: { '2.000635-BS': { units: 3 } }, channel: 'direct', day })
    expect(bill.lines.map(({ itemId, kind, amount }) => [itemId, kind, amount])).toEqual([
      ['1.001193-LP', 'statutory-fee', 5000],
      ['2.000635-BS', 'service-fee', 24_000]
    ])
    expect(bill).toMatchObject({ serviceFees: 24_000, statutoryFees: 5000, total: 29_000 })
  })

  it('exempts whom the law exempts, and takes the largest of several exemptions', () => {
    const exempt = computeFees({ items: getFees('1.001193'), exemptionIds: ['poor', 'unknown'], channel: 'direct', day })
    expect(exempt).toMatchObject({ total: 0, lines: [{ fullAmount: 5000, amount: 0, exemptionId: 'poor' }] })
    const half = computeFees({ items: getFees('2.000488'), exemptionIds: ['student'], channel: 'direct', day })
    expect(half).toMatchObject({ total: 100_000, lines: [{ fullAmount: 200_000 }] })
    const both = [{ ...getFees('2.000488')[0]!, exemptions: [{ id: 'a', name: 'A', percent: 30 }, { id: 'b', name: 'B', percent: 70 }] }]
    expect(computeFees({ items: both, exemptionIds: ['a', 'b'], channel: 'direct', day }).total).toBe(60_000)
  })

  it('differs by channel', () => {
    const total = (channel: 'direct' | 'online' | 'post') => computeFees({ items: getFees('1.004222'), channel, day }).total
    expect([total('direct'), total('online'), total('post')]).toEqual([20_000, 10_000, 0])
  })

  it('charges copies on request only when they were asked for', () => {
    expect(computeFees({ items: getFees('1.000894'), channel: 'direct', day }).total).toBe(0)
    expect(computeFees({ items: getFees('1.000894'), quantities: { '1.000894-BS': { units: 2 } }, channel: 'direct', day }).total).toBe(16_000)
  })

  it('takes only what is in force that day', () => {
    const [item] = getFees('2.000884')
    const old = { ...item!, id: 'old', validTo: '2021-03-14' }
    const next = { ...item!, id: 'next', validFrom: '2021-03-16' }
    expect(computeFees({ items: [old, item!, next], channel: 'direct', day }).lines.map(({ itemId }) => itemId)).toEqual([item!.id])
  })
})

test.each([
  [0, '0 đ'], [999, '999 đ'], [1000, '1.000 đ'], [1_234_000, '1.234.000 đ'], [10_000_000_000, '10.000.000.000 đ']
])('%i is written %s', (amount, text) => expect(formatVnd(amount)).toBe(text))

test.each([
  [0, 'không đồng'],
  [5, 'năm đồng'],
  [10, 'mười đồng'],
  [15, 'mười lăm đồng'],
  [21, 'hai mươi mốt đồng'],
  [24, 'hai mươi tư đồng'],
  [55, 'năm mươi lăm đồng'],
  [101, 'một trăm linh một đồng'],
  [110, 'một trăm mười đồng'],
  [8000, 'tám nghìn đồng'],
  [12_000, 'mười hai nghìn đồng'],
  [200_000, 'hai trăm nghìn đồng'],
  [1_205_000, 'một triệu hai trăm linh năm nghìn đồng'],
  [1_000_005, 'một triệu không trăm linh năm đồng'],
  [1_001_001, 'một triệu không trăm linh một nghìn không trăm linh một đồng'],
  [2_050_000, 'hai triệu không trăm năm mươi nghìn đồng'],
  [1_000_000_000, 'một tỷ đồng'],
  [3_000_500_000, 'ba tỷ năm trăm nghìn đồng'],
  [1_250_000_000_000, 'một nghìn hai trăm năm mươi tỷ đồng']
])('%i in words: %s', (amount, words) => expect(amountInWords(amount)).toBe(words))

it('money is whole and not negative', () => {
  expect(() => amountInWords(-1)).toThrow(RangeError)
  expect(() => formatVnd(1.5)).toThrow(RangeError)
})

it('no two amounts read the same', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (amount) => {
      const words = numberInWords(amount)
      expect(seen.get(words) ?? amount).toBe(amount)
      expect(words).not.toMatch(/ {2}|^ | $/)
      seen.set(words, amount)
    }),
    { numRuns: 2000 }
  )
})
