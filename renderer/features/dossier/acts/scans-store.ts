import { createStore } from 'zustand'
import type { DraftFile, Secrecy } from '../../../../electron/contract/intake.ts'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { call } from '../../../api/call.ts'
import type { Told } from '../../../i18n/vi.ts'
import type { ScanTarget } from '../../scanning/take-in.ts'

export interface Scans {
  id: string
  componentId: string
  secrecy: Secrecy
  /** Taken in, of the paper that is chosen: they are named by nothing until they are saved. */
  files: readonly DraftFile[]
  notice: Told | undefined
  isOpen: boolean
}

/** What one form has taken in: read by scans that end later, also after the form is gone. */
export function createScans(view: Pick<DossierView, 'components' | 'dossierFiles'>) {
  return createStore<Scans>(() => ({ id: crypto.randomUUID(), componentId: guessPaper(view), secrecy: 'none', files: [], notice: undefined, isOpen: true }))
}

export type ScansStore = ReturnType<typeof createScans>

/** The paper whose file cannot be sent, else the first without a file. */
function guessPaper({ components, dossierFiles }: Pick<DossierView, 'components' | 'dossierFiles'>): string {
  const stuck = components.find(({ name }) => dossierFiles.some((file) => file.componentName === name && file.state === 'needs-officer'))
  const bare = components.find(({ name }) => !dossierFiles.some((file) => file.componentName === name))
  return (stuck ?? bare ?? components[0])?.id ?? ''
}

/** Undefined where nothing may be scanned. */
export function findTarget(store: ScansStore, view: Pick<DossierView, 'components' | 'procedureCode'>): ScanTarget | undefined {
  const { componentId, secrecy } = store.getState()
  const component = view.components.find(({ id }) => id === componentId)
  if (!component || secrecy !== 'none') return undefined
  return {
    procedureCode: view.procedureCode,
    component,
    isOpen: () => store.getState().isOpen,
    getSecrecy: () => store.getState().secrecy,
    add: (file) => store.setState(({ files }) => ({ files: files.some(({ sha256 }) => sha256 === file.sha256) ? files : [...files, file] })),
    tell: (notice) => store.setState({ notice })
  }
}

/** Files already taken in leave the disk with the answer "secret". */
export function chooseSecrecy(store: ScansStore, secrecy: Secrecy): void {
  const { files } = store.getState()
  if (secrecy !== 'none' && files.length > 0) void call('file.discard', { files: files.map(({ sha256 }) => sha256) })
  store.setState({ secrecy, notice: undefined, ...(secrecy === 'none' ? {} : { files: [] }) })
}
