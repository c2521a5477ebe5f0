import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addDays, dayOf, minuteOfDay, toLocalTime } from '../../../electron/domain/calendar.ts'
import { computeDueAt, openMinutesBetween, TimeLimit } from '../../../electron/domain/deadline.ts'
import { isWorkingDay, openSpans } from '../../../electron/domain/work-calendar.ts'
import { calendar, calendarWith, holiday } from './calendar-fixture.ts'

const at = (short: string) => `${short.replace(' ', 'T')}:00+07:00`
const due = (received: string, limit: TimeLimit, office = calendar) => computeDueAt({ receivedAt: at(received), limit, calendar: office })
const workingDays = (value: number): TimeLimit => ({ unit: 'working-day', value })
const days = (value: number): TimeLimit => ({ unit: 'day', value })
const months = (value: number): TimeLimit => ({ unit: 'month', value })
const hours = (value: number): TimeLimit => ({ unit: 'hour', value })
const sameDay: TimeLimit = { unit: 'same-day', cutOff: '15:00' }

describe('working days keep the clock time', () => {
  test.each([
    ['a plain week', '2021-03-15 09:32', 3, '2021-03-18 09:32'],
    ['the provincial sample', '2023-10-27 09:32', 5, '2023-11-03 09:32'],
    ['over Tết 2021', '2021-02-09 10:00', 1, '2021-02-17 10:00'],
    ['over Tết 2021, three', '2021-02-09 10:00', 3, '2021-02-19 10:00'],
    ['over 30/4-3/5/2021', '2021-04-29 16:00', 1, '2021-05-04 16:00'],
    ['over Quốc khánh 2021', '2021-09-01 08:00', 2, '2021-09-07 08:00'],
    ['up to the Saturday in lieu, 2024', '2024-04-26 09:00', 2, '2024-05-03 09:00'],
    ['on the Saturday in lieu, 2024', '2024-04-26 09:00', 3, '2024-05-04 09:00'],
    ['past the Saturday in lieu, 2024', '2024-04-26 09:00', 4, '2024-05-06 09:00'],
    ['over Tết 2024', '2024-02-07 14:00', 2, '2024-02-16 14:00'],
    ['over the new holiday of 24/11/2026', '2026-11-23 08:00', 1, '2026-11-25 08:00'],
    ['24/11 was a working day in 2025', '2025-11-21 08:00', 1, '2025-11-24 08:00'],
    ['over New Year', '2021-12-31 15:45', 1, '2022-01-04 15:45'],
    ['over the leap day', '2024-02-28 07:00', 2, '2024-03-01 07:00']
  ])('%s: %s + %i = %s', (_, received, count, expected) => {
    expect(due(received, workingDays(count)).dueAt).toBe(at(expected))
  })
})

describe('received when the office is closed', () => {
  test.each([
    ['before opening', '2021-03-15 06:10', '2021-03-16 07:00', 'before-opening'],
    ['at lunch', '2021-03-15 12:05', '2021-03-16 13:30', 'lunch-break'],
    ['the minute of closing for lunch', '2021-03-15 11:30', '2021-03-16 13:30', 'lunch-break'],
    ['after closing', '2021-03-15 17:00', '2021-03-17 07:00', 'after-closing'],
    ['after closing on a Friday', '2021-03-19 18:20', '2021-03-23 07:00', 'after-closing'],
    ['on a Sunday', '2021-03-21 09:00', '2021-03-23 07:00', 'day-off'],
    ['on a holiday', '2021-04-30 09:00', '2021-05-05 07:00', 'day-off']
  ])('%s: %s + 1 = %s', (_, received, expected, reason) => {
    const { dueAt, steps } = due(received, workingDays(1))
    expect(dueAt).toBe(at(expected))
    expect(steps).toContainEqual(expect.objectContaining({ kind: 'start-moved', reason }))
  })
})

describe('calendar days and months move off days off', () => {
  test.each([
    ['lands on 30/4', '2021-04-15 09:00', days(15), '2021-05-04 09:00'],
    ['lands on a Sunday', '2021-03-15 09:00', days(6), '2021-03-22 09:00'],
    ['lands on a working day', '2021-03-15 09:00', days(10), '2021-03-25 09:00'],
    ['lands on a Saturday in lieu', '2024-04-24 09:00', days(10), '2024-05-04 09:00'],
    ['lands on the leap day', '2024-01-30 09:00', days(30), '2024-02-29 09:00'],
    ['a month ends short', '2023-01-31 09:00', months(1), '2023-02-28 09:00'],
    ['a month ends on the leap day', '2024-01-31 09:00', months(1), '2024-02-29 09:00'],
    ['a month lands in Tết', '2021-01-12 09:00', months(1), '2021-02-17 09:00'],
    ['over a year', '2021-12-31 09:00', months(2), '2022-02-28 09:00']
  ])('%s', (_, received, limit, expected) => expect(due(received, limit).dueAt).toBe(at(expected)))
})

