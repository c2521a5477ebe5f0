import { err, ok, type Result } from './result.ts'

/** A tax code: the 10-digit one, and the 3-digit branch number when there is one. */
export type TaxCode = { number: string; branch: string | undefined }
export type TaxCodeError =
  | { kind: 'tax-code-wrong-length'; digits: number }
  | { kind: 'tax-code-bad-check-digit' }

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3]

/** Reads 10 or 13 digits (the last 3 after an optional dash); digit 10 = 10 - (weighted sum of the first 9 mod 11). */
export function parseTaxCode(text: string): Result<TaxCode, TaxCodeError> {
  const digits = text.replace(/[\s.-]/gu, '')
  if (!/^(\d{10}|\d{13})$/.test(digits)) return err({ kind: 'tax-code-wrong-length', digits: digits.replace(/\D/g, '').length })
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0)
  if (10 - (sum % 11) !== Number(digits[9])) return err({ kind: 'tax-code-bad-check-digit' })
  return ok({ number: digits.slice(0, 10), branch: digits.length === 13 ? digits.slice(10) : undefined })
}
