import { foldForSearch } from '../../../electron/domain/text.ts'

export interface OnlineProcedure {
  code: string
  name: string
  field: string
}

/** A page a phone can show; more words find the rest. */
export const mostShown = 30

/** Procedures that have all these words in name, code or field, with or without diacritics; those that have them side by side first, then the shorter names. No words, none. */
export function findProcedures(procedures: readonly OnlineProcedure[], text: string): OnlineProcedure[] {
  const phrase = foldForSearch(text.slice(0, 200)).trim().replace(/\s+/g, ' ')
  if (phrase === '') return []
  const words = phrase.split(' ')
  const found = procedures.flatMap((procedure) => {
    const name = foldForSearch(procedure.name)
    const all = `${name} ${procedure.code} ${foldForSearch(procedure.field)}`
    return words.every((word) => all.includes(word)) ? [{ procedure, isPhrase: all.includes(phrase), length: name.length }] : []
  })
  return found.toSorted((a, b) => Number(b.isPhrase) - Number(a.isPhrase) || a.length - b.length).map(({ procedure }) => procedure)
}
