import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  addDays, addMonths, daysBetween, formatLocalDate, isLocalDate, isLocalTime, localDay, minuteOfDay, toLocalTime, weekday
} from '../../../electron/domain/calendar.ts'
import { closingTime, dayKind, isValidOn, isWorkingDay, openSpans, openingTime } from '../../../electron/domain/work-calendar.ts'
import { calendar, calendarWith, holiday } from './calendar-fixture.ts'

describe('local time', () => {
  it('is UTC+7, whatever the computer’s zone', () => {
    expect(toLocalTime(Date.UTC(2021, 2, 14, 17, 0, 0, 999))).toBe('2021-03-15T00:00:00+07:00')
    expect(localDay(Date.UTC(2021, 2, 14, 16, 59, 59))).toBe('2021-03-14')
    expect(Date.parse('2021-03-15T09:30:00+07:00')).toBe(Date.UTC(2021, 2, 15, 2, 30))
    expect(minuteOfDay('2021-03-15T09:30:59+07:00')).toBe(570)
  })

  test.each([
    ['2021-02-29', false], ['2024-02-29', true], ['2021-13-01', false], ['2021-3-1', false], ['1988-03-05', true], ['1799-01-01', false]
  ])('%s is a date: %s', (text, real) => expect(isLocalDate(text)).toBe(real))

  test.each([
    ['2021-03-15T09:30:00+07:00', true], ['2021-03-15T09:30:00Z', false], ['2021-03-15T24:00:00+07:00', false], ['2021-02-30T09:30:00+07:00', false]
  ])('%s is a local time: %s', (text, real) => expect(isLocalTime(text)).toBe(real))

  it('survives the way to epoch milliseconds and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        expect(Date.parse(toLocalTime(seconds * 1000))).toBe(seconds * 1000)
      })
    )
  })
})

describe('days', () => {
  test.each([
    ['2021-02-28', 1, '2021-03-01'], ['2024-02-28', 1, '2024-02-29'], ['2021-12-31', 1, '2022-01-01'], ['2021-01-01', -1, '2020-12-31']
  ])('%s + %i = %s', (day, count, sum) => expect(addDays(day, count)).toBe(sum))

  test.each([
    ['2021-01-31', 1, '2021-02-28'], ['2024-01-31', 1, '2024-02-29'], ['2021-12-31', 2, '2022-02-28'], ['2021-05-31', 12, '2022-05-31'], ['2024-02-29', 12, '2025-02-28']
  ])('%s + %i months = %s', (day, count, sum) => expect(addMonths(day, count)).toBe(sum))

  test.each([['2021-03-15', 1], ['2021-03-14', 7], ['2024-05-04', 6], ['2026-11-24', 2], ['1969-12-31', 3]])('%s is weekday %i', (day, number) => {
    expect(weekday(day)).toBe(number)
  })

  it('counts and writes days', () => {
    expect(daysBetween('2021-02-27', '2021-03-01')).toBe(2)
    expect(daysBetween('2021-03-01', '2021-02-27')).toBe(-2)
    expect(formatLocalDate('2021-03-05')).toBe('05/03/2021')
    expect(() => addDays('2021-02-30', 1)).toThrow(RangeError)
  })
})

describe('the office’s calendar', () => {
  test.each([
    ['2021-02-10', 'holiday'], ['2021-02-16', 'holiday'], ['2021-02-17', 'working'], ['2021-05-01', 'holiday'], ['2021-05-03', 'holiday'],
    ['2021-05-04', 'working'], ['2021-03-20', 'weekend'], ['2024-04-29', 'holiday'], ['2024-05-04', 'in-lieu'], ['2024-05-05', 'weekend'],
    ['2025-04-26', 'in-lieu'], ['2025-05-02', 'holiday'], ['2025-11-24', 'working'], ['2026-11-24', 'holiday'], ['2026-11-25', 'working']
  ])('%s is %s', (day, kind) => expect(dayKind(day, calendar).kind).toBe(kind))

  it('is open 07:00-11:30 and 13:30-17:00', () => {
    expect(openSpans('2021-03-15', calendar)).toEqual([{ from: 420, to: 690 }, { from: 810, to: 1020 }])
    expect(openSpans('2021-03-20', calendar)).toEqual([])
    expect(openingTime('2021-03-15', calendar)).toBe('2021-03-15T07:00:00+07:00')
    expect(closingTime('2021-03-15', calendar)).toBe('2021-03-15T17:00:00+07:00')
    expect(() => openingTime('2021-03-20', calendar)).toThrow(RangeError)
  })

  it('opens half a day in lieu but counts no whole day', () => {
    const half = calendarWith(holiday('2021-03-20', 'in-lieu', { half: 'morning' }))
    expect(openSpans('2021-03-20', half)).toEqual([{ from: 420, to: 690 }])
    expect(isWorkingDay('2021-03-20', half)).toBe(false)
  })

  it('is open for the other half of a day that is half off, and on a Sunday such a row opens nothing', () => {
    const half = calendarWith(holiday('2021-03-19', 'off', { half: 'morning' }), holiday('2021-03-18', 'off', { half: 'afternoon' }), holiday('2021-03-21', 'off', { half: 'morning' }))
    expect(openSpans('2021-03-19', half)).toEqual([{ from: 810, to: 1020 }])
    expect(openSpans('2021-03-18', half)).toEqual([{ from: 420, to: 690 }])
    expect(openSpans('2021-03-21', half)).toEqual([])
    expect(isWorkingDay('2021-03-19', half)).toBe(false)
  })

  it('takes a weekday’s own hours', () => {
    const saturdays = { weekdays: [6], hours: [{ from: '07:00', to: '11:30' }], validFrom: null, validTo: null }
    const changing = { ...calendar, workHours: [...calendar.workHours, saturdays] }
    expect(openSpans('2021-03-20', changing)).toEqual([{ from: 420, to: 690 }])
    expect(openSpans('2021-03-19', changing)).toHaveLength(2)
  })

  it('holds an announcement only within its own validity', () => {
    const announced = calendarWith(holiday('2021-03-19', 'off', { validFrom: '2021-03-17' }))
    expect(dayKind('2021-03-19', announced, '2021-03-16').kind).toBe('working')
    expect(dayKind('2021-03-19', announced, '2021-03-17').kind).toBe('holiday')
  })

  it('takes the hours in force on the day', () => {
    const { workHours } = calendar
    const summer = { weekdays: [1, 2, 3, 4, 5, 6], hours: [{ from: '06:30', to: '11:00' }], validFrom: '2021-06-01', validTo: '2021-08-31' }
    const changing = { ...calendar, workHours: [summer, ...workHours] }
    expect(openingTime('2021-06-01', changing)).toContain('T06:30')
    expect(isWorkingDay('2021-06-05', changing)).toBe(true)
    expect(openingTime('2021-09-01', changing)).toContain('T07:00')
  })

  it('includes both ends of a validity, and null is open', () => {
    const rule = { validFrom: '2021-01-01', validTo: '2021-12-31' }
    expect(['2020-12-31', '2021-01-01', '2021-12-31', '2022-01-01'].map((day) => isValidOn(rule, day))).toEqual([false, true, true, false])
    expect(isValidOn({ validFrom: null, validTo: null }, '1900-01-01')).toBe(true)
  })
})
