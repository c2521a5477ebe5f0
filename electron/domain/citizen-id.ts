import * as z from './schema.ts'
import { err, ok, type Result } from './result.ts'
import { findProvinceOfCode } from './citizen-id-provinces.ts'

export const Sex = z.enum(['male', 'female'])
export type Sex = z.infer<typeof Sex>

/** Sex as the cards write it. */
export const SEX_NAME: Readonly<Record<Sex, string>> = { male: 'Nam', female: 'Nữ' }

export const IdKind = z.enum(['cccd', 'cmnd', 'passport', 'none'])
export type IdKind = z.infer<typeof IdKind>

/** The 12-digit personal number taken apart (TT 07/2016/TT-BCA): province, century and sex, birth year, 6 random digits. */
export type PersonalNumber = {
  kind: 'cccd'
  number: string
  provinceCode: string
  /** Absent when the code is not in the list: a country code of one born abroad, or a misread digit. */
  provinceName: string | undefined
  sex: Sex
  birthYear: number
}
/** The old 9-digit identity card; its digits say nothing that can be checked. */
export type OldIdentityCard = { kind: 'cmnd'; number: string }
export type CitizenId = PersonalNumber | OldIdentityCard

/** Facts only, never the number itself: errors may reach a log. */
export type CitizenIdError =
  | { kind: 'id-empty' }
  | { kind: 'id-not-digits'; length: number }
  | { kind: 'id-wrong-length'; digits: number }

export type CitizenIdWarning =
  | { kind: 'province-unknown'; provinceCode: string }
  | { kind: 'sex-differs'; stated: Sex; byNumber: Sex }
  | { kind: 'birth-year-differs'; stated: number; byNumber: number }

/**
 * Reads a 12-digit personal number or a 9-digit CMND; spaces, dots and dashes between digits are dropped.
 * There is no check digit, so a well-formed number may still be mistyped: see `checkCitizenId`.
 */
export function parseCitizenId(text: string): Result<CitizenId, CitizenIdError> {
  const number = text.replace(/[\s.-]/gu, '')
  if (number === '') return err({ kind: 'id-empty' })
  if (!/^\d+$/.test(number)) return err({ kind: 'id-not-digits', length: number.length })
  if (number.length === 9) return ok({ kind: 'cmnd', number })
  if (number.length !== 12) return err({ kind: 'id-wrong-length', digits: number.length })
  const provinceCode = number.slice(0, 3)
  const centuryAndSex = Number(number[3])
  return ok({
    kind: 'cccd',
    number,
    provinceCode,
    provinceName: findProvinceOfCode(provinceCode),
    sex: centuryAndSex % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + Math.floor(centuryAndSex / 2) * 100 + Number(number.slice(4, 6))
  })
}

/**
 * Compares the number with what the card or the citizen says. Warnings only, never a refusal: real numbers exist that
 * disagree (a corrected sex or birth year keeps the number).
 * @param stated.birthDate `YYYY-MM-DD` or `YYYY`
 */
export function checkCitizenId(id: CitizenId, stated: { birthDate?: string; sex?: Sex }): CitizenIdWarning[] {
  if (id.kind === 'cmnd') return []
  const warnings: CitizenIdWarning[] = []
  if (id.provinceName === undefined) warnings.push({ kind: 'province-unknown', provinceCode: id.provinceCode })
  if (stated.sex !== undefined && stated.sex !== id.sex) {
    warnings.push({ kind: 'sex-differs', stated: stated.sex, byNumber: id.sex })
  }
  if (stated.birthDate !== undefined) {
    const year = Number(stated.birthDate.slice(0, 4))
    if (year !== id.birthYear) warnings.push({ kind: 'birth-year-differs', stated: year, byNumber: id.birthYear })
  }
  return warnings
}

/** Reads "Nam" or "Nữ" in any case and normal form; undefined for anything else. */
export function findSex(text: string): Sex | undefined {
  const word = text.normalize('NFC').trim().toLowerCase()
  if (word === 'nam') return 'male'
  if (word === 'nữ' || word === 'nu') return 'female'
  return undefined
}

/** A passport number: 5 to 20 capital letters and digits (Vietnam's are one letter and 7 or 8 digits, others vary). */
export function isPassportNumber(text: string): boolean {
  return /^(?=.*\d)[A-Z0-9]{5,20}$/.test(text)
}
