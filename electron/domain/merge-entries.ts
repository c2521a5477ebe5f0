import type { DossierEntry } from './dossier.ts'

/**
 * Two counters changed one dossier without knowing of each other: whether the later entry may stand beside what came before it (design/sync.md, Conflicts). It may where the fields differ; a
 * change of status never does, nor does anything a newer build may know and this one does not.
 * @param earlier entries of others since the revision `later` was written on
 */
export function canMerge(later: DossierEntry, earlier: readonly DossierEntry[]): boolean {
  const own = listFields(later)
  if (own === undefined || later.kind === 'dossier.status-changed') return false
  return earlier.every((entry) => {
    const fields = listFields(entry)
    return fields !== undefined && !fields.some((field) => own.includes(field))
  })
}

/** What an entry writes; undefined where that cannot be told field by field. */
function listFields(entry: DossierEntry): string[] | undefined {
  switch (entry.kind) {
    case 'dossier.status-changed':
      return ['status', 'due']
    case 'dossier.reappointed':
      return ['due']
    case 'dossier.registered':
      return ['register']
    case 'dossier.amended':
      return Object.entries(entry.payload.changes).flatMap(([field, value]) => (value === undefined ? [] : [field]))
    case 'dossier.handed-over':
    case 'dossier.taken-over':
    case 'dossier.hand-over-declined':
      return ['papers']
    case 'leg.sent':
    case 'leg.answered':
      return [`leg ${entry.payload.legId}`]
    case 'dossier.supplement-answered':
      return ['answer']
    case 'file.attached':
      return [`file ${entry.payload.sha256}`]
    case 'file.signed':
      return [`file ${entry.payload.sourceSha256}`]
    default:
      return undefined
  }
}
