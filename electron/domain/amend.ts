import { parseApplicant, type Applicant, type ApplicantInput, type ApplicantInvalid } from './applicant.ts'
import { dayOf, type LocalTime } from './calendar.ts'
import type { Dossier, DossierAmended } from './dossier.ts'
import { err, ok, type Result } from './result.ts'
import { toNfc, toNfcLines } from './text.ts'

export type Amendment = {
  reason: string
  changes: { applicant?: ApplicantInput | undefined; owner?: ApplicantInput | null | undefined; subject?: string | undefined; note?: string | undefined }
}
export type AmendRefusal = { kind: 'amend-without-reason' } | { kind: 'amend-changes-nothing' } | (ApplicantInvalid & { person: 'applicant' | 'owner' })

/** A correction of what was written down: says why, holds only what is now other, and goes by the same rules as the intake. */
export function decideAmendment(dossier: Dossier, { reason, changes }: Amendment, at: LocalTime): Result<DossierAmended, AmendRefusal> {
  const why = toNfcLines(reason)
  if (why === '') return err({ kind: 'amend-without-reason' })
  const applicant = changes.applicant && parseApplicant(changes.applicant, dayOf(at))
  if (applicant && !applicant.ok) return err({ ...applicant.error, person: 'applicant' })
  const owner = changes.owner && parseApplicant(changes.owner, dayOf(at))
  if (owner && !owner.ok) return err({ ...owner.error, person: 'owner' })
  const subject = toNfc(changes.subject ?? '')
  const note = changes.note === undefined ? undefined : toNfcLines(changes.note) || null
  const other: DossierAmended['changes'] = {
    ...(applicant && !isSame(applicant.value, dossier.applicant) ? { applicant: applicant.value } : {}),
    ...(owner && !isSame(owner.value, dossier.owner) ? { owner: owner.value } : {}),
    ...(subject !== '' && subject !== dossier.subject ? { subject } : {}),
    ...(note !== undefined && note !== dossier.note ? { note } : {})
  }
  return Object.keys(other).length === 0 ? err({ kind: 'amend-changes-nothing' }) : ok({ at, reason: why, changes: other })
}

/** A text of the dossier that an amendment changed, in the order they are shown. */
export type AmendedField = { person: 'applicant' | 'owner' | null; field: keyof Applicant | 'request' | 'note'; from: string | null; to: string | null }

/** What an amendment changed, for the history: each text before and after. */
export function listAmendedFields(before: Pick<Dossier, 'applicant' | 'owner' | 'subject' | 'note'>, changes: DossierAmended['changes']): AmendedField[] {
  return [
    ...listPersonFields('applicant', before.applicant, changes.applicant),
    ...listPersonFields('owner', before.owner, changes.owner ?? undefined),
    ...(changes.subject === undefined ? [] : [{ person: null, field: 'request' as const, from: before.subject, to: changes.subject }]),
    ...(changes.note === undefined ? [] : [{ person: null, field: 'note' as const, from: before.note, to: changes.note }])
  ]
}

function listPersonFields(person: 'applicant' | 'owner', before: Applicant | null, after: Applicant | undefined): AmendedField[] {
  if (after === undefined) return []
  const fields = Object.keys(after) as (keyof Applicant)[]
  return fields.filter((field) => before?.[field] !== after[field]).map((field) => ({ person, field, from: before?.[field] ?? null, to: after[field] }))
}

function isSame(a: Applicant, b: Applicant | null): boolean {
  return b !== null && (Object.keys(a) as (keyof Applicant)[]).every((field) => a[field] === b[field])
}
