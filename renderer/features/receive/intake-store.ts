import { create } from 'zustand'
import type { Draft, DraftComponent, DraftFile, Secrecy } from '../../../electron/contract/intake.ts'
import type { Applicant, ApplicantProblem } from '../../../electron/domain/applicant.ts'
import type { FeeQuantity } from '../../../electron/domain/fee.ts'
import type { CounterFailure, CounterOutput } from '../../api/call.ts'
import type { Told } from '../../i18n/vi.ts'
import type { OwnerFields } from './intake-fields.ts'
import { addFileTo, mergeComponents, presetComponents } from './component-rows.ts'
import { exemptionsFromDraft, quantitiesFromDraft } from './draft-mapping.ts'

export type ChosenProcedure = CounterOutput<'catalogue.get'>
export type ReceiveFailure = CounterFailure<'dossier.receive'>

/** The kinds of copy of a paper that are counted. */
export type CountName = 'originals' | 'certifiedCopies' | 'copies'

/** Where the intake stands. One union, so that nothing can be saving and failed at once. */
export type IntakePhase =
  | { state: 'editing' }
  | { state: 'saving' }
  /** Problems this screen found itself: nothing was asked of core. */
  | { state: 'incomplete'; problems: IntakeProblem[] }
  | { state: 'failed'; error: ReceiveFailure }

/** A line of the summary; `field` is where its link jumps. */
export interface IntakeProblem {
  field: ApplicantProblem['field'] | keyof OwnerFields | 'tracking' | 'procedure' | 'components' | 'loose' | 'secrecy' | 'sets'
  text: string
}

export interface IntakeStore {
  draftId: string
  chosen: ChosenProcedure | undefined
  components: DraftComponent[]
  secrecy: Secrecy
  /** Files that left with the answer "secret". */
  removedFiles: number
  /** How often each intake was said to be secret: a scan that was begun before is not taken in, though she takes it back. */
  secretAnswers: Readonly<Record<string, number>>
  /** How many papers are being taken in for each intake: of one that was left too. */
  taking: Readonly<Record<string, number>>
  /** What became of a paper that left the scanner when its intake was no longer on the screen. */
  late: Told | undefined
  /** Counts the log-ins: what is told of a citizen is told to the officer who had her before her. */
  sitting: number
  exemptionIds: string[]
  /** By fee item, where it is not one of each. */
  feeQuantities: Record<string, FeeQuantity>
  phase: IntakePhase
  /** The row a scan goes to. */
  focusedComponentId: string | undefined
  /** By component: what could not be taken in, or how far it is. */
  fileNotices: Record<string, Told>
  /** Raised when rows are given anew, so that uncontrolled counts show their new defaults. */
  generation: number
  /** Puts what is typed on disk at once, before the session ends; set by the screen while it is shown. */
  saveNow: () => Promise<void>
  /** Brings a half-filled intake back; set by the screen as well. */
  openDraft: (id: string) => Promise<void>
  /** Empties the form: what stood in it is thrown away; set by the screen as well. */
  dropDraft: () => void

  choose(chosen: ChosenProcedure): void
  /** The same procedure as the portal now has it: what was ticked and counted stays. */
  refresh(chosen: ChosenProcedure): void
  changeComponent(id: string, change: Partial<Pick<DraftComponent, 'ticked' | CountName>>): void
  addFile(id: string, file: DraftFile): void
  removeFile(id: string, sha256: string): void
  moveFile(from: string, to: string, file: DraftFile): void
  setFileNotice(id: string, notice: Told | undefined): void
  countTaking(draftId: string, change: 1 | -1): void
  focusComponent(id: string | undefined): void
  /** Files already taken in leave with the answer "secret". */
  setSecrecy(secrecy: Secrecy): void
  toggleExemption(id: string): void
  setFeeQuantity(itemId: string, quantity: FeeQuantity): void
  setPhase(phase: IntakePhase): void
  /** A line of the summary is done with: it goes, and the summary with its last. */
  settleProblem(field: IntakeProblem['field']): void
  restore(draft: Draft, chosen: ChosenProcedure | undefined): void
  /** A fresh form for the next citizen. */
  clear(): void
  /** Of an officer who goes nothing is left for the next. */
  endSitting(): void
}

const fresh = () => ({
  draftId: crypto.randomUUID(),
  chosen: undefined,
  components: [],
  secrecy: 'none' as const,
  removedFiles: 0,
  exemptionIds: [],
  feeQuantities: {},
  phase: { state: 'editing' as const },
  focusedComponentId: undefined,
  fileNotices: {},
  late: undefined
})

