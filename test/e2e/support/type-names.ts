import type { Locator } from '@playwright/test'
import { telexName, typeByInputMethod } from '../../harness/hands.ts'
import { expect } from './desk.ts'

/** What an input method sends, typed into every text field of a form; what stood there stands there again. */
export async function typeNames(form: Locator): Promise<void> {
  for (const field of await form.locator('input:not([type]), input[type=text], textarea').all()) {
    const before = await field.inputValue()
    await field.fill('')
    await field.focus()
    await typeByInputMethod(form.page(), telexName.steps, 12)
    await expect(field).toHaveValue(telexName.text)
    await field.fill(before)
  }
}
