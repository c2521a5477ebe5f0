import { call } from '../../api/call.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useCitizenScreen } from './citizen-screen-store.ts'

/** The citizen's key pad types into this window, which has the focus: it is set to send these, and nothing the officer types is taken for an answer. */
export function useCitizenKeys(): void {
  const open = useCitizenScreen((state) => state.open)
  useHotkeys(
    {
      'Ctrl+Alt+1': () => void call('screen.answer', { level: 'very-satisfied' }),
      'Ctrl+Alt+2': () => void call('screen.answer', { level: 'satisfied' }),
      'Ctrl+Alt+3': () => void call('screen.answer', { level: 'dissatisfied' })
    },
    open
  )
}
