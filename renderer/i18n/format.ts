import { addDays, dayOf, formatLocalDate, localDay, toLocalTime, weekday } from '../../electron/domain/calendar.ts'

/**
 * Instants come as ISO 8601, from core in +07:00 and from wire types in UTC; on screen they are always the clock of Vietnam,
 * whatever zone this PC is set to.
 */
function local(iso: string): string {
  return toLocalTime(Date.parse(iso))
}

const WEEKDAY = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật']

/** `15/03/2021` */
export function formatDay(iso: string): string {
  return formatLocalDate(dayOf(local(iso)))
}

/** `09:05` */
export function formatTime(iso: string): string {
  return local(iso).slice(11, 16)
}

/** `09:05 15/03/2021` */
export function formatDayTime(iso: string): string {
  return `${formatTime(iso)} ${formatDay(iso)}`
}

/** `thứ Hai 15/03/2021` of a `YYYY-MM-DD` */
export function formatWeekday(day: string): string {
  return `${WEEKDAY[weekday(day) - 1] ?? ''} ${formatLocalDate(day)}`
}

/** `16:30 thứ Hai 15/03/2021`: an appointment, said as it is said to a citizen. */
export function formatAppointment(iso: string): string {
  return `${formatTime(iso)} ${formatWeekday(dayOf(local(iso)))}`
}

/** The time alone for today, `hôm qua 09:05` for yesterday, else with its day. */
export function formatMoment(iso: string, nowMs: number = Date.now()): string {
  const day = dayOf(local(iso))
  const today = localDay(nowMs)
  if (day === today) return formatTime(iso)
  if (day === addDays(today, -1)) return `hôm qua ${formatTime(iso)}`
  return formatDayTime(iso)
}

/** The time for today, the day for any other: what a narrow column has room for. */
export function formatTimeOrDay(iso: string, nowMs: number = Date.now()): string {
  return dayOf(local(iso)) === localDay(nowMs) ? formatTime(iso) : formatDay(iso)
}

/** `12,3 MB`: sizes with a decimal comma. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} byte`
  const units = ['KB', 'MB', 'GB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value.toFixed(value < 10 ? 1 : 0).replace('.', ',')} ${units[unit]}`
}

/** `3 ngày`, `2 giờ`, `5 phút`, `vừa xong`: how long ago, in the largest whole unit. */
export function formatAge(iso: string, nowMs: number = Date.now()): string {
  const minutes = Math.floor(Math.max(0, nowMs - Date.parse(iso)) / 60_000)
  if (minutes < 1) return 'dưới 1 phút'
  if (minutes < 60) return `${minutes} phút`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} giờ`
  return `${Math.floor(minutes / 1440)} ngày`
}

/** +84912345678 as people read it: 0912 345 678. */
export function formatPhone(e164: string): string {
  const national = e164.replace(/^\+84/, '0')
  return national.replace(/^(\d{4})(\d{3})(\d+)$/, '$1 $2 $3')
}
