import { useEffect, useRef } from 'react'
import { createWedgeDetector, findCardIn, findCodeIn, readScan, type Scan } from './wedge-detector.ts'

type TextField = HTMLInputElement | HTMLTextAreaElement

/** Keys this fast in a row outside a text field are a scanner's: they must not tick boxes or choose options on their way. */
const surelyScanned = 3

/**
 * Listens at window level, so that a card or a receipt may be scanned wherever the focus is. Characters are taken from `beforeinput` inside a text
 * field (some arrive without a key) and from `keydown` elsewhere. What the scan typed into a field is taken out again.
 */
export function useWedgeScan(onScan: (scan: Scan) => void): void {
  const newest = useRef(onScan)
  useEffect(() => {
    newest.current = onScan
  })
  useEffect(() => {
    const detector = createWedgeDetector()
    let before: { field: TextField; value: string } | undefined
    /** What the focused field held when the focus came or after the last scan: a selected text may be typed over by the first character. */
    let held: { field: TextField; value: string } | undefined
    /** When the key that is down went down. A letter's own event bears the time at which the page came to it, which on a busy PC is long after. */
    let keyDownMs: number | undefined

    function onFocusIn(event: FocusEvent) {
      held = isTextField(event.target) ? { field: event.target, value: event.target.value } : undefined
    }
    function onBeforeInput(event: InputEvent) {
      const field = event.target
      if (!isTextField(field) || event.data === null || event.data === '') return
      if (detector.feed(event.data, keyDownMs ?? event.timeStamp) === 1) before = { field, value: field.value }
    }
    function onKeyUp() {
      keyDownMs = undefined
    }
    function onKeyDown(event: KeyboardEvent) {
      keyDownMs = event.timeStamp
      if (event.key === 'Enter' && !event.ctrlKey) return onEnter(event)
      if (event.key.length !== 1 || event.ctrlKey || event.altKey || isTextField(event.target)) return
      const length = detector.feed(event.key, event.timeStamp, false)
      if (length === 1) before = undefined
      if (length >= surelyScanned) event.preventDefault()
    }
    function onEnter(event: KeyboardEvent) {
      const burst = detector.end(event.timeStamp)
      const field = isTextField(event.target) ? event.target : undefined
      // A whole card or code in the field counts before the burst: on a busy PC a burst may be torn, the text is not.
      const found = field && findCardIn(field.value)
      if (field && found) {
        restore(field, found.before === '' && held?.field === field && !findCardIn(held.value) ? held.value : found.before)
        return take(event, { kind: 'card', text: found.card })
      }
      const whole = field && findCodeIn(field.value)
      if (field && whole) {
        restore(field, held?.field === field && !findCodeIn(held.value) ? held.value : '')
        return take(event, whole)
      }
      const scan = burst === undefined ? undefined : readScan(burst)
      if (scan === undefined) return
      if (before !== undefined) restore(before.field, before.value)
      take(event, scan)
    }
    function take(event: KeyboardEvent, scan: Scan) {
      event.preventDefault()
      event.stopImmediatePropagation()
      newest.current(scan)
    }

    const capture = { capture: true }
    window.addEventListener('focusin', onFocusIn, capture)
    window.addEventListener('beforeinput', onBeforeInput, capture)
    window.addEventListener('keydown', onKeyDown, capture)
    window.addEventListener('keyup', onKeyUp, capture)
    return () => {
      window.removeEventListener('focusin', onFocusIn, capture)
      window.removeEventListener('beforeinput', onBeforeInput, capture)
      window.removeEventListener('keydown', onKeyDown, capture)
      window.removeEventListener('keyup', onKeyUp, capture)
    }
  }, [])
}

function isTextField(target: EventTarget | null): target is TextField {
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file'].includes(target.type)
}

/** Looks for a number in a search box, as if it was typed and Enter pressed where the box has a form. */
export function findInBox(box: HTMLInputElement, text: string): void {
  restore(box, text)
  box.form?.requestSubmit()
}

/** Puts a value back and tells the form, as if typed: React hears only of a change made past its own setter. */
function restore(field: TextField, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
