import { afterEach, describe, expect, test } from 'vitest'
import { ask, stopAsking, useQuestion } from '../../renderer/ui/ask.ts'
import { addOpenForm, findUnsaved, leave, type OpenForm, type Saving } from '../../renderer/ui/unsaved.ts'

/** A form with a typed reason. */
const removes: (() => void)[] = []
function openForm(part: Partial<OpenForm> = {}): { setSaving(saving: Saving): void } {
  let saving: Saving
  removes.push(addOpenForm({ title: 'Rút', staysBehind: false, isTouched: () => true, getSaving: () => saving, ...part }))
  return { setSaving: (next) => void (saving = next) }
}

/** Leaves and tells whether that was done by now. */
function tryToLeave(isEnd = false): () => boolean {
  let isDone = false
  leave(() => void (isDone = true), isEnd)
  return () => isDone
}

const asked = () => useQuestion.getState().asked
const settle = () => new Promise((resolve) => setImmediate(resolve))

afterEach(() => {
  for (const remove of removes.splice(0)) remove()
  stopAsking()
})

test('an untouched form is left at once, a touched one when she says so', async () => {
  expect(tryToLeave()()).toBe(true)
  openForm({ isTouched: () => false })
  expect(tryToLeave()()).toBe(true)
  openForm()
  expect(findUnsaved()).toBe('Rút')
  for (const says of [false, true]) {
    const isDone = tryToLeave()
    expect(asked()?.text).toContain('“Rút”')
    asked()?.answer(says)
    await settle()
    expect(isDone()).toBe(says)
  }
})

describe('while it is being saved', () => {
  test.each([true, false])('it is left once it is saved, and stays where that fails (saved: %s)', async (isSaved) => {
    let end: (isSaved: boolean) => void = () => undefined
    openForm().setSaving(new Promise((resolve) => (end = resolve)))
    const isDone = tryToLeave()
    await settle()
    expect([isDone(), asked()]).toEqual([false, undefined])
    end(isSaved)
    await settle()
    expect([isDone(), asked()]).toEqual([isSaved, undefined])
  })

  test('a form without a field counts, so that what fails is told where she is', () => {
    openForm({ isTouched: () => false }).setSaving(new Promise(() => undefined))
    expect(tryToLeave()()).toBe(false)
    expect(findUnsaved()).toBe('Rút')
  })

  test('what was saved is let go', () => {
    openForm().setSaving('saved')
    expect([findUnsaved(), tryToLeave()()]).toEqual([undefined, true])
  })
})

test('a form behind the other screens is asked about only at the end', () => {
  openForm({ staysBehind: true })
  expect(tryToLeave()()).toBe(true)
  expect(tryToLeave(true)()).toBe(false)
  expect(asked()?.text).toContain('“Rút”')
})

test('a question is answered with no by another one, and when nobody is there any more', async () => {
  const first = ask({ text: 'Một?', yes: 'Bỏ', no: 'Giữ lại' })
  const second = ask({ text: 'Hai?', yes: 'Bỏ', no: 'Giữ lại' })
  expect(await first).toBe(false)
  expect(asked()?.text).toBe('Hai?')
  stopAsking()
  expect(await second).toBe(false)
  expect(asked()).toBeUndefined()
})
