import * as z from './schema.ts'
import { addDays, addMonths, atMinute, ClockTime, dayOf, LocalDate, LocalTime, minuteOfDay } from './calendar.ts'
import { assertNever } from './result.ts'
import { closingTime, dayKind, firstWorkingDayFrom, isWorkingDay, openSpans, openingTime, type WorkCalendar } from './work-calendar.ts'

/** How long a procedure may take. Working days are whole days of 8 hours; hours are office hours. */
export const TimeLimit = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('working-day'), value: z.int().positive() }),
  z.object({ unit: z.literal('day'), value: z.int().positive() }),
  z.object({ unit: z.literal('month'), value: z.int().positive() }),
  z.object({ unit: z.literal('hour'), value: z.int().positive() }),
  z.object({ unit: z.literal('same-day'), cutOff: ClockTime }),
  z.object({ unit: z.literal('none') })
])
export type TimeLimit = z.infer<typeof TimeLimit>

/** Why the appointment is that day: data in the order it was reasoned, for "vì sao hẹn ngày này". */
export const DueStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('received'), at: LocalTime }),
  z.object({
    kind: z.literal('start-moved'),
    reason: z.enum(['before-opening', 'lunch-break', 'after-closing', 'day-off']),
    to: LocalTime
  }),
  z.object({
    kind: z.literal('day-skipped'),
    day: LocalDate,
    reason: z.enum(['weekend', 'holiday', 'half-day']),
    name: z.string().optional()
  }),
  z.object({ kind: z.literal('day-in-lieu-counted'), day: LocalDate, name: z.string() }),
  z.object({ kind: z.literal('cut-off-passed'), cutOff: ClockTime }),
  z.object({ kind: z.literal('month-has-no-such-day'), wanted: z.int(), used: LocalDate }),
  z.object({ kind: z.literal('moved-off-day-off'), from: LocalDate, to: LocalDate }),
  /** A supplement (or with `why` a payment) came in and the whole limit runs again from then. */
  z.object({ kind: z.literal('counted-anew'), requestedAt: LocalTime, at: LocalTime, why: z.literal('payment').optional() }),
  /** The same: the office minutes waited are added to the old date. */
  z.object({ kind: z.literal('waiting-added'), requestedAt: LocalTime, completedAt: LocalTime, minutes: z.int(), dueAt: LocalTime, why: z.literal('payment').optional() }),
  z.object({ kind: z.literal('reappointed'), previousDueAt: LocalTime, at: LocalTime }),
  z.object({ kind: z.literal('no-fixed-limit') }),
  z.object({ kind: z.literal('due'), at: LocalTime })
])
export type DueStep = z.infer<typeof DueStep>

/** `dueAt` is null only for a procedure without a fixed limit ("Không có ngày hẹn trả cụ thể theo quy định"). */
export type DueDate = { dueAt: LocalTime | null; steps: DueStep[] }
type Walk = { calendar: WorkCalendar; asOf: LocalDate; steps: DueStep[] }

/**
 * When the result is due, as practised at provincial counters: after closing the term starts next morning, at lunch at
 * the afternoon's opening; N working days keep the clock time; calendar days and months that end on a day off move to the
 * next working day; same-day results received after the cut-off (15:00 for civil status) are due the next working day.
 */
export function computeDueAt(input: { receivedAt: LocalTime; limit: TimeLimit; calendar: WorkCalendar }): DueDate {
  const { receivedAt, limit, calendar } = input
  const walk: Walk = { calendar, asOf: dayOf(receivedAt), steps: [{ kind: 'received', at: receivedAt }] }
  if (limit.unit === 'none') return { dueAt: null, steps: [...walk.steps, { kind: 'no-fixed-limit' }] }
  const dueAt = addLimit(moveToOpen(receivedAt, walk), limit, walk)
  return { dueAt, steps: [...walk.steps, { kind: 'due', at: dueAt }] }
}

function addLimit(start: LocalTime, limit: Exclude<TimeLimit, { unit: 'none' }>, walk: Walk): LocalTime {
  const day = dayOf(start)
  const minute = minuteOfDay(start)
  switch (limit.unit) {
    case 'working-day':
      return atMinute(addWorkingDays(day, limit.value, walk), minute)
    case 'day':
      return atMinute(moveOffDayOff(addDays(day, limit.value), walk), minute)
    case 'month': {
      const end = addMonths(day, limit.value)
      const wanted = Number(day.slice(8))
      if (Number(end.slice(8)) !== wanted) walk.steps.push({ kind: 'month-has-no-such-day', wanted, used: end })
      return atMinute(moveOffDayOff(end, walk), minute)
    }
    case 'hour':
      return addOpenMinutes(start, limit.value * 60, walk)
    case 'same-day': {
      if (minute <= minuteOfDay(limit.cutOff)) return closingTime(day, walk.calendar, walk.asOf)
      walk.steps.push({ kind: 'cut-off-passed', cutOff: limit.cutOff })
      return closingTime(addWorkingDays(day, 1, walk), walk.calendar, walk.asOf)
    }
    default:
      return assertNever(limit)
  }
}

