import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countLeft, nextNumber, tellBook, type LeasedRange, type LeaseUse } from '../../../electron/domain/numbers.ts'

/** Counters of one office as the portal serves them: whoever asks gets the next range. */
type Step = { do: 'lease' | 'take'; counter: number }
const step = fc.record({ do: fc.constantFrom<Step['do']>('lease', 'take', 'take', 'take'), counter: fc.integer({ min: 0, max: 3 }) })

describe('numbers of leased ranges', () => {
  test('are given once by all counters together, in order inside each range, and never past its end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 7 }), (steps, size) => {
        const held: LeaseUse[][] = [[], [], [], []]
        const given = new Set<number>()
        let granted = 0
        for (const { do: act, counter } of steps) {
          const uses = held[counter]!
          if (act === 'lease') {
            const lease: LeasedRange = { id: granted + 1, series: 's', period: '2026', from: granted * size + 1, to: (granted + 1) * size }
            granted += 1
            uses.unshift({ lease, lastSerial: undefined })
            continue
          }
          const left = uses.reduce((sum, use) => sum + countLeft(use), 0)
          const next = nextNumber('fee-receipt', uses, '2026')
          expect(next.ok).toBe(left > 0)
          if (!next.ok) {
            expect(next.error).toEqual({ kind: 'number-range-empty', series: 'fee-receipt' })
            continue
          }
          const { lease, serial } = next.value
          expect(given.has(serial)).toBe(false)
          expect(serial >= lease.from && serial <= lease.to).toBe(true)
          given.add(serial)
          const use = uses.find((candidate) => candidate.lease.id === lease.id)!
          expect(serial).toBe((use.lastSerial ?? lease.from - 1) + 1)
          use.lastSerial = serial
        }
      }),
      { numRuns: 300 }
    )
  })

  test('are never of another year', () => {
    const use: LeaseUse = { lease: { id: 1, series: 's', period: '2026/001', from: 1, to: 5 }, lastSerial: undefined }
    expect(nextNumber('register-line', [use], '2027')).toEqual({ ok: false, error: { kind: 'number-range-empty', series: 'register-line' } })
    expect(nextNumber('register-line', [use], '2026')).toMatchObject({ ok: true, value: { serial: 1 } })
  })

  test('name their book as it is printed', () => {
    expect(tellBook({ period: 'book', book: null }, '2026/003')).toBe('03/2026')
    expect(tellBook({ period: 'year', book: 'SCT/BS' }, '2026')).toBe('01/2026-SCT/BS')
    expect(tellBook({ period: 'year', book: null }, '2026')).toBeNull()
  })
})
