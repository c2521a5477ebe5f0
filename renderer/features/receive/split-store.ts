import { create } from 'zustand'
import type { DraftFile } from '../../../electron/contract/intake.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { useIntake } from './intake-store.ts'
import { toParts, type Segment } from './split-plan.ts'

interface Splitting {
  draftId: string
  componentId: string
  file: DraftFile
}

interface SplitStore {
  /** The scan that is being taken apart. */
  splitting: Splitting | undefined
  open(componentId: string, file: DraftFile): void
  close(): void
  /** @returns the sentence of what went wrong, undefined when the parts are on their papers */
  apply(plan: readonly Segment[]): Promise<string | undefined>
}

export const useSplit = create<SplitStore>((set, get) => ({
  splitting: undefined,
  open: (componentId, file) => set({ splitting: { draftId: useIntake.getState().draftId, componentId, file } }),
  close: () => set({ splitting: undefined }),
  apply: async (plan) => {
    const { splitting } = get()
    const { chosen, draftId } = useIntake.getState()
    if (splitting === undefined || splitting.draftId !== draftId) return undefined
    const parts = toParts(plan, splitting.file.pages)
    const nameOf = (id: string): string => `${(chosen?.procedure.components.find((component) => component.id === id)?.name ?? splitting.file.name).slice(0, 80)}.pdf`
    const only = parts.length === 1 ? parts[0] : undefined
    const made = only ? undefined : await call('file.split', { sha256: splitting.file.sha256, parts: parts.map(({ componentId, pages }) => ({ name: nameOf(componentId), pages })) })
    if (made && !made.ok) return explainError(made.error)
    const { removeFile, addFile, draftId: now, secrecy } = useIntake.getState()
    // Received, or found to be secret, while it was taken apart.
    if (now !== draftId || secrecy !== 'none') {
      if (made && secrecy !== 'none') await call('draft.discard', { id: draftId, files: made.value.map(({ sha256 }) => sha256) })
      set({ splitting: undefined })
      return undefined
    }
    removeFile(splitting.componentId, splitting.file.sha256)
    if (only) addFile(only.componentId, splitting.file)
    made?.value.forEach((file, index) => addFile(parts[index]!.componentId, file))
    set({ splitting: undefined })
    return undefined
  }
}))

/** Ctrl+T: the first scan of several pages, on the row with the focus before any other. */
export function openSplit(): void {
  const { chosen, components, focusedComponentId, secrecy } = useIntake.getState()
  if (chosen === undefined || secrecy !== 'none') return
  const rows = components.toSorted((a, b) => Number(b.id === focusedComponentId) - Number(a.id === focusedComponentId))
  const row = rows.find(({ files }) => files.some(({ pages }) => pages > 1))
  const file = row?.files.find(({ pages }) => pages > 1)
  if (row && file) useSplit.getState().open(row.id, file)
}