/** The first open minute at or after a time; says in a step when and why it moved. */
function moveToOpen(time: LocalTime, walk: Walk): LocalTime {
  const day = dayOf(time)
  const minute = minuteOfDay(time)
  const spans = openSpans(day, walk.calendar, walk.asOf)
  if (spans.some((span) => span.from <= minute && minute < span.to)) return atMinute(day, minute)
  const next = spans.find((span) => minute < span.from)
  if (next !== undefined) {
    const to = atMinute(day, next.from)
    walk.steps.push({ kind: 'start-moved', reason: next === spans[0] ? 'before-opening' : 'lunch-break', to })
    return to
  }
  if (spans.length === 0) noteSkipped(day, walk)
  const to = openingTime(nextWorkingDay(day, walk), walk.calendar, walk.asOf)
  walk.steps.push({ kind: 'start-moved', reason: spans.length === 0 ? 'day-off' : 'after-closing', to })
  return to
}

function addWorkingDays(day: LocalDate, count: number, walk: Walk): LocalDate {
  let current = day
  for (let i = 0; i < count; i++) current = nextWorkingDay(current, walk)
  return current
}

function nextWorkingDay(day: LocalDate, walk: Walk): LocalDate {
  const next = firstWorkingDayFrom(addDays(day, 1), walk.calendar, walk.asOf)
  for (let skipped = addDays(day, 1); skipped < next; skipped = addDays(skipped, 1)) noteSkipped(skipped, walk)
  const kind = dayKind(next, walk.calendar, walk.asOf)
  if (kind.kind === 'in-lieu') walk.steps.push({ kind: 'day-in-lieu-counted', day: next, name: kind.name })
  return next
}

function moveOffDayOff(day: LocalDate, walk: Walk): LocalDate {
  if (isWorkingDay(day, walk.calendar, walk.asOf)) return day
  noteSkipped(day, walk)
  const to = nextWorkingDay(day, walk)
  walk.steps.push({ kind: 'moved-off-day-off', from: day, to })
  return to
}

function noteSkipped(day: LocalDate, walk: Walk): void {
  const kind = dayKind(day, walk.calendar, walk.asOf)
  if (kind.kind === 'weekend') walk.steps.push({ kind: 'day-skipped', day, reason: 'weekend' })
  if (kind.kind === 'holiday' || kind.kind === 'half-day') {
    walk.steps.push({ kind: 'day-skipped', day, reason: kind.kind, name: kind.name })
  }
}

/** Walks office minutes; half days in lieu count for what they are open. Ends at closing rather than next morning. */
function addOpenMinutes(start: LocalTime, minutes: number, walk: Walk): LocalTime {
  let day = dayOf(start)
  let from = minuteOfDay(start)
  let left = minutes
  for (;;) {
    for (const span of openSpans(day, walk.calendar, walk.asOf)) {
      const begin = Math.max(from, span.from)
      const open = Math.max(0, span.to - begin)
      if (left <= open) return atMinute(day, begin + left)
      left -= open
    }
    from = 0
    day = addDays(day, 1)
    while (openSpans(day, walk.calendar, walk.asOf).length === 0) {
      noteSkipped(day, walk)
      day = addDays(day, 1)
    }
  }
}

/** The office minutes between two times; 0 when the second is not later. */
export function openMinutesBetween(from: LocalTime, to: LocalTime, calendar: WorkCalendar): number {
  let total = 0
  for (let day = dayOf(from); day <= dayOf(to); day = addDays(day, 1)) {
    const low = day === dayOf(from) ? minuteOfDay(from) : 0
    const high = day === dayOf(to) ? minuteOfDay(to) : 24 * 60
    for (const span of openSpans(day, calendar)) total += Math.max(0, Math.min(high, span.to) - Math.max(low, span.from))
  }
  return total
}

/** The time `minutes` of office time after a time, and which days were skipped on the way. */
export function addOfficeMinutes(time: LocalTime, minutes: number, calendar: WorkCalendar): DueDate & { dueAt: LocalTime } {
  const walk: Walk = { calendar, asOf: dayOf(time), steps: [] }
  const start = minutes === 0 ? time : moveToOpen(time, walk)
  const dueAt = minutes === 0 ? time : addOpenMinutes(start, minutes, walk)
  return { dueAt, steps: [...walk.steps, { kind: 'due', at: dueAt }] }
}
