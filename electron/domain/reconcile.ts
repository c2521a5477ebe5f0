import type { Applicant } from './applicant.ts'
import { listAmendedFields, type AmendedField } from './amend.ts'
import { applyEntry, type Dossier, type DossierAmended, type DossierEntry } from './dossier.ts'
import { isMoneyEntry, isMoneyTold } from './money-entry.ts'
import { err, ok, type Result } from './result.ts'

/** One text in which this counter's entry and the portal's dossier differ. `key` names it in the officer's choice. */
export type DifferingField = { key: string; field: AmendedField['field'] | 'status' | 'due'; person: AmendedField['person']; ours: string | null; theirs: string | null }

/** What an entry would write over what the portal has now, text by text; empty where the entry has no texts to choose from. */
export function listDiffering(entry: DossierEntry, theirs: Dossier): DifferingField[] {
  switch (entry.kind) {
    case 'dossier.amended':
      return listAmendedFields(theirs, entry.payload.changes).map(({ person, field, from, to }) => ({ key: keyOf({ person, field }), field, person, ours: to, theirs: from }))
        .filter(({ ours, theirs: other }) => ours !== other)
    case 'dossier.status-changed':
      return [{ key: 'status', field: 'status', person: null, ours: String(entry.payload.to), theirs: String(theirs.status) }]
    case 'dossier.reappointed':
      return [{ key: 'due', field: 'due', person: null, ours: entry.payload.newDueAt, theirs: theirs.dueAt }]
    default:
      return []
  }
}

/** The choice does not fit what the portal has: the officer takes the portal's version and acts on it. */
export type OursNotApplicable = { kind: 'ours-not-applicable' }

/**
 * The entry as it may stand on the portal's dossier, with the chosen texts of ours; undefined when nothing of ours is left.
 * What tells of money stands in any case.
 * @param keep keys of the fields in which ours is to stand
 */
export function reconcileEntry(entry: DossierEntry, theirs: Dossier, keep: readonly string[]): Result<DossierEntry | undefined, OursNotApplicable> {
  // Money changed hands whatever another counter did meanwhile: paid twice, one receipt is voided afterwards and its money given back.
  if (isMoneyEntry(entry) && !isKnownMoney(theirs, entry)) return canApply(theirs, entry) ? ok(entry) : err({ kind: 'ours-not-applicable' })
  const chosen = listDiffering(entry, theirs).filter(({ key }) => keep.includes(key))
  if (chosen.length === 0) return ok(undefined)
  const next = relay(entry, theirs, chosen)
  return next && canApply(theirs, next) ? ok(next) : err({ kind: 'ours-not-applicable' })
}

/** Whether it tells of money that stands in the dossier already: written anew it would be there twice. */
export function isKnownMoney(dossier: Dossier | undefined, entry: DossierEntry): boolean {
  return isMoneyEntry(entry) && dossier?.money !== undefined && isMoneyTold(dossier.money, entry)
}

/** Whether the fold takes the entry there. */
export function canApply(dossier: Dossier | undefined, entry: DossierEntry): boolean {
  try {
    applyEntry(dossier, entry)
    return true
  } catch {
    return false
  }
}

function relay(entry: DossierEntry, theirs: Dossier, chosen: readonly DifferingField[]): DossierEntry | undefined {
  switch (entry.kind) {
    case 'dossier.amended':
      return { ...entry, payload: { ...entry.payload, changes: mergeChanges(entry.payload.changes, theirs, chosen) } }
    case 'dossier.status-changed':
      // An appointment that was computed from another state is not carried over: the officer acts anew.
      return entry.payload.dueAt || entry.payload.to === theirs.status ? undefined : { ...entry, payload: { ...entry.payload, from: theirs.status } }
    case 'dossier.reappointed':
      return theirs.dueAt === null || theirs.reappointed ? undefined : { ...entry, payload: { ...entry.payload, previousDueAt: theirs.dueAt } }
    default:
      return undefined
  }
}

function mergeChanges(changes: DossierAmended['changes'], theirs: Dossier, chosen: readonly DifferingField[]): DossierAmended['changes'] {
  const mine = (person: 'applicant' | 'owner'): (keyof Applicant)[] => chosen.flatMap((item) => (item.person === person && isOfApplicant(item.field) ? [item.field] : []))
  const merge = (own: Applicant | null | undefined, other: Applicant | null, fields: readonly (keyof Applicant)[]): Applicant | undefined =>
    own && fields.length > 0 ? (other === null ? own : { ...other, ...Object.fromEntries(fields.map((field) => [field, own[field]])) }) : undefined
  const applicant = merge(changes.applicant, theirs.applicant, mine('applicant'))
  const owner = merge(changes.owner, theirs.owner, mine('owner'))
  const has = (field: DifferingField['field']) => chosen.some((item) => item.field === field)
  return {
    ...(applicant ? { applicant } : {}),
    ...(owner ? { owner } : {}),
    ...(has('request') && changes.subject !== undefined ? { subject: changes.subject } : {}),
    ...(has('note') && changes.note !== undefined ? { note: changes.note } : {})
  }
}

function isOfApplicant(field: DifferingField['field']): field is keyof Applicant {
  return !['request', 'note', 'status', 'due'].includes(field)
}

function keyOf({ person, field }: Pick<AmendedField, 'person' | 'field'>): string {
  return person === null ? field : `${person}.${field}`
}
