import { err, ok, type Result } from './result.ts'

export type Phone = {
  kind: 'mobile' | 'landline'
  /** `+84912345678`: the form that is stored and sent. */
  e164: string
  /** `0912345678`: the form people read. */
  national: string
}
export type PhoneError = { kind: 'phone-empty' } | { kind: 'phone-invalid'; digits: number }

/**
 * Reads a Vietnamese number written with 0, +84, 84 or 0084 and any spaces, dots or dashes. Mobile: 0 and 3, 5, 7, 8 or
 * 9, then 8 digits; landline: 02 and 9 digits (Nam Định 0228).
 */
export function parsePhone(text: string): Result<Phone, PhoneError> {
  const compact = text.replace(/[\s().-]/gu, '')
  if (compact === '') return err({ kind: 'phone-empty' })
  const national = compact.replace(/^(?:\+84|0084|84(?=\d{9,10}$))0?/, '0')
  const kind = /^0[35789]\d{8}$/.test(national) ? 'mobile' : /^02\d{9}$/.test(national) ? 'landline' : undefined
  if (kind === undefined) return err({ kind: 'phone-invalid', digits: compact.replace(/\D/g, '').length })
  return ok({ kind, national, e164: `+84${national.slice(1)}` })
}
