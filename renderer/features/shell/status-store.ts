import { create } from 'zustand'
import type { StatusBar } from '../../../electron/contract/views.ts'
import { call } from '../../api/call.ts'

interface StatusStore {
  /** Undefined until core has answered once. */
  status: StatusBar | undefined
  /** The child process that is being started again. */
  restarting: string | undefined
  load(): Promise<void>
  accept(status: StatusBar): void
  setRestarting(process: string): void
}

/** What the status bar shows, kept by core's announcements. */
export const useStatus = create<StatusStore>((set) => ({
  status: undefined,
  restarting: undefined,
  load: async () => {
    const result = await call('status.get', {})
    if (result.ok) set({ status: result.value, restarting: undefined })
  },
  accept: (status) => set({ status, restarting: undefined }),
  setRestarting: (restarting) => set({ restarting })
}))
