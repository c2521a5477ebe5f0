import { useCallback, useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { readId } from '../../../electron/domain/applicant.ts'
import { parseCitizenId } from '../../../electron/domain/citizen-id.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { call, type CounterOutput } from '../../api/call.ts'
import { fieldsFromApplicant, fillEmpty, isGuessOver, sexOfNumber, type IntakeFields, type SexGuess } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'

export interface CitizenLookup {
  duplicates: CounterOutput<'citizen.find'>['duplicates']
  /** Names of the fields filled from the last time this person was here. */
  filled: boolean
  /** Asks again, once citizen or procedure are known or changed. */
  look(): Promise<void>
  forget(): void
  /** The sex in the form is a card's or an earlier visit's, and no guess from a number. */
  noteSexKnown(): void
}

const nothing = { duplicates: [], filled: false }

/** Live duplicate check, and no one has to declare again what this office already wrote down. */
export function useCitizenLookup(form: UseFormReturn<IntakeFields>): CitizenLookup {
  const [found, setFound] = useState<Pick<CitizenLookup, 'duplicates' | 'filled'>>(nothing)
  const asked = useRef(0)
  const guess = useRef<SexGuess & { draftId: string }>(undefined)

  /** After the last visit's, which knows of a sex that was corrected while the number stayed. */
  const fillSex = useCallback(() => {
    const fields = form.getValues()
    const sex = sexOfNumber(fields)
    if (sex === undefined) return
    guess.current = { idNumber: toNfc(fields.idNumber), sex, draftId: useIntake.getState().draftId }
    form.setValue('sex', sex)
  }, [form])

  const dropOldGuess = useCallback(() => {
    if (guess.current === undefined || guess.current.draftId !== useIntake.getState().draftId || !isGuessOver(guess.current, form.getValues())) return
    guess.current = undefined
    form.setValue('sex', '')
  }, [form])

  const look = useCallback(async () => {
    dropOldGuess()
    const mine = ++asked.current
    const fields = form.getValues()
    const id = parseCitizenId(toNfc(fields.idNumber))
    if (fields.idKind === 'none' || !id.ok) return setFound(nothing)
    const procedureCode = useIntake.getState().chosen?.procedure.code
    const owner = fields.hasOwner === 'yes' ? readId(fields.ownerIdKind, toNfc(fields.ownerIdNumber)) : undefined
    const result = await call('citizen.find', { idNumber: id.value.number, ...(owner?.ok && owner.value !== null ? { ownerIdNumber: owner.value } : {}), ...(procedureCode === undefined ? {} : { procedureCode }) })
    if (mine !== asked.current) return
    if (!result.ok) return fillSex()
    const { applicant, duplicates } = result.value
    const now = form.getValues()
    const additions = applicant && toNfc(now.idNumber) === fields.idNumber ? fillEmpty(now, fieldsFromApplicant(applicant)) : {}
    let filled = 0
    for (const [name, text] of Object.entries(additions)) {
      const focused = document.activeElement
      const isFocused = focused?.id === `field-${name}`
      // A name under the hands may be empty for an instant, while the input method takes a letter back to mark it.
      if (isFocused && (name === 'fullName' || name === 'address')) continue
      form.setValue(name as keyof IntakeFields, text)
      form.clearErrors(name as keyof IntakeFields)
      if (isFocused && focused instanceof HTMLInputElement) focused.select()
      filled++
    }
    fillSex()
    setFound((last) => ({ duplicates, filled: filled > 0 || (last.filled && applicant !== undefined) }))
  }, [form, fillSex, dropOldGuess])

  const forget = useCallback(() => {
    asked.current++
    setFound(nothing)
  }, [])

  const noteSexKnown = useCallback(() => void (guess.current = undefined), [])

  return { ...found, look, forget, noteSexKnown }
}
