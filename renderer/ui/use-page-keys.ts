import { useEffect, type RefObject } from 'react'

/**
 * PageUp and PageDown move the long part of a screen also while the focus stands on the title above it, where every act leaves it: of itself the browser scrolls only what holds the focus.
 * @param part what scrolls, a child of the screen it belongs to
 */
export function usePageKeys(part: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const box = part.current
      const from = document.activeElement
      if ((event.key !== 'PageDown' && event.key !== 'PageUp') || event.defaultPrevented || !box?.parentElement?.contains(from) || box.contains(from)) return
      event.preventDefault()
      // A little of the last page stays in view.
      box.scrollBy({ top: (event.key === 'PageDown' ? 0.9 : -0.9) * box.clientHeight })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [part])
}
