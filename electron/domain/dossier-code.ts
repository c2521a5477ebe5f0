import * as z from './schema.ts'
import { addDays, daysBetween, isLocalDate, localDay, type LocalDate } from './calendar.ts'
import { isWorkingDay, type WorkCalendar } from './work-calendar.ts'
import type { NumberRangeEmpty } from './numbers.ts'
import { err, ok, type Result } from './result.ts'

/** A standing daily range of serials owned by one counter, both ends included, 1..9999. */
export const SerialRange = z
  .object({ from: z.int().min(1).max(9999), to: z.int().min(1).max(9999) })
  .refine((range) => range.from <= range.to, 'range runs backwards')
export type SerialRange = z.infer<typeof SerialRange>

export type DossierCode = { agencyCode: string; day: LocalDate; serial: number }
export type DossierCodeError = { kind: 'dossier-code-malformed' }
export type LegalDayError =
  | { kind: 'clock-went-back'; today: LocalDate; highWaterDay: LocalDate }
  | { kind: 'clock-jumped'; today: LocalDate; highWaterDay: LocalDate; skippedWorkingDays: number }
  /** The same question for another reason: the portal says another day. */
  | { kind: 'clock-jumped'; today: LocalDate; portalDay: LocalDate }

const ACCEPTED = /^([0-9A-Z]+(?:\.[0-9A-Z]+)*)-(\d{6}|\d{8})-(\d{4,7})$/
const AGENCY = /^[0-9A-Z]+(?:\.[0-9A-Z]+)*$/
/** Ordinary gaps (a week of Tết) hold no working day; a counter closed two working days is ordinary too. */
const DEFAULT_MAX_SKIPPED_WORKING_DAYS = 2

/** `{agency code}-{yyMMdd}-{serial of 4 digits}`, the form provincial systems issue. Throws on parts that only a bug can give. */
export function formatDossierCode({ agencyCode, day, serial }: DossierCode): string {
  if (!isAgencyCode(agencyCode)) throw new RangeError(`not an agency code: ${agencyCode}`)
  if (!Number.isInteger(serial) || serial < 1 || serial > 9999) throw new RangeError(`not a serial: ${serial}`)
  return `${agencyCode}-${day.slice(2).replaceAll('-', '')}-${String(serial).padStart(4, '0')}`
}

/**
 * Reads any dossier code in use: old and new agency codes, days of 6 or 8 digits, serials of 4 to 7 (ministries).
 * Lower case and spaces around are forgiven: codes are also typed.
 */
export function parseDossierCode(text: string): Result<DossierCode, DossierCodeError> {
  const match = ACCEPTED.exec(text.trim().toUpperCase())
  if (match === null) return err({ kind: 'dossier-code-malformed' })
  const [, agencyCode = '', dayDigits = '', serial = ''] = match
  const digits = dayDigits.length === 6 ? `20${dayDigits}` : dayDigits
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
  if (!isLocalDate(day)) return err({ kind: 'dossier-code-malformed' })
  return ok({ agencyCode, day, serial: Number(serial) })
}

/** QĐ 20/2020/QĐ-TTg: dotted groups of 0-9 and A-Z, at most 35 characters; the older QCVN 102:2016 form fits as well. */
export function isAgencyCode(text: string): boolean {
  return text.length <= 35 && AGENCY.test(text)
}

/**
 * The next serial of a counter's standing daily range.
 * @param lastIssuedSerial the highest issued or voided in this range on this legal day; undefined on a new day
 */
export function nextSerial(input: {
  range: SerialRange
  lastIssuedSerial: number | undefined
}): Result<number, NumberRangeEmpty> {
  const { range, lastIssuedSerial } = input
  if (lastIssuedSerial === undefined || lastIssuedSerial < range.from) return ok(range.from)
  if (lastIssuedSerial >= range.to) return err({ kind: 'number-range-empty', series: 'dossier', range, lastIssuedSerial })
  return ok(lastIssuedSerial + 1)
}

/** How many numbers a range still has today: the bar warns before the range is empty. */
export function countSerialsLeft(range: SerialRange, lastIssuedSerial: number | undefined): number {
  const next = nextSerial({ range, lastIssuedSerial })
  return next.ok ? range.to - next.value + 1 : 0
}

/**
 * The day that goes into a legal number: today in Asia/Ho_Chi_Minh, unless the clock cannot be believed. The day never
 * runs backwards, and a jump forward over more working days than a counter is plausibly closed needs the officer's yes.
 * @param highWaterDay the latest day ever used by this counter in any legal number; undefined at the first
 * @param confirmedDay the day the officer has confirmed to be today
 */
export function legalDay(input: {
  nowMs: number
  highWaterDay: LocalDate | undefined
  calendar: WorkCalendar
  confirmedDay?: LocalDate | undefined
  maxSkippedWorkingDays?: number
}): Result<LocalDate, LegalDayError> {
  const today = localDay(input.nowMs)
  const { highWaterDay } = input
  if (highWaterDay === undefined || today === highWaterDay) return ok(today)
  if (today < highWaterDay) return err({ kind: 'clock-went-back', today, highWaterDay })
  const skippedWorkingDays = countWorkingDaysBetween(highWaterDay, today, input.calendar)
  const limit = input.maxSkippedWorkingDays ?? DEFAULT_MAX_SKIPPED_WORKING_DAYS
  if (skippedWorkingDays > limit && input.confirmedDay !== today) {
    return err({ kind: 'clock-jumped', today, highWaterDay, skippedWorkingDays })
  }
  return ok(today)
}

/** Working days strictly between two days; after two months the exact count no longer matters and the rest is estimated. */
function countWorkingDaysBetween(from: LocalDate, to: LocalDate, calendar: WorkCalendar): number {
  const gap = daysBetween(from, to) - 1
  if (gap > 60) return Math.floor((gap * 5) / 7)
  let count = 0
  for (let i = 1; i <= gap; i++) if (isWorkingDay(addDays(from, i), calendar)) count++
  return count
}
