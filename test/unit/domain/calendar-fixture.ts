import type { Holiday, WorkCalendar } from '../../../electron/domain/work-calendar.ts'
import { getHolidays, getWorkHours } from '../../reference-data/holidays.ts'

/** The demo's own calendar: real holidays and swaps of 2021-2026, 07:00-11:30 and 13:30-17:00. */
export const calendar: WorkCalendar = { workHours: getWorkHours(), holidays: getHolidays() }

/** The same with extra rows, which stand before the real ones. */
export function calendarWith(...rows: Holiday[]): WorkCalendar {
  return { ...calendar, holidays: [...rows, ...calendar.holidays] }
}

export function holiday(date: string, kind: Holiday['kind'], more: Partial<Holiday> = {}): Holiday {
  return { date, kind, half: null, name: 'thử', validFrom: null, validTo: null, ...more }
}
