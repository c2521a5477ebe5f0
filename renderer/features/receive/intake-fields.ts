import { parseApplicant, type Applicant, type ApplicantInput, type ApplicantInvalid, type ApplicantProblem, type SubjectKind } from '../../../electron/domain/applicant.ts'
import { formatLocalDate, isLocalDate, type LocalDate } from '../../../electron/domain/calendar.ts'
import type { CccdCard } from '../../../electron/domain/cccd-qr.ts'
import { checkCitizenId, parseCitizenId, type CitizenIdWarning, type IdKind, type Sex } from '../../../electron/domain/citizen-id.ts'

import type { Result } from '../../../electron/domain/result.ts'
import { toNfc } from '../../../electron/domain/text.ts'

/** What is typed about a person, as typed: the names of the inputs of the form. */
export interface PersonFields {
  subject: SubjectKind
  idKind: IdKind
  idNumber: string
  fullName: string
  /** dd/mm/yyyy, or a year. */
  birthDate: string
  sex: Sex | ''
  address: string
  phone: string
  email: string
  taxCode: string
}

export interface IntakeFields extends PersonFields {
  channel: 'direct' | 'post'
  returnAt: 'counter' | 'post'
  sets: string
  note: string
}

/** In the order of the screen. */
export const emptyPerson: PersonFields = {
  idKind: 'cccd',
  idNumber: '',
  fullName: '',
  birthDate: '',
  sex: '',
  address: '',
  phone: '',
  email: '',
  subject: 'citizen',
  taxCode: ''
}

export const emptyIntake: IntakeFields = { ...emptyPerson, channel: 'direct', returnAt: 'counter', sets: '1', note: '' }

export const personFieldNames = Object.keys(emptyPerson) as (keyof PersonFields)[]

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

/** A date as the form shows it; what cannot be read stays as typed. */
export function showBirthDate(text: string): string {
  const read = readBirthDate(text)
  return isLocalDate(read) ? formatLocalDate(read) : toNfc(text)
}

/** The typed person for the domain's rule. */
export function toApplicantInput(fields: PersonFields): ApplicantInput {
  return { ...fields, birthDate: readBirthDate(fields.birthDate), sex: fields.sex === '' ? null : fields.sex }
}

/** Cleans and checks the typed person. @param today no one is born after it */
export function readApplicant(fields: PersonFields, today: LocalDate): Result<Applicant, ApplicantInvalid> {
  return parseApplicant(toApplicantInput(fields), today)
}

/** What is wrong with one field at blur. An empty field is no mistake yet: that is told when Receive is pressed. */
export function findFieldProblem(fields: PersonFields, name: keyof PersonFields, today: LocalDate): ApplicantProblem | undefined {
  const read = readApplicant(fields, today)
  if (read.ok) return undefined
  return read.error.problems.find(({ field, reason }) => field === name && reason !== 'required')
}

/** A person received before, back in the form. */
export function fieldsFromApplicant(applicant: Applicant): PersonFields {
  return {
    subject: applicant.subject,
    idKind: applicant.idKind,
    idNumber: applicant.idNumber ?? '',
    fullName: applicant.fullName,
    birthDate: showBirthDate(showIsoDay(applicant.birthDate ?? '')),
    sex: applicant.sex ?? '',
    address: applicant.address,
    phone: (applicant.phone ?? '').replace(/^\+84/, '0'),
    email: applicant.email ?? '',
    taxCode: applicant.taxCode ?? ''
  }
}

/** What a card's QR says, on top of what is typed: a card has no phone, and an empty address erases none. */
export function fieldsFromCard(card: CccdCard, typed: PersonFields): PersonFields {
  const samePerson = typed.idNumber === '' || typed.idNumber === card.idNumber
  return {
    ...(samePerson ? typed : emptyPerson),
    subject: 'citizen',
    idKind: 'cccd',
    idNumber: card.idNumber,
    fullName: card.fullName,
    birthDate: formatLocalDate(card.birthDate),
    sex: card.sex ?? (samePerson ? typed.sex : ''),
    address: card.address || (samePerson ? typed.address : '')
  }
}

/** Only what is still empty is filled from the last time: what the citizen says today wins. */
export function fillEmpty(typed: PersonFields, known: PersonFields): Partial<PersonFields> {
  const filled: Partial<PersonFields> = {}
  for (const name of personFieldNames) {
    if (name === 'subject' || name === 'idKind' || typed[name] !== '' || known[name] === '') continue
    Object.assign(filled, { [name]: known[name] })
  }
  return filled
}

/** Number, sex and birth year of the typed person compared; warnings only. */
export function findIdWarnings(fields: PersonFields): CitizenIdWarning[] {
  if (fields.idKind !== 'cccd') return []
  const id = parseCitizenId(toNfc(fields.idNumber))
  if (!id.ok || id.value.kind !== 'cccd') return []
  const birthDate = readBirthDate(fields.birthDate)
  return checkCitizenId(id.value, {
    ...(/^\d{4}(-|$)/.test(birthDate) ? { birthDate } : {}),
    ...(fields.sex === '' ? {} : { sex: fields.sex })
  })
}

function showIsoDay(day: string): string {
  return isLocalDate(day) ? formatLocalDate(day) : day
}