describe('same-day results', () => {
  test.each([
    ['before the cut-off', '2021-03-15 14:59', '2021-03-15 17:00'],
    ['at the cut-off', '2021-03-15 15:00', '2021-03-15 17:00'],
    ['after the cut-off', '2021-03-15 15:01', '2021-03-16 17:00'],
    ['after the cut-off on a Friday', '2021-03-19 15:30', '2021-03-22 17:00'],
    ['after the cut-off before a long weekend', '2021-04-29 15:01', '2021-05-04 17:00'],
    ['after closing', '2021-03-15 17:30', '2021-03-16 17:00'],
    ['on a Saturday', '2021-03-20 09:00', '2021-03-22 17:00'],
    ['on the last morning before Tết', '2021-02-09 08:00', '2021-02-09 17:00']
  ])('%s: %s -> %s', (_, received, expected) => expect(due(received, sameDay).dueAt).toBe(at(expected)))

  it('says that the cut-off was passed', () => {
    expect(due('2021-03-15 15:01', sameDay).steps).toContainEqual({ kind: 'cut-off-passed', cutOff: '15:00' })
    expect(due('2021-03-15 15:00', sameDay).steps.map(({ kind }) => kind)).toEqual(['received', 'due'])
  })

  it('takes another procedure’s cut-off', () => {
    expect(due('2021-03-15 14:30', { unit: 'same-day', cutOff: '14:00' }).dueAt).toBe(at('2021-03-16 17:00'))
  })
})

test.each([
  ['2021-03-15 09:32', 8, '2021-03-16 09:32'],
  ['2021-03-15 10:30', 2, '2021-03-15 14:30'],
  ['2021-03-15 16:00', 8, '2021-03-16 16:00'],
  ['2021-03-19 16:30', 1, '2021-03-22 07:30'],
  ['2021-03-15 15:00', 2, '2021-03-15 17:00'],
  ['2021-02-09 16:00', 2, '2021-02-17 08:00']
])('office hours: %s + %i h = %s', (received, count, expected) => expect(due(received, hours(count)).dueAt).toBe(at(expected)))

it('gives no date where the procedure has no fixed limit', () => {
  expect(due('2021-03-15 09:00', { unit: 'none' })).toEqual({
    dueAt: null,
    steps: [{ kind: 'received', at: at('2021-03-15 09:00') }, { kind: 'no-fixed-limit' }]
  })
})

describe('why that day', () => {
  it('lists every skipped day with its reason, and days in lieu that count', () => {
    expect(due('2024-04-26 09:00', workingDays(3)).steps).toEqual([
      { kind: 'received', at: at('2024-04-26 09:00') },
      { kind: 'day-skipped', day: '2024-04-27', reason: 'weekend' },
      { kind: 'day-skipped', day: '2024-04-28', reason: 'weekend' },
      { kind: 'day-skipped', day: '2024-04-29', reason: 'holiday', name: 'Nghỉ hoán đổi, làm bù thứ Bảy 04/5' },
      { kind: 'day-skipped', day: '2024-04-30', reason: 'holiday', name: 'Ngày Chiến thắng 30/4' },
      { kind: 'day-skipped', day: '2024-05-01', reason: 'holiday', name: 'Ngày Quốc tế lao động 01/5' },
      { kind: 'day-in-lieu-counted', day: '2024-05-04', name: 'Làm bù ngày 29/4/2024' },
      { kind: 'due', at: at('2024-05-04 09:00') }
    ])
  })

  it('says from where to where a calendar date moved, and that a month was short', () => {
    expect(due('2021-03-31 09:00', months(1)).steps.slice(1)).toEqual([
      { kind: 'month-has-no-such-day', wanted: 31, used: '2021-04-30' },
      { kind: 'day-skipped', day: '2021-04-30', reason: 'holiday', name: 'Ngày Chiến thắng 30/4' },
      { kind: 'day-skipped', day: '2021-05-01', reason: 'holiday', name: 'Ngày Quốc tế lao động 01/5' },
      { kind: 'day-skipped', day: '2021-05-02', reason: 'weekend' },
      { kind: 'day-skipped', day: '2021-05-03', reason: 'holiday', name: 'Nghỉ bù ngày 01/5' },
      { kind: 'moved-off-day-off', from: '2021-04-30', to: '2021-05-04' },
      { kind: 'due', at: at('2021-05-04 09:00') }
    ])
  })

  it('names each closed day once when received on one', () => {
    const skipped = due('2021-03-20 09:00', workingDays(1)).steps.filter(({ kind }) => kind === 'day-skipped')
    expect(skipped).toEqual([
      { kind: 'day-skipped', day: '2021-03-20', reason: 'weekend' },
      { kind: 'day-skipped', day: '2021-03-21', reason: 'weekend' }
    ])
  })

  it('skips a half day in lieu and says so, though the office receives on it', () => {
    const half = calendarWith(holiday('2021-03-20', 'in-lieu', { half: 'morning', name: 'Làm bù nửa ngày' }))
    const friday = due('2021-03-19 09:00', workingDays(1), half)
    expect(friday.dueAt).toBe(at('2021-03-22 09:00'))
    expect(friday.steps).toContainEqual({ kind: 'day-skipped', day: '2021-03-20', reason: 'half-day', name: 'Làm bù nửa ngày' })
    expect(due('2021-03-20 08:00', workingDays(1), half).dueAt).toBe(at('2021-03-22 08:00'))
    expect(due('2021-03-19 16:00', hours(2), half).dueAt).toBe(at('2021-03-20 08:00'))
  })
})