/** What is filled in besides the typed texts, which live in their inputs until they are needed. */
export const useIntake = create<IntakeStore>((set, get) => ({
  ...fresh(),
  generation: 0,
  secretAnswers: {},
  taking: {},
  sitting: 0,
  saveNow: () => Promise.resolve(),
  openDraft: () => Promise.resolve(),
  dropDraft: () => undefined,

  choose: (chosen) =>
    set(({ generation, components, chosen: before }) => ({
      chosen,
      components: presetComponents(chosen.procedure, components, before?.procedure),
      exemptionIds: [],
      feeQuantities: {},
      fileNotices: {},
      focusedComponentId: undefined,
      generation: generation + 1,
      phase: { state: 'editing' }
    })),
  refresh: (chosen) => set(({ generation, components }) => ({ chosen, components: mergeComponents(chosen.procedure, components), generation: generation + 1 })),
  changeComponent: (id, change) => set(({ components }) => ({ components: changeOne(components, id, (row) => ({ ...row, ...change })) })),
  addFile: (id, file) => set(({ components }) => ({ components: addFileTo(components, id, file) })),
  removeFile: (id, sha256) =>
    set(({ components }) => ({
      components: changeOne(components, id, (row) => ({ ...row, files: row.files.filter((file) => file.sha256 !== sha256) }))
    })),
  moveFile: (from, to, file) => {
    get().removeFile(from, file.sha256)
    get().addFile(to, file)
  },
  setFileNotice: (id, notice) =>
    set(({ fileNotices }) => {
      const { [id]: _, ...others } = fileNotices
      return { fileNotices: notice === undefined ? others : { ...others, [id]: notice } }
    }),
  countTaking: (draftId, change) => set(({ taking }) => ({ taking: { ...taking, [draftId]: (taking[draftId] ?? 0) + change } })),
  focusComponent: (focusedComponentId) => set({ focusedComponentId }),
  setSecrecy: (secrecy) =>
    set(({ draftId, components, secrecy: before, taking, secretAnswers, removedFiles }) => ({
      secrecy,
      removedFiles: secrecy === 'none' ? removedFiles : removedFiles + countToLose({ draftId, components, secrecy: before, taking }),
      secretAnswers: secrecy === 'none' ? secretAnswers : { ...secretAnswers, [draftId]: (secretAnswers[draftId] ?? 0) + 1 },
      phase: { state: 'editing' },
      fileNotices: {},
      components: secrecy === 'none' ? components : components.map((row) => ({ ...row, files: [] }))
    })),
  toggleExemption: (id) =>
    set(({ exemptionIds }) => ({ exemptionIds: exemptionIds.includes(id) ? exemptionIds.filter((other) => other !== id) : [...exemptionIds, id] })),
  setFeeQuantity: (itemId, quantity) => set(({ feeQuantities }) => ({ feeQuantities: { ...feeQuantities, [itemId]: quantity } })),
  setPhase: (phase) => set({ phase }),
  settleProblem: (field) =>
    set(({ phase }) => {
      if (phase.state !== 'incomplete') return {}
      const problems = phase.problems.filter((problem) => problem.field !== field)
      return { phase: problems.length === 0 ? { state: 'editing' } : { state: 'incomplete', problems } }
    }),
  restore: (draft, chosen) =>
    set(({ generation }) => ({
      ...fresh(),
      draftId: draft.id,
      chosen,
      components: mergeComponents(chosen?.procedure, draft.components),
      exemptionIds: exemptionsFromDraft(draft),
      feeQuantities: quantitiesFromDraft(draft),
      generation: generation + 1
    })),
  clear: () => set(({ generation }) => ({ ...fresh(), generation: generation + 1 })),
  endSitting: () => set(({ generation, sitting }) => ({ ...fresh(), generation: generation + 1, sitting: sitting + 1 }))
}))

/** What the answer "secret" throws away: the files, and the papers in the scanner unless an answer before has done with them. */
export function countToLose({ draftId, components, secrecy, taking }: Pick<IntakeStore, 'draftId' | 'components' | 'secrecy' | 'taking'>): number {
  return countFiles(components) + (secrecy === 'none' ? (taking[draftId] ?? 0) : 0)
}

/** Of all papers, those without one included. */
export function countFiles(rows: readonly DraftComponent[]): number {
  return rows.reduce((count, { files }) => count + files.length, 0)
}

function changeOne(rows: readonly DraftComponent[], id: string, change: (row: DraftComponent) => DraftComponent): DraftComponent[] {
  return rows.map((row) => (row.id === id ? change(row) : row))
}

/** The person last received here, for F3. Kept in memory only. */
export const useLastPerson = create<{ applicant: Applicant | undefined; remember(applicant: Applicant | undefined): void }>((set) => ({
  applicant: undefined,
  remember: (applicant) => set({ applicant })
}))
