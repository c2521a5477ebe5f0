import { createStore } from 'zustand'
import type { DraftFile, Secrecy } from '../../../../electron/contract/intake.ts'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { err } from '../../../../electron/domain/result.ts'
import { call } from '../../../api/call.ts'
import type { Told } from '../../../i18n/vi.ts'
import { maySetSecrecy } from '../../scanning/secrecy.ts'
import { discardTaken, type ScanTarget } from '../../scanning/take-in.ts'
import type { SaveResult } from './act-frame.tsx'

export interface Scans {
  /** Another one after each answer "secret" and after the end: what was begun before is not wanted any more. */
  id: string
  componentId: string
  secrecy: Secrecy
  /** Files that left with the answer "secret". */
  removed: number
  /** Taken in, all of the one paper: they are named by nothing until they are saved. */
  files: readonly DraftFile[]
  /** All that came in here and was not saved, what was removed again included: a discard that failed is tried once more at the end. */
  unsaved: readonly string[]
  /** How many are being taken in now. */
  taking: number
  isSaving: boolean
  notice: Told | undefined
}

/** What one form has taken in: read by scans that end later, also after the form is gone. */
export function createScans(view: Pick<DossierView, 'components' | 'dossierFiles'>) {
  return createStore<Scans>(() => ({ id: crypto.randomUUID(), componentId: guessPaper(view), secrecy: 'none', removed: 0, files: [], unsaved: [], taking: 0, isSaving: false, notice: undefined }))
}

export type ScansStore = ReturnType<typeof createScans>

/** The paper whose newest file cannot be sent, else the first without a file. */
function guessPaper({ components, dossierFiles }: Pick<DossierView, 'components' | 'dossierFiles'>): string {
  const newestOf = (id: string) => dossierFiles.findLast(({ componentId }) => componentId === id)
  const stuck = components.find(({ id }) => newestOf(id)?.state === 'needs-officer')
  const bare = components.find(({ id }) => newestOf(id) === undefined)
  return (stuck ?? bare ?? components[0])?.id ?? ''
}

/** A scan has no other copy: one that came in, or is about to, is not thrown away unasked. */
export function holdsScans({ files, taking }: Pick<Scans, 'files' | 'taking'>): boolean {
  return files.length > 0 || taking > 0
}

/** Undefined where nothing may be scanned. */
export function findTarget(store: ScansStore, view: Pick<DossierView, 'components' | 'procedureCode'>): ScanTarget | undefined {
  const { id, componentId, secrecy, isSaving } = store.getState()
  const component = view.components.find((candidate) => candidate.id === componentId)
  // What came in while the others are saved would be closed away with the form.
  if (!component || secrecy !== 'none' || isSaving) return undefined
  return {
    procedureCode: view.procedureCode,
    component,
    secrecy,
    isWanted: () => store.getState().id === id,
    add: (file) =>
      store.setState(({ files, unsaved }) => ({ files: files.some(({ sha256 }) => sha256 === file.sha256) ? files : [...files, file], unsaved: [...unsaved, file.sha256] })),
    tell: (notice) => store.setState({ notice }),
    count: (change) => store.setState(({ taking }) => ({ taking: taking + change }))
  }
}

/** Only while nothing came in: all files are of one paper, the one they were scanned for. */
export function choosePaper(store: ScansStore, componentId: string): void {
  if (!holdsScans(store.getState())) store.setState({ componentId, notice: undefined })
}

/** Files already taken in leave the disk with the answer "secret", once she said yes to that. @returns whether the answer stands */
export async function chooseSecrecy(store: ScansStore, secrecy: Secrecy): Promise<boolean> {
  const { id } = store.getState()
  // What is in the scanner is lost too, unless an answer before has done with it.
  const countToLose = ({ files, secrecy: before, taking }: Scans): number => files.length + (before === 'none' ? taking : 0)
  if (!(await maySetSecrecy(secrecy, countToLose(store.getState()))) || store.getState().id !== id) return false
  store.setState((now) => ({ secrecy, notice: undefined, removed: secrecy === 'none' ? now.removed : now.removed + countToLose(now) }))
  if (secrecy !== 'none') closeScans(store)
  return true
}

export function removeScan(store: ScansStore, sha256: string): void {
  store.setState(({ files }) => ({ files: files.filter((file) => file.sha256 !== sha256) }))
  void discard(store, [sha256])
}

/** All that was not saved leaves the disk; what is still being taken in does so when it comes. */
export function closeScans(store: ScansStore): void {
  store.setState({ id: crypto.randomUUID(), files: [] })
  void discard(store, store.getState().unsaved)
}

function discard(store: ScansStore, sha256s: readonly string[]): Promise<void> {
  return discardTaken(sha256s, (notice) => store.setState({ notice }))
}

export async function saveScans(store: ScansStore, { id, revision }: Pick<DossierView, 'id' | 'revision'>): Promise<SaveResult> {
  const { componentId, secrecy, files, taking } = store.getState()
  if (taking > 0) return err({ kind: 'scan-under-way' })
  store.setState({ isSaving: true })
  const saved = await call('dossier.attach-scans', { id, baseRevision: revision, componentId, secrecy, files: [...files] })
  const sent = new Set(saved.ok ? files.map(({ sha256 }) => sha256) : [])
  store.setState((now) => ({ isSaving: false, files: now.files.filter(({ sha256 }) => !sent.has(sha256)), unsaved: now.unsaved.filter((sha256) => !sent.has(sha256)) }))
  return saved
}

/** What a refusal was told of; another answer is due as soon as it changes. */
export function describeScans({ componentId, secrecy, files, taking }: Scans): string {
  return [componentId, secrecy, taking, ...files.map(({ sha256 }) => sha256)].join(' ')
}
