import { dayOf, formatLocalDate, type LocalDate, type LocalTime } from '../calendar.ts'
import type { TimeLimit } from '../deadline.ts'
import type { FeeLine } from '../fee.ts'
import { parsePhone } from '../phone.ts'
import { assertNever } from '../result.ts'

/** What a form says of a procedure without a fixed limit, as a whole sentence's part. */
export const NO_FIXED_DATE = 'Không có ngày hẹn trả cụ thể theo quy định'

/** How a result is handed over. Here and not with the register's form, so that who shows a line does not load what draws papers. */
export const RESULT_BY_NAME = { counter: 'Tại quầy', post: 'Bưu chính', electronic: 'Điện tử' } as const

/** `09:32 05/03/2021` */
export function shortTime(at: LocalTime): string {
  return `${at.slice(11, 16)} ${formatLocalDate(dayOf(at))}`
}

/** `ngày 05 tháng 02 năm 2021`, `ngày 15 tháng 3 năm 2021`: days below 10 and months 1 and 2 take a zero (NĐ 30/2020, Phụ lục I). */
export function longDate(day: LocalDate): string {
  const month = Number(day.slice(5, 7))
  return `ngày ${day.slice(8, 10)} tháng ${month < 3 ? day.slice(5, 7) : month} năm ${day.slice(0, 4)}`
}

/** `09 giờ 32 phút, ngày 15 tháng 3 năm 2021`. */
export function longTime(time: LocalTime): string {
  return `${time.slice(11, 13)} giờ ${time.slice(14, 16)} phút, ${longDate(dayOf(time))}`
}

/** `05 ngày làm việc`, `trong ngày`, `không có ngày hẹn trả cụ thể theo quy định`: a time limit as forms word it. */
export function timeLimitInWords(limit: TimeLimit): string {
  switch (limit.unit) {
    case 'working-day':
      return `${twoDigits(limit.value)} ngày làm việc`
    case 'day':
      return `${twoDigits(limit.value)} ngày`
    case 'month':
      return `${twoDigits(limit.value)} tháng`
    case 'hour':
      return `${twoDigits(limit.value)} giờ làm việc`
    case 'same-day':
      return 'trong ngày'
    case 'none':
      return NO_FIXED_DATE.toLocaleLowerCase('vi')
    default:
      return assertNever(limit)
  }
}

/** `13 giờ 30 phút`, `45 phút` of office time. */
export function officeTimeInWords(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  return [hours > 0 && `${hours} giờ`, (minutes % 60 > 0 || hours === 0) && `${minutes % 60} phút`].filter(Boolean).join(' ')
}

/** When a fee is paid, as the receipt tells the citizen. */
export const COLLECTED_AT_NAME: Readonly<Record<FeeLine['collectedAt'], string>> = {
  receipt: 'thu khi nộp hồ sơ',
  supplement: 'thu khi bổ sung hồ sơ',
  return: 'thu khi trả kết quả'
}

/** Two digits at least, as counts are written on legal forms so that none can be added in front. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** The way people read and dial it; a number of another shape stays as it is. */
export function readablePhone(phone: string): string {
  const parsed = parsePhone(phone)
  return parsed.ok ? parsed.value.national.replace(/^(\d{4})(\d{3})(\d{3,4})$/, '$1 $2 $3') : phone
}

/** First letter upper case; the rest as it is. */
export function sentenceCase(text: string): string {
  const [first = ''] = text
  return first.toLocaleUpperCase('vi') + text.slice(first.length)
}
