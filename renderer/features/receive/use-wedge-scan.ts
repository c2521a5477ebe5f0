import { useEffect, useRef } from 'react'
import { createWedgeDetector, findCardIn } from './wedge-detector.ts'

type TextField = HTMLInputElement | HTMLTextAreaElement

/**
 * Listens at window level, so that a card may be scanned wherever the focus is. Characters are taken from `beforeinput` inside a text field (some
 * arrive without a key) and from `keydown` elsewhere. What the scan typed into a field is taken out again.
 * @param onScan is given the scanned text, which is a card's or a barcode's
 */
export function useWedgeScan(onScan: (text: string) => void, active: boolean): void {
  const newest = useRef(onScan)
  useEffect(() => {
    newest.current = onScan
  })
  useEffect(() => {
    if (!active) return
    const detector = createWedgeDetector()
    let before: { field: TextField; value: string } | undefined

    function onBeforeInput(event: InputEvent) {
      const field = event.target
      if (!isTextField(field) || event.data === null || event.data === '') return
      if (detector.feed(event.data, event.timeStamp)) before = { field, value: field.value }
    }
    function onKeyDown(event: KeyboardEvent) {
      if (event.key === 'Enter' && !event.ctrlKey) return onEnter(event)
      if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !isTextField(event.target)) {
        if (detector.feed(event.key, event.timeStamp)) before = undefined
      }
    }
    function onEnter(event: KeyboardEvent) {
      const scanned = detector.end(event.timeStamp)
      if (scanned !== undefined && isScan(scanned)) {
        if (before !== undefined) restore(before.field, before.value)
        return take(event, scanned)
      }
      // Slower than any scanner should be, but no one types a card by hand.
      const field = isTextField(event.target) ? event.target : undefined
      const found = field && findCardIn(field.value)
      if (field === undefined || found === undefined) return
      restore(field, found.before)
      take(event, found.card)
    }
    function take(event: KeyboardEvent, text: string) {
      event.preventDefault()
      event.stopImmediatePropagation()
      newest.current(text)
    }

    window.addEventListener('beforeinput', onBeforeInput, true)
    window.addEventListener('keydown', onKeyDown, true)
    return () => {
      window.removeEventListener('beforeinput', onBeforeInput, true)
      window.removeEventListener('keydown', onKeyDown, true)
    }
  }, [active])
}

/** A card has bars, our own barcode and QR have the dossier's code; anything else fast is a fast typist. */
function isScan(text: string): boolean {
  return text.includes('|') || /^[0-9A-Z]+(\.[0-9A-Z]+)*-\d{6,8}-\d{4,7}$/.test(text)
}

function isTextField(target: EventTarget | null): target is TextField {
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file'].includes(target.type)
}

/** Puts a value back and tells the form, as if typed: React hears only of a change made past its own setter. */
function restore(field: TextField, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
