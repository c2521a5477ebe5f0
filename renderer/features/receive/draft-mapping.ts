import type { Draft, DraftComponent } from '../../../electron/contract/intake.ts'
import * as z from '../../../electron/domain/schema.ts'
import { FeeQuantity } from '../../../electron/domain/fee.ts'
import { emptyIntake, ownerFieldNames, personFieldNames, type IntakeFields } from './intake-fields.ts'

const extraNames = ['channel', 'tracking', 'hasOwner', ...ownerFieldNames] as const

/** What is filled in besides the typed texts. */
export interface DraftedIntake {
  draftId: string
  chosen: { procedure: { code: string } } | undefined
  components: DraftComponent[]
  exemptionIds: string[]
  feeQuantities: Record<string, FeeQuantity>
}

const Quantities = z.record(z.string(), FeeQuantity)

/** What is on the screen, as it is kept: nothing is judged. */
export function toDraft(fields: IntakeFields, intake: DraftedIntake): Draft {
  const choices: [string, string][] = [
    ['exemptionIds', intake.exemptionIds.join(',')],
    ['feeQuantities', Object.keys(intake.feeQuantities).length === 0 ? '' : JSON.stringify(intake.feeQuantities)]
  ]
  const texts: [string, string][] = [...personFieldNames, ...extraNames].map((name) => [name, fields[name].slice(0, 1000)])
  return {
    id: intake.draftId,
    ...(intake.chosen ? { procedureCode: intake.chosen.procedure.code } : {}),
    applicant: Object.fromEntries([...texts, ...choices]),
    components: intake.components,
    sets: readSets(fields.sets) ?? 1,
    returnAt: fields.returnAt,
    note: fields.note.slice(0, 1000)
  }
}

/** The kept texts back in their fields; what an older version did not keep is empty. */
export function fieldsFromDraft(draft: Draft): IntakeFields {
  const fields = { ...emptyIntake, sets: String(draft.sets), returnAt: draft.returnAt, note: draft.note }
  for (const name of [...personFieldNames, ...extraNames]) {
    const text = draft.applicant[name]
    if (text !== undefined) Object.assign(fields, { [name]: text })
  }
  return fields
}

export function exemptionsFromDraft(draft: Draft): string[] {
  return (draft.applicant['exemptionIds'] ?? '').split(',').filter((id) => id !== '')
}

/** The fee quantities kept; none when the text is of another version. */
export function quantitiesFromDraft(draft: Draft): Record<string, FeeQuantity> {
  const kept = draft.applicant['feeQuantities'] ?? ''
  if (kept === '') return {}
  try {
    const parsed = Quantities.safeParse(JSON.parse(kept))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

/** True when there is something worth keeping: a procedure, a letter, a file. */
export function isWorthKeeping(draft: Draft): boolean {
  const { subject: _s, idKind: _k, channel: _c, hasOwner: _h, ownerSubject: _os, ownerIdKind: _ok, ...texts } = draft.applicant
  return draft.procedureCode !== undefined || draft.note !== '' || Object.values(texts).some((text) => text.trim() !== '')
}

/** 1 to 99, or undefined. */
export function readSets(text: string): number | undefined {
  const sets = Number(text.trim())
  return Number.isInteger(sets) && sets >= 1 && sets <= 99 ? sets : undefined
}
