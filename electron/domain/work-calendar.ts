import * as z from './schema.ts'
import { addDays, atMinute, ClockTime, LocalDate, minuteOfDay, weekday, type LocalTime } from './calendar.ts'

/** Opening hours of an office on the weekdays it works (1 Monday .. 7 Sunday), within their dates of validity. */
export const WorkHours = z.object({
  weekdays: z.array(z.int().min(1).max(7)).min(1),
  /** In order, not touching: the gap between two is the lunch break. */
  hours: z.array(z.object({ from: ClockTime, to: ClockTime })).min(1),
  validFrom: LocalDate.nullable(),
  validTo: LocalDate.nullable()
})
export type WorkHours = z.infer<typeof WorkHours>

/**
 * One day that differs from its weekday: off (a holiday, its substitute, a swapped day) or worked in lieu (làm bù), whole
 * or half (the half named is the one that differs). Tết, Quốc khánh and swaps are announced yearly, so an administrator edits these rows; validity is of the
 * announcement: it counts for dossiers received within it.
 */
export const Holiday = z.object({
  date: LocalDate,
  kind: z.enum(['off', 'in-lieu']),
  half: z.enum(['morning', 'afternoon']).nullable().optional(),
  name: z.string().min(1),
  validFrom: LocalDate.nullable(),
  validTo: LocalDate.nullable(),
  /** Where the row comes from, and how sure it is. */
  source: z.string().optional()
})
export type Holiday = z.infer<typeof Holiday>

export const WorkCalendar = z.object({
  workHours: z.array(WorkHours).min(1),
  holidays: z.array(Holiday),
  /** Office hours to look at a filing made online; absent: the eight of NĐ 45/2020. */
  filingCheckHours: z.int().min(1).max(80).optional()
})
export type WorkCalendar = z.infer<typeof WorkCalendar>

const noon = 12 * 60

/** A stretch of opening time, in minutes after midnight, end excluded. */
export type OpenSpan = { from: number; to: number }
export type DayKind =
  | { kind: 'working' }
  | { kind: 'in-lieu'; name: string }
  | { kind: 'half-day'; name: string }
  | { kind: 'weekend' }
  | { kind: 'holiday'; name: string }

/** What a day is for the office. @param asOf announcements valid on this day count; by default the day itself */
export function dayKind(day: LocalDate, calendar: WorkCalendar, asOf: LocalDate = day): DayKind {
  const row = findHoliday(day, calendar, asOf)
  const isWorked = hoursOf(day, calendar).weekdays.includes(weekday(day))
  if (row?.kind === 'off') return { kind: row.half && isWorked ? 'half-day' : 'holiday', name: row.name }
  if (row?.kind === 'in-lieu') return { kind: row.half ? 'half-day' : 'in-lieu', name: row.name }
  return { kind: isWorked ? 'working' : 'weekend' }
}

/** True for a whole working day: what a limit in working days counts. Half days are open but promise nothing. */
export function isWorkingDay(day: LocalDate, calendar: WorkCalendar, asOf: LocalDate = day): boolean {
  const { kind } = dayKind(day, calendar, asOf)
  return kind === 'working' || kind === 'in-lieu'
}

/** The stretches a day is open; empty on a day off, one stretch on a half day. */
export function openSpans(day: LocalDate, calendar: WorkCalendar, asOf: LocalDate = day): OpenSpan[] {
  const { kind } = dayKind(day, calendar, asOf)
  if (kind === 'weekend' || kind === 'holiday') return []
  const spans = hoursOf(day, calendar).hours.map((span) => ({ from: minuteOfDay(span.from), to: minuteOfDay(span.to) }))
  if (kind !== 'half-day') return spans
  const row = findHoliday(day, calendar, asOf)
  const isMorningOpen = (row?.half === 'morning') === (row?.kind === 'in-lieu')
  return spans.filter(({ from }) => from < noon === isMorningOpen)
}

/** The first whole working day on or after a day. Throws when there is none within a year: the calendar is broken. */
export function firstWorkingDayFrom(day: LocalDate, calendar: WorkCalendar, asOf: LocalDate = day): LocalDate {
  for (let i = 0; i < 366; i++) {
    const candidate = addDays(day, i)
    if (isWorkingDay(candidate, calendar, asOf)) return candidate
  }
  throw new RangeError(`no working day within a year of ${day}`)
}

/** When the office opens on an open day. Throws on a day off. */
export function openingTime(day: LocalDate, calendar: WorkCalendar, asOf: LocalDate = day): LocalTime {
  return atMinute(day, boundary(openSpans(day, calendar, asOf)[0]?.from, day))
}

/** When the office closes on an open day. Throws on a day off. */
export function closingTime(day: LocalDate, calendar: WorkCalendar, asOf: LocalDate = day): LocalTime {
  return atMinute(day, boundary(openSpans(day, calendar, asOf).at(-1)?.to, day))
}

function boundary(minute: number | undefined, day: LocalDate): number {
  if (minute === undefined) throw new RangeError(`the office is closed on ${day}`)
  return minute
}

function findHoliday(day: LocalDate, calendar: WorkCalendar, asOf: LocalDate): Holiday | undefined {
  return calendar.holidays.find((row) => row.date === day && isValidOn(row, asOf))
}

function hoursOf(day: LocalDate, calendar: WorkCalendar): WorkHours {
  const valid = calendar.workHours.filter((hours) => isValidOn(hours, day))
  // A weekday may have hours of its own; one that nobody works has the usual ones when it is worked in lieu.
  const row = valid.find(({ weekdays }) => weekdays.includes(weekday(day))) ?? valid[0]
  if (row === undefined) throw new RangeError(`no opening hours are known for ${day}`)
  return row
}

/** True when a rule with dates of validity (null is open) is in force on a day; both ends are included. */
export function isValidOn(rule: { validFrom: LocalDate | null; validTo: LocalDate | null }, day: LocalDate): boolean {
  return (rule.validFrom === null || rule.validFrom <= day) && (rule.validTo === null || day <= rule.validTo)
}
