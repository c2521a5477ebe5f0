import { useLayoutEffect, useRef } from 'react'

/** `F2`, `Ctrl+Enter`, `Ctrl+S`, `Escape`. Never a single letter: those belong to the input method. */
export type Hotkeys = Record<string, (event: KeyboardEvent) => void>

/** The name of a pressed key as `Hotkeys` writes it. */
export function hotkeyOf(event: { key: string; ctrlKey: boolean; altKey: boolean; shiftKey: boolean }): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  return `${event.ctrlKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey && event.key.length > 1 ? 'Shift+' : ''}${key}`
}

/** Keys that work wherever the focus is, while `active`; bound with the very frame that shows what they act on, so that a fast officer's key is never answered by the screen before. */
export function useHotkeys(hotkeys: Hotkeys, active = true): void {
  const newest = useRef(hotkeys)
  useLayoutEffect(() => {
    newest.current = hotkeys
  })
  useLayoutEffect(() => {
    if (!active) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const act = newest.current[hotkeyOf(event)]
      if (act === undefined) return
      event.preventDefault()
      if (!event.repeat) act(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [active])
}
