import { parseApplicant, type Applicant, type ApplicantInput, type ApplicantInvalid, type ApplicantProblem, type SubjectKind } from '../../../electron/domain/applicant.ts'
import { readBirthDate } from '../../../electron/domain/birth-date.ts'
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

/** Whose dossier it is, when another hands it in. */
export interface OwnerFields {
  ownerSubject: SubjectKind
  ownerIdKind: IdKind
  ownerIdNumber: string
  ownerFullName: string
  ownerBirthDate: string
  ownerAddress: string
  /** In what capacity the other hands it in. */
  representation: string
}

export interface IntakeFields extends PersonFields, OwnerFields {
  hasOwner: 'no' | 'yes'
  channel: 'direct' | 'post'
  /** Of the letter it came by. */
  tracking: string
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

export const emptyOwner: OwnerFields = { ownerSubject: 'citizen', ownerIdKind: 'cccd', ownerIdNumber: '', ownerFullName: '', ownerBirthDate: '', ownerAddress: '', representation: '' }

export const emptyIntake: IntakeFields = { ...emptyPerson, ...emptyOwner, hasOwner: 'no', channel: 'direct', tracking: '', returnAt: 'counter', sets: '1', note: '' }

export const ownerFieldNames = Object.keys(emptyOwner) as (keyof OwnerFields)[]

export const personFieldNames = Object.keys(emptyPerson) as (keyof PersonFields)[]

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

/** Cleans and checks the typed owner. */
export function readOwner(fields: OwnerFields, today: LocalDate): Result<Applicant, ApplicantInvalid> {
  return parseApplicant(
    { subject: fields.ownerSubject, idKind: fields.ownerIdKind, idNumber: fields.ownerIdNumber, fullName: fields.ownerFullName, birthDate: readBirthDate(fields.ownerBirthDate), address: fields.ownerAddress },
    today
  )
}

/** The input of the form that a problem of the owner is about. */
export function ownerFieldOf(field: ApplicantProblem['field']): keyof OwnerFields {
  const name = `owner${field[0]?.toUpperCase()}${field.slice(1)}`
  return ownerFieldNames.find((known) => known === name) ?? 'ownerFullName'
}

export function findOwnerProblem(fields: OwnerFields, name: keyof OwnerFields, today: LocalDate): ApplicantProblem | undefined {
  const read = readOwner(fields, today)
  return read.ok ? undefined : read.error.problems.find(({ field, reason }) => ownerFieldOf(field) === name && reason !== 'required')
}

/** The owner's card, in the owner's fields. */
export function ownerFromCard(card: CccdCard): Omit<OwnerFields, 'representation'> {
  return { ownerSubject: 'citizen', ownerIdKind: 'cccd', ownerIdNumber: card.idNumber, ownerFullName: card.fullName, ownerBirthDate: formatLocalDate(card.birthDate), ownerAddress: card.address }
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

/** What the number says of the sex where nobody said it; what she or an earlier visit said is not touched. */
export function sexOfNumber({ sex, idKind, idNumber }: PersonFields): Sex | undefined {
  if (sex !== '' || idKind !== 'cccd') return undefined
  const id = parseCitizenId(toNfc(idNumber))
  return id.ok && id.value.kind === 'cccd' ? id.value.sex : undefined
}

/** A sex that was filled in for a number. */
export interface SexGuess {
  idNumber: string
  sex: Sex
}

/** The number was mistyped then: what it said of the sex goes with it. A sex that she chose since stays. */
export function isGuessOver(guess: SexGuess, { idNumber, sex }: PersonFields): boolean {
  return sex === guess.sex && toNfc(idNumber) !== guess.idNumber
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

/** The same of the owner, whose sex is not asked. */
export function findOwnerWarnings(fields: OwnerFields): CitizenIdWarning[] {
  return findIdWarnings({ ...emptyPerson, idKind: fields.ownerIdKind, idNumber: fields.ownerIdNumber, birthDate: fields.ownerBirthDate })
}

function showIsoDay(day: string): string {
  return isLocalDate(day) ? formatLocalDate(day) : day
}
