import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  countSerialsLeft, formatDossierCode, isAgencyCode, legalDay, nextSerial, parseDossierCode, SerialRange
} from '../../../electron/domain/dossier-code.ts'
import { calendar } from './calendar-fixture.ts'

const ms = (time: string) => Date.parse(`${time}:00+07:00`)

describe('dossier code', () => {
  it('is agency, day of receipt, serial of the day', () => {
    expect(formatDossierCode({ agencyCode: '000.21.05.H40', day: '2021-03-15', serial: 7 })).toBe('000.21.05.H40-210315-0007')
    expect(formatDossierCode({ agencyCode: 'H40.05.21', day: '2026-11-25', serial: 9999 })).toBe('H40.05.21-261125-9999')
  })

  test.each([0, 10000, 1.5, -1])('never has serial %d', (serial) => {
    expect(() => formatDossierCode({ agencyCode: 'H40', day: '2021-03-15', serial })).toThrow(RangeError)
  })

  test.each([
    ['000.00.06.H56-231027-0361', '000.00.06.H56', '2023-10-27', 361],
    ['000.17.22.H56-210531-0001', '000.17.22.H56', '2021-05-31', 1],
    ['H56.14-240823-0001', 'H56.14', '2024-08-23', 1],
    ['H15.50.05.13-261008-0975', 'H15.50.05.13', '2026-10-08', 975],
    ['G09.20-20260609-0092637', 'G09.20', '2026-06-09', 92637],
    [' h56.14-240823-0001 ', 'H56.14', '2024-08-23', 1]
  ])('reads the real code %s', (text, agencyCode, day, serial) => {
    expect(parseDossierCode(text)).toEqual({ ok: true, value: { agencyCode, day, serial } })
  })

  test.each(['', 'H56.14', 'H56.14-240823-001', 'H56.14-240823-00000001', 'H56..14-240823-0001', 'H56.14-241301-0001', 'H56.14-210229-0001', 'H56.14-2408230-0001'])(
    'refuses %j',
    (text) => expect(parseDossierCode(text)).toEqual({ ok: false, error: { kind: 'dossier-code-malformed' } })
  )

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3650 }), fc.integer({ min: 1, max: 9999 }), (days, serial) => {
        const day = new Date(Date.UTC(2020, 0, 1 + days)).toISOString().slice(0, 10)
        const parts = { agencyCode: '000.21.05.H40', day, serial }
        expect(parseDossierCode(formatDossierCode(parts))).toEqual({ ok: true, value: parts })
      })
    )
  })

  it('limits agency codes to 35 characters in dotted groups', () => {
    expect([isAgencyCode('000.21.05.H40'), isAgencyCode('H40.'), isAgencyCode('h40'), isAgencyCode(`H${'4'.repeat(35)}`)]).toEqual([
      true, false, false, false
    ])
  })
})

describe('standing daily ranges', () => {
  const range = { from: 1, to: 2999 }

  test.each([
    [undefined, 1],
    [1, 2],
    [2997, 2998],
    [2998, 2999]
  ])('after %s comes %i', (lastIssuedSerial, value) => expect(nextSerial({ range, lastIssuedSerial })).toEqual({ ok: true, value }))

  it('says that it is empty instead of taking another counter’s number', () => {
    expect(nextSerial({ range, lastIssuedSerial: 2999 })).toEqual({
      ok: false,
      error: { kind: 'number-range-empty', series: 'dossier', range, lastIssuedSerial: 2999 }
    })
    expect(nextSerial({ range: { from: 3000, to: 5999 }, lastIssuedSerial: undefined })).toEqual({ ok: true, value: 3000 })
    expect(countSerialsLeft(range, 2998)).toBe(1)
    expect(countSerialsLeft(range, 2999)).toBe(0)
    expect(countSerialsLeft(range, undefined)).toBe(2999)
  })

  it('two counters of one office never issue the same serial, and each uses its whole range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.array(fc.boolean(), { maxLength: 120 }), (split, turns) => {
        const counters = [
          { range: { from: 1, to: split - 1 }, last: undefined as number | undefined },
          { range: { from: split, to: 60 }, last: undefined as number | undefined }
        ]
        const issued: number[] = []
        for (const turn of turns) {
          const counter = counters[turn ? 1 : 0]!
          const next = nextSerial({ range: counter.range, lastIssuedSerial: counter.last })
          if (next.ok) {
            counter.last = next.value
            issued.push(next.value)
          } else expect(counter.last).toBe(counter.range.to)
        }
        expect(new Set(issued).size).toBe(issued.length)
      })
    )
  })

  it('a range may not run backwards or leave 1..9999', () => {
    expect([{ from: 5, to: 4 }, { from: 0, to: 4 }, { from: 1, to: 10000 }].some((bad) => SerialRange.safeParse(bad).success)).toBe(false)
  })
})

describe('the day in a legal number', () => {
  test.each([
    ['2021-03-15T00:00', '2021-03-15'],
    ['2021-03-14T23:59', '2021-03-14']
  ])('at %s in Vietnam is %s', (now, day) => {
    expect(legalDay({ nowMs: ms(now), highWaterDay: undefined, calendar })).toEqual({ ok: true, value: day })
  })

  it('never runs backwards', () => {
    expect(legalDay({ nowMs: ms('2021-03-14T09:00'), highWaterDay: '2021-03-15', calendar, confirmedDay: '2021-03-14' })).toEqual({
      ok: false,
      error: { kind: 'clock-went-back', today: '2021-03-14', highWaterDay: '2021-03-15' }
    })
  })

  test.each([
    ['the same day', '2021-03-15', '2021-03-15T16:00'],
    ['over a weekend', '2021-03-12', '2021-03-15T07:00'],
    ['over all of Tết', '2021-02-09', '2021-02-17T07:00'],
    ['two working days closed', '2021-03-15', '2021-03-18T07:00']
  ])('goes on by itself: %s', (_, highWaterDay, now) => {
    expect(legalDay({ nowMs: ms(now), highWaterDay, calendar })).toEqual({ ok: true, value: now.slice(0, 10) })
  })

  test.each([
    ['2021-03-15', '2021-03-19T07:00', 3],
    ['2021-03-15', '2031-03-15T07:00', 2607]
  ])('asks after a jump from %s to %s', (highWaterDay, now, skippedWorkingDays) => {
    const today = now.slice(0, 10)
    const error = { kind: 'clock-jumped', today, highWaterDay, skippedWorkingDays }
    expect(legalDay({ nowMs: ms(now), highWaterDay, calendar })).toEqual({ ok: false, error })
    expect(legalDay({ nowMs: ms(now), highWaterDay, calendar, confirmedDay: '2021-03-16' })).toEqual({ ok: false, error })
    expect(legalDay({ nowMs: ms(now), highWaterDay, calendar, confirmedDay: today })).toEqual({ ok: true, value: today })
  })
})
