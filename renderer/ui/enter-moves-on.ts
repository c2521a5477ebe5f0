import type { KeyboardEvent } from 'react'

const stops = 'input:not([type=file]):not([disabled]):not([tabindex="-1"]), select:not([disabled]), textarea:not([disabled]), [data-enter-stop]'

/** Enter is the next field (design/ui.md). Buttons keep their Enter; a field that used it up has prevented the default. */
export function enterMovesOn(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.altKey || event.defaultPrevented) return
  const target = event.target
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement)) return
  event.preventDefault()
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>(stops)].filter(isReachable)
  const next = fields[fields.indexOf(target) + (event.shiftKey ? -1 : 1)]
  next?.focus()
  if (next instanceof HTMLInputElement && next.type !== 'radio' && next.type !== 'checkbox') next.select()
}

/** Of a group of radio buttons only the chosen one is a stop. */
function isReachable(field: HTMLElement): boolean {
  if (field.offsetParent === null && getComputedStyle(field).position !== 'fixed') return false
  return !(field instanceof HTMLInputElement && field.type === 'radio' && !field.checked)
}