it('counts an announcement only for dossiers received after it', () => {
  const announced = calendarWith(holiday('2021-03-18', 'off', { validFrom: '2021-03-16' }))
  expect(due('2021-03-15 09:00', workingDays(3), announced).dueAt).toBe(at('2021-03-18 09:00'))
  expect(due('2021-03-16 09:00', workingDays(2), announced).dueAt).toBe(at('2021-03-19 09:00'))
})

describe('for every moment of 2021-2026 and every limit', () => {
  const moment = fc
    .integer({ min: Date.parse(at('2021-01-01 00:00')) / 60_000, max: Date.parse(at('2026-10-31 23:59')) / 60_000 })
    .map((minutes) => toLocalTime(minutes * 60_000))
  const limit: fc.Arbitrary<Exclude<TimeLimit, { unit: 'none' }>> = fc.oneof(
    fc.integer({ min: 1, max: 30 }).map((value) => ({ unit: 'working-day' as const, value })),
    fc.integer({ min: 1, max: 60 }).map((value) => ({ unit: 'day' as const, value })),
    fc.integer({ min: 1, max: 1 }).map((value) => ({ unit: 'month' as const, value })),
    fc.integer({ min: 1, max: 60 }).map((value) => ({ unit: 'hour' as const, value })),
    fc.constant({ unit: 'same-day' as const, cutOff: '15:00' })
  )

  it('the result is due after receipt, on a working day, when the office is open or closing', () => {
    fc.assert(
      fc.property(moment, limit, (receivedAt, limit) => {
        const { dueAt } = computeDueAt({ receivedAt, limit, calendar })
        expect(dueAt! > receivedAt).toBe(true)
        expect(isWorkingDay(dayOf(dueAt!), calendar)).toBe(true)
        expect(openSpans(dayOf(dueAt!), calendar).some(({ from, to }) => from <= minuteOfDay(dueAt!) && minuteOfDay(dueAt!) <= to)).toBe(true)
      }),
      { numRuns: 500 }
    )
  })

  it('N working days hold exactly N working days, and the steps name every other day between', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 25 }), (receivedAt, value) => {
        const { dueAt, steps } = computeDueAt({ receivedAt, limit: workingDays(value), calendar })
        const moved = steps.find((step) => step.kind === 'start-moved')
        const start = dayOf(moved?.kind === 'start-moved' ? moved.to : receivedAt)
        const between: string[] = []
        for (let day = addDays(start, 1); day <= dayOf(dueAt!); day = addDays(day, 1)) between.push(day)
        expect(between.filter((day) => isWorkingDay(day, calendar))).toHaveLength(value)
        const skipped = steps.flatMap((step) => (step.kind === 'day-skipped' ? [step.day] : []))
        expect(skipped).toEqual(expect.arrayContaining(between.filter((day) => !isWorkingDay(day, calendar))))
        expect(new Set(skipped).size).toBe(skipped.length)
      }),
      { numRuns: 300 }
    )
  })

  it('office hours are office minutes, exactly', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 40 }), (receivedAt, value) => {
        const { dueAt } = computeDueAt({ receivedAt, limit: hours(value), calendar })
        expect(openMinutesBetween(receivedAt, dueAt!, calendar)).toBe(value * 60)
      })
    )
  })
})

it('refuses limits that mean nothing', () => {
  expect([workingDays(0), days(-1), { unit: 'hour', value: 1.5 }, { unit: 'same-day', cutOff: '25:00' }].some((bad) => TimeLimit.safeParse(bad).success)).toBe(false)
})
