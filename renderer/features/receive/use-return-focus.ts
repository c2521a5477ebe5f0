import { useEffect, useRef, type FocusEvent, type RefObject } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { SearchBoxHandle } from '../../ui/search-box.tsx'
import { isWorthKeeping, toDraft } from './draft-mapping.ts'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'

/**
 * Where the hands are when the intake comes into view: in the field that was left in the middle of an intake, else in the procedure's box. F2 on the intake itself leads to the box.
 * @param screen another one each time a screen was asked for
 * @returns what the form does on focus
 */
export function useReturnFocus(active: boolean, screen: unknown, form: UseFormReturn<IntakeFields>, procedureBox: RefObject<SearchBoxHandle | null>): (event: FocusEvent) => void {
  const left = useRef<HTMLElement>(null)
  const wasActive = useRef(false)
  useEffect(() => {
    const field = active && !wasActive.current && isWorthKeeping(toDraft(form.getValues(), useIntake.getState())) ? left.current : null
    wasActive.current = active
    if (!active) return
    field?.focus()
    // What was left may be a button that is gone or sleeps by now.
    if (field === null || document.activeElement !== field) procedureBox.current?.focus()
  }, [active, screen, form, procedureBox])
  return ({ target }) => {
    left.current = target instanceof HTMLElement ? target : null
  }
}
