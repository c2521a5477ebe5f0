import { useCitizenScreen } from './citizen-screen-store.ts'
import styles from './citizen-screen-button.module.css'

/** Turns the citizen's window on and off, and says which. */
export function CitizenScreenButton() {
  const { open, toggle } = useCitizenScreen()
  return (
    <button type="button" className={styles.button} aria-pressed={open} aria-keyshortcuts="F11" onClick={() => void toggle()}>
      Màn hình công dân: {open ? 'đang bật' : 'tắt'} <kbd aria-hidden="true">F11</kbd>
    </button>
  )
}
