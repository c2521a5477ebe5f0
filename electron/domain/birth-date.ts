import { toNfc } from './text.ts'

/**
 * Reads a typed date: `5/9/1988`, `05-09-1988`, `05091988` or `1988`.
 * @returns `YYYY-MM-DD` or `YYYY`; the text itself when it is neither, for the rule to refuse
 */
export function readBirthDate(text: string): string {
  const clean = toNfc(text)
  const match = /^(\d{1,2})[\s/.-](\d{1,2})[\s/.-](\d{4})$/.exec(clean) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(clean)
  if (match === null) return clean
  const [, day = '', month = '', year = ''] = match
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
