import * as z from './schema.ts'
import { isLocalDate, LocalDate } from './calendar.ts'
import { IdKind, isPassportNumber, parseCitizenId, Sex } from './citizen-id.ts'
import { parsePhone } from './phone.ts'
import { err, ok, type Result } from './result.ts'
import { parseTaxCode } from './tax-code.ts'
import { toNfc } from './text.ts'

/** Whom the dossier is for; the portals' codes for them differ and are mapped at the border. */
export const SubjectKind = z.enum(['citizen', 'business', 'agency', 'organisation'])
export type SubjectKind = z.infer<typeof SubjectKind>

/** `YYYY-MM-DD`, or `YYYY` for the elderly of whom only the year is known. */
export const BirthDate = z.string().refine((text) => isLocalDate(text) || /^(19|20)\d\d$/.test(text))

/** Who hands the dossier in, cleaned: every text is NFC, the phone is +84. */
export const Applicant = z.object({
  subject: SubjectKind,
  fullName: z.string().min(1),
  idKind: IdKind,
  /** Null when `idKind` is none. */
  idNumber: z.string().nullable(),
  birthDate: BirthDate.nullable(),
  sex: Sex.nullable(),
  address: z.string().min(1),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  taxCode: z.string().nullable()
})
export type Applicant = z.infer<typeof Applicant>

/** The same as typed or scanned: anything may be missing, empty or in decomposed Unicode. */
export const ApplicantInput = z.object({
  subject: SubjectKind.optional(),
  fullName: z.string(),
  idKind: IdKind,
  idNumber: z.string().nullish(),
  birthDate: z.string().nullish(),
  sex: Sex.nullish(),
  address: z.string(),
  phone: z.string().nullish(),
  email: z.string().nullish(),
  taxCode: z.string().nullish()
})
export type ApplicantInput = z.infer<typeof ApplicantInput>

export type ApplicantField = keyof Applicant
export interface ApplicantProblem {
  field: ApplicantField
  reason: 'required' | 'malformed' | 'too-long' | 'in-the-future'
}
/** `field` is the first problem's, where the focus goes; `problems` is the whole summary. */
export interface ApplicantInvalid {
  kind: 'applicant-invalid'
  field: ApplicantField
  problems: ApplicantProblem[]
}

const maxLength = { fullName: 255, address: 500, email: 254 } as const
const emailShape = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/u
/** A citizen's name has letters and no digits; an organisation's may have anything ("Công ty TNHH 1/5"). */
const personName = /^[^\d|<>{}[\]]*\p{L}[^\d|<>{}[\]]*$/u

/** Cleans and checks an applicant. @param today no one is born after it */
export function parseApplicant(input: ApplicantInput, today: LocalDate): Result<Applicant, ApplicantInvalid> {
  const subject = input.subject ?? 'citizen'
  const problems: ApplicantProblem[] = []
  const refuse = (field: ApplicantField, reason: ApplicantProblem['reason']) => problems.push({ field, reason })

  const fullName = toNfc(input.fullName)
  if (fullName === '') refuse('fullName', 'required')
  else if (fullName.length > maxLength.fullName) refuse('fullName', 'too-long')
  else if (subject === 'citizen' && !personName.test(fullName)) refuse('fullName', 'malformed')

  const id = readId(input.idKind, toNfc(input.idNumber ?? ''))
  if (!id.ok) refuse('idNumber', id.error)

  const birthDate = toNfc(input.birthDate ?? '')
  if (birthDate !== '') {
    if (!BirthDate.safeParse(birthDate).success) refuse('birthDate', 'malformed')
    else if (birthDate > today.slice(0, birthDate.length)) refuse('birthDate', 'in-the-future')
  }

  const address = toNfc(input.address)
  if (address === '') refuse('address', 'required')
  else if (address.length > maxLength.address) refuse('address', 'too-long')

  const phoneText = toNfc(input.phone ?? '')
  const phone = phoneText === '' ? undefined : parsePhone(phoneText)
  if (phone?.ok === false) refuse('phone', 'malformed')

  const email = toNfc(input.email ?? '')
  if (email.length > maxLength.email) refuse('email', 'too-long')
  else if (email !== '' && !emailShape.test(email)) refuse('email', 'malformed')

  const taxText = toNfc(input.taxCode ?? '')
  const tax = taxText === '' ? undefined : parseTaxCode(taxText)
  if (tax?.ok === false) refuse('taxCode', 'malformed')

  const first = problems[0]
  if (first !== undefined) return err({ kind: 'applicant-invalid', field: first.field, problems })
  return ok({
    subject,
    fullName,
    idKind: input.idKind,
    idNumber: id.ok ? id.value : null,
    birthDate: birthDate || null,
    sex: input.sex ?? null,
    address,
    phone: phone?.ok ? phone.value.e164 : null,
    email: email || null,
    taxCode: tax?.ok ? tax.value.number + (tax.value.branch === undefined ? '' : `-${tax.value.branch}`) : null
  })
}

/** The number of a paper of this kind, cleaned; null where there is none. */
export function readId(kind: IdKind, text: string): Result<string | null, 'required' | 'malformed'> {
  if (kind === 'none') return ok(null)
  if (text === '') return err('required')
  if (kind === 'passport') {
    const number = text.replace(/\s/g, '').toUpperCase()
    return isPassportNumber(number) ? ok(number) : err('malformed')
  }
  const id = parseCitizenId(text)
  return id.ok && id.value.kind === kind ? ok(id.value.number) : err('malformed')
}
