import { create } from 'zustand'
import type { Whose, WorklistName } from '../../../electron/contract/search.ts'

/** What the officer looks at, kept while she is at another screen. */
interface WorklistStore {
  list: WorklistName
  whose: Whose
  /** The table of officers and units instead of a list. */
  grouped: boolean
  /** People in the order of their given names instead of the list's own. */
  byName: boolean
  /** Raised by Ctrl+F from any screen: the box takes the focus. */
  findRequests: number
  choose(list: WorklistName, whose?: Whose): void
  setGrouped(grouped: boolean): void
  toggleByName(): void
  askFind(): void
  /** For the next officer. */
  reset(): void
}

const fresh = { list: 'all' as WorklistName, whose: {} as Whose, grouped: false, byName: false, findRequests: 0 }

export const useWorklist = create<WorklistStore>((set) => ({
  ...fresh,
  choose: (list, whose) => set((state) => ({ list, whose: whose ?? state.whose, grouped: false, findRequests: 0 })),
  setGrouped: (grouped) => set({ grouped, findRequests: 0 }),
  toggleByName: () => set(({ byName }) => ({ byName: !byName, findRequests: 0 })),
  askFind: () => set(({ findRequests }) => ({ findRequests: findRequests + 1, grouped: false })),
  reset: () => set(fresh)
}))
