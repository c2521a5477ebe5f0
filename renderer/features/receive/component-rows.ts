import type { DraftComponent, DraftFile } from '../../../electron/contract/intake.ts'
import type { Procedure, ProcedureComponent } from '../../../electron/domain/catalogue.ts'
import { foldForSearch } from '../../../electron/domain/text.ts'
import type { CountName } from './intake-store.ts'

/**
 * The row of files whose paper the chosen procedure does not have: of a draft whose procedure was abolished, or of another procedure chosen first. Nothing taken in is lost; the officer gives each its
 * paper or removes it, and nothing is received before. Never ticked, always the last row.
 */
export const looseId = '*'

/**
 * Required papers are ticked before anyone asks; files already taken in stay with the paper of the same id, else of the same name.
 * @param earlier the procedure `before` belongs to
 */
export function presetComponents(procedure: Procedure, before: readonly DraftComponent[] = [], earlier?: Procedure): DraftComponent[] {
  const open = procedure.components.filter(({ secret }) => !secret)
  const foldedName = (id: string): string | undefined => {
    const name = earlier?.components.find((component) => component.id === id)?.name
    return name === undefined ? undefined : foldForSearch(name)
  }
  const placeOf = ({ id }: DraftComponent): string =>
    (open.find((component) => component.id === id) ?? open.find(({ name }) => foldForSearch(name) === foldedName(id)))?.id ?? looseId
  const filesOf = (place: string): DraftFile[] => before.filter((row) => placeOf(row) === place).flatMap(({ files }) => files)
  const rows = procedure.components.map((component) => {
    const files = filesOf(component.id)
    return { id: component.id, ticked: (component.required && !component.secret) || files.length > 0, ...presetCounts(component), files }
  })
  return [...rows, ...toLooseRow(filesOf(looseId))]
}

/** Rows as they were saved; what the procedure has besides is preset, and files without a paper wait. */
export function mergeComponents(procedure: Procedure | undefined, saved: readonly DraftComponent[]): DraftComponent[] {
  if (!procedure) return toLooseRow(saved.flatMap(({ files }) => files))
  return presetComponents(procedure, saved).map((row) => ({ ...row, ...saved.find(({ id }) => id === row.id), files: row.files }))
}

/** Onto its paper, once; where the procedure was changed while it was being scanned and has no such paper, it waits for one. */
export function addFileTo(rows: readonly DraftComponent[], id: string, file: DraftFile): DraftComponent[] {
  const row = rows.find((candidate) => candidate.id === id) ?? rows.find((candidate) => candidate.id === looseId)
  if (row === undefined) return [...rows, ...toLooseRow([file])]
  const files = row.files.some(({ sha256 }) => sha256 === file.sha256) ? row.files : [...row.files, file]
  return rows.map((each) => (each === row ? { ...row, ticked: row.id !== looseId, files } : each))
}

function toLooseRow(files: DraftFile[]): DraftComponent[] {
  return files.length === 0 ? [] : [{ id: looseId, ticked: false, originals: 0, certifiedCopies: 0, copies: 0, files }]
}

/** At least one of something: a paper handed over in no copy is no paper. */
function presetCounts({ originals, copies }: ProcedureComponent): Pick<DraftComponent, CountName> {
  return originals + copies > 0 ? { originals, certifiedCopies: 0, copies } : { originals: 1, certifiedCopies: 0, copies: 0 }
}

/** What stands in a paper's count: nothing while it is not handed in, for a number there reads as if it were. */
export function showCount(row: DraftComponent, name: CountName): string {
  return row.ticked ? String(row[name]) : ''
}

/** Whoever counts copies of a paper has it in hand. */
export function readCount(name: CountName, typed: string): Partial<Pick<DraftComponent, 'ticked' | CountName>> {
  const count = Math.min(99, Number(typed.replace(/\D/g, '')))
  const change: Partial<Pick<DraftComponent, CountName>> = { [name]: count }
  return count > 0 ? { ...change, ticked: true } : change
}

/** True when an intake holds what was handed in or said by one citizen: a file, a note, a tick or count that the procedure did not preset. */
export function hasOwnPapers(note: string, rows: readonly DraftComponent[], procedure: Procedure | undefined): boolean {
  if (note.trim() !== '' || rows.some(({ files }) => files.length > 0)) return true
  const preset = procedure ? presetComponents(procedure) : []
  return rows.some((row) => {
    const before = preset.find(({ id }) => id === row.id)
    return before !== undefined && (['ticked', 'originals', 'certifiedCopies', 'copies'] as const).some((name) => row[name] !== before[name])
  })
}
