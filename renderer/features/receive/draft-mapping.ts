import type { Draft } from '../../../electron/contract/counter.ts'
import { emptyIntake, personFieldNames, type IntakeFields } from './intake-fields.ts'
import type { IntakeStore } from './intake-store.ts'

const extraNames = ['channel'] as const

/** What is on the screen, as it is kept: nothing is judged. */
export function toDraft(fields: IntakeFields, intake: Pick<IntakeStore, 'draftId' | 'chosen' | 'components' | 'exemptionIds'>): Draft {
  const texts: [string, string][] = [...personFieldNames, ...extraNames].map((name) => [name, fields[name].slice(0, 1000)])
  return {
    id: intake.draftId,
    ...(intake.chosen ? { procedureCode: intake.chosen.procedure.code } : {}),
    applicant: Object.fromEntries([...texts, ['exemptionIds', intake.exemptionIds.join(',')]]),
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

/** True when there is something worth keeping: a procedure, a letter, a file. */
export function isWorthKeeping(draft: Draft): boolean {
  const { subject: _s, idKind: _k, channel: _c, ...texts } = draft.applicant
  return draft.procedureCode !== undefined || draft.note !== '' || Object.values(texts).some((text) => text.trim() !== '')
}

/** 1 to 99, or undefined. */
export function readSets(text: string): number | undefined {
  const sets = Number(text.trim())
  return Number.isInteger(sets) && sets >= 1 && sets <= 99 ? sets : undefined
}
