import type { LocalDate } from './calendar.ts'
import { isLocalDate } from './calendar.ts'
import { checkCitizenId, findSex, parseCitizenId, type CitizenIdWarning, type Sex } from './citizen-id.ts'
import { err, ok, type Result } from './result.ts'
import { toNfc } from './text.ts'

/** What the QR on the front of a CCCD card of 2021 says. It is unsigned: it fills the form in, it proves nothing. */
export type CccdCard = {
  idNumber: string
  /** The 9-digit CMND it replaced, when the card names one. */
  oldIdNumber: string | undefined
  fullName: string
  birthDate: LocalDate
  sex: Sex | undefined
  address: string
  issuedOn: LocalDate | undefined
}
export type CccdQr = { card: CccdCard; warnings: CccdQrWarning[] }

export type CccdQrWarning =
  | CitizenIdWarning
  | { kind: 'qr-sex-unknown' }
  | { kind: 'qr-address-empty' }
  | { kind: 'qr-old-id-invalid' }
  | { kind: 'qr-issue-date-invalid' }

/** Facts an officer can act on; never the scanned text, which is personal data. */
export type CccdQrError =
  | { kind: 'qr-empty' }
  | { kind: 'qr-not-text'; field: 'all' | 'full-name' | 'address' }
  | { kind: 'qr-too-few-fields'; found: number; needed: number }
  | { kind: 'qr-bad-id'; length: number }
  | { kind: 'qr-name-missing' }
  | { kind: 'qr-bad-birth-date'; found: string }

const NEEDED_FIELDS = 6
/** UTF-8 read as a Windows code page, or lost characters: "Nguyá»…n", "Nguy?n", U+FFFD. */
const BROKEN_TEXT = /[\u0080-\u009f\u00a1-\u00ac\u00ae-\u00bf\ufffd?]|[ÃÂ]\u00a0|[\u201a-\u203a\u20ac\u2122]/u
const NAME = /^(?=.*\p{L})[\p{Script=Latin}\p{M}' ’.-]+$/u

/**
 * Reads `id|old id|full name|ddMMyyyy|sex|address|ddMMyyyy`: 6 fields or more, later ones of newer cards ignored.
 * Layout as read by the Thanh Hóa provincial system; decomposed Unicode from a scanner becomes NFC.
 */
export function parseCccdQr(text: string): Result<CccdQr, CccdQrError> {
  if (text.trim() === '') return err({ kind: 'qr-empty' })
  if (text.includes('\ufffd')) return err({ kind: 'qr-not-text', field: 'all' })
  const raw = text.split('|')
  if (raw.length < NEEDED_FIELDS) return err({ kind: 'qr-too-few-fields', found: raw.length, needed: NEEDED_FIELDS })
  const [idText = '', oldIdText = '', rawName = '', birthText = '', sexText = '', rawAddress = '', issuedText = ''] = raw

  const id = parseCitizenId(toNfc(idText))
  if (!id.ok || id.value.kind !== 'cccd') return err({ kind: 'qr-bad-id', length: toNfc(idText).length })
  const fullName = toNfc(rawName)
  if (fullName === '') return err({ kind: 'qr-name-missing' })
  if (BROKEN_TEXT.test(rawName) || !NAME.test(fullName)) return err({ kind: 'qr-not-text', field: 'full-name' })
  if (BROKEN_TEXT.test(rawAddress)) return err({ kind: 'qr-not-text', field: 'address' })
  const birthDate = findCardDate(birthText)
  if (birthDate === undefined) return err({ kind: 'qr-bad-birth-date', found: toNfc(birthText).slice(0, 10) })

  const sex = findSex(sexText)
  const address = toNfc(rawAddress)
  const oldId = toNfc(oldIdText)
  const issuedOn = findCardDate(issuedText)
  const warnings: CccdQrWarning[] = checkCitizenId(id.value, { birthDate, sex })
  if (sex === undefined) warnings.push({ kind: 'qr-sex-unknown' })
  if (address === '') warnings.push({ kind: 'qr-address-empty' })
  if (oldId !== '' && !/^\d{9}$/.test(oldId)) warnings.push({ kind: 'qr-old-id-invalid' })
  if (toNfc(issuedText) !== '' && issuedOn === undefined) warnings.push({ kind: 'qr-issue-date-invalid' })
  const oldIdNumber = /^\d{9}$/.test(oldId) ? oldId : undefined
  return ok({ card: { idNumber: id.value.number, oldIdNumber, fullName, birthDate, sex, address, issuedOn }, warnings })
}

/** `ddMMyyyy` as a real date; undefined otherwise (31022000 is not one). */
function findCardDate(text: string): LocalDate | undefined {
  const digits = toNfc(text)
  if (!/^\d{8}$/.test(digits)) return undefined
  const date = `${digits.slice(4)}-${digits.slice(2, 4)}-${digits.slice(0, 2)}`
  return isLocalDate(date) ? date : undefined
}
