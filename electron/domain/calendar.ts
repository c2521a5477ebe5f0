import * as z from './schema.ts'

/**
 * Days and clock times of Asia/Ho_Chi_Minh: UTC+07:00 the year round, so arithmetic needs no zone table and the
 * computer's own zone never matters. A `LocalDate` is `YYYY-MM-DD`; a `LocalTime` is `YYYY-MM-DDTHH:mm:ss+07:00`:
 * both order as strings, and the second is the form of ISO 8601 the signing rules ask for.
 */
export const LocalDate = z.string().refine(isLocalDate, 'not a real date YYYY-MM-DD')
export type LocalDate = string
export const LocalTime = z.string().refine(isLocalTime, 'not YYYY-MM-DDTHH:mm:ss+07:00')
export type LocalTime = string
/** Time of day `HH:mm`, 00:00 to 23:59. */
export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
export type ClockTime = string

const OFFSET_MS = 7 * 3_600_000
const DAY_MS = 86_400_000

/** True for a real date of the Gregorian calendar, 1800 to 9999 (29/02 only in leap years). */
export function isLocalDate(text: string): boolean {
  // Counted, neither matched nor tried by Date: every border reads many dates.
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return false
  const year = readDigits(text, 0, 4)
  const month = readDigits(text, 5, 7)
  const day = readDigits(text, 8, 10)
  return year >= 1800 && month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= daysInMonth(year, month))
}

/** NaN, which is neither more nor less than anything, when one of them is no digit. */
function readDigits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return NaN
    value = value * 10 + digit
  }
  return value
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** True for a real instant in the one accepted form. */
export function isLocalTime(text: string): boolean {
  if (text.length !== 25 || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':' || !text.endsWith('+07:00')) return false
  return readDigits(text, 11, 13) <= 23 && readDigits(text, 14, 16) <= 59 && readDigits(text, 17, 19) <= 59 && isLocalDate(text.slice(0, 10))
}

/** Epoch milliseconds to local time; fractions of a second are cut. */
export function toLocalTime(epochMs: number): LocalTime {
  return `${new Date(epochMs + OFFSET_MS).toISOString().slice(0, 19)}+07:00`
}

/** The day in Asia/Ho_Chi_Minh of an instant in epoch milliseconds. */
export function localDay(epochMs: number): LocalDate {
  return toLocalTime(epochMs).slice(0, 10)
}

/** The day of a local time. */
export function dayOf(time: LocalTime): LocalDate {
  return time.slice(0, 10)
}

/** Minutes since midnight of a local time or of a clock time; seconds are cut. */
export function minuteOfDay(time: LocalTime | ClockTime): number {
  const clock = time.length === 5 ? time : time.slice(11, 16)
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

/** The local time at `minutes` after midnight of a day (0..1439). */
export function atMinute(day: LocalDate, minutes: number): LocalTime {
  const pad = (n: number) => String(n).padStart(2, '0')
  return `${day}T${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:00+07:00`
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: LocalDate, count: number): LocalDate {
  return new Date(toDayNumber(day) * DAY_MS + count * DAY_MS).toISOString().slice(0, 10)
}

/** The same day number `count` months later, or the last day of that month (31/01 + 1 -> 28/02 or 29/02). */
export function addMonths(day: LocalDate, count: number): LocalDate {
  const monthIndex = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count
  const year = Math.floor(monthIndex / 12)
  const month = monthIndex - year * 12
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const date = Math.min(Number(day.slice(8, 10)), lastDay)
  return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10)
}

/** Whole days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  return toDayNumber(b) - toDayNumber(a)
}

/** 1 Monday .. 7 Sunday (ISO 8601). */
export function weekday(day: LocalDate): number {
  return ((toDayNumber(day) + 3) % 7 + 7) % 7 + 1
}

/** `15/03/2021`, the way a date is written on Vietnamese forms. */
export function formatLocalDate(day: LocalDate): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`
}

function toDayNumber(day: LocalDate): number {
  if (!isLocalDate(day)) throw new RangeError(`not a date: ${day}`)
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}
