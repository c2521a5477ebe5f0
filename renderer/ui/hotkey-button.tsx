import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

interface HotkeyButtonProps {
  /** Undefined where there is none. */
  hotkey: string | undefined
  children: ReactNode
  onClick: () => void
  disabled?: boolean
  variant?: 'filled' | 'default'
  /** What it does cannot be taken back. */
  isGrave?: boolean
  /** Of a button that chooses one of several views: whether it is the one. */
  pressed?: boolean
}

/** A button that says its key. Disabled ones keep the focus, so that it is never lost. */
export function HotkeyButton({ hotkey, children, onClick, disabled = false, variant = 'default', isGrave = false, pressed }: HotkeyButtonProps) {
  return (
    <Button variant={pressed ? 'filled' : variant} {...(isGrave ? { color: '#9b1c1c' } : {})} aria-pressed={pressed} aria-keyshortcuts={hotkey?.replace('Ctrl', 'Control')} aria-disabled={disabled} onClick={() => !disabled && onClick()}>
      {children}
      {hotkey !== undefined && (
        <>
          &nbsp;<kbd aria-hidden="true">{hotkey}</kbd>
        </>
      )}
    </Button>
  )
}
