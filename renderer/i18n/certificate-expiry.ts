import { formatDay } from './format.ts'

/** A certificate for official use is renewed by letter, which takes weeks: told this long before it ends. */
const tellForDays = 45
const dayMs = 86_400_000

/** `hết hạn 05/12/2026, còn 9 ngày`; undefined while there is time, and once it is over, which is told as what it is. @param validTo ISO 8601 */
export function tellExpiry(validTo: string, nowMs: number = Date.now()): string | undefined {
  const days = Math.ceil((Date.parse(validTo) - nowMs) / dayMs)
  return days > 0 && days <= tellForDays ? `hết hạn ${formatDay(validTo)}, còn ${days} ngày` : undefined
}
