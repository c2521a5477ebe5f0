import { create } from 'zustand'
import { call } from '../../api/call.ts'

/** Whether the citizen's window is there; F11 from anywhere. */
export const useCitizenScreen = create<{ open: boolean; toggle(): Promise<void> }>((set, get) => ({
  open: false,
  toggle: async () => {
    const result = await call('screen.set', { open: !get().open })
    if (result.ok) set(result.value)
  }
}))
