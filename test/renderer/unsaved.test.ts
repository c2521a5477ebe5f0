import { afterEach, describe, expect, test } from 'vitest'
import { ask, stopAsking, useQuestion } from '../../renderer/ui/ask.ts'
import { addOpenForm, findUnsaved, leave, leaveAll, type OpenForm, type Saving } from '../../renderer/ui/unsaved.ts'

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
  const go = (): void => void (isDone = true)
  if (isEnd) void leaveAll(go)
  else leave(go)
  return () => isDone
}

const asked = () => useQuestion.getState().asked
const settle = () => new Promise((resolve) => setImmediate(resolve))

afterEach(() => {
  for (const remove of removes.splice(0)) remove()
  stopAsking()
})

test('what would lose something else than typed text asks in its own words', async () => {
  openForm({ staysBehind: true, getQuestion: () => ({ text: 'Đang quét', yes: 'Thoát ngay', no: 'Chờ quét xong' }) })
  const isDone = tryToLeave(true)
  await settle()
  expect(asked()).toMatchObject({ text: 'Đang quét', no: 'Chờ quét xong' })
  asked()?.answer(true)
  await settle()
  expect(isDone()).toBe(true)
})

test('an untouched form is left at once, a touched one when she says so', async () => {
  expect(tryToLeave()()).toBe(true)
  openForm({ isTouched: () => false })
  expect(tryToLeave()()).toBe(true)
  openForm()
  expect(await findUnsaved()).toBe('Rút')
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

  test('a form without a field counts, so that what fails is told where she is', async () => {
    openForm({ isTouched: () => false }).setSaving(new Promise(() => undefined))
    expect(tryToLeave()()).toBe(false)
    expect(await findUnsaved()).toBe('Rút')
  })

  test('what was saved is let go', async () => {
    openForm().setSaving('saved')
    expect([await findUnsaved(), tryToLeave()()]).toEqual([undefined, true])
  })
})

test('a form behind the other screens is asked about only at the end', async () => {
  openForm({ staysBehind: true })
  expect(tryToLeave()()).toBe(true)
  const isDone = tryToLeave(true)
  await settle()
  expect([isDone(), asked()?.text]).toEqual([false, expect.stringContaining('“Rút”')])
})

test('what saves itself is kept first at the end, and asked about with the reason where it cannot be', async () => {
  let isRoom = false
  let isKept = false
  openForm({ staysBehind: true, isTouched: () => !isKept, keep: () => Promise.resolve((isKept = isRoom)), getReason: () => 'Chưa lưu được: ổ đĩa đầy.' })
  expect(await findUnsaved()).toBe('Rút')
  const isDone = tryToLeave(true)
  await settle()
  expect([isDone(), asked()?.text]).toEqual([false, 'Bỏ phần đang nhập ở “Rút”? Chưa lưu được: ổ đĩa đầy.'])
  asked()?.answer(false)
  isRoom = true
  const goes = tryToLeave(true)
  await settle()
  expect([goes(), asked(), await findUnsaved()]).toEqual([true, undefined, undefined])
})

test('where a part of the screen goes only the forms in it are asked about', () => {
  const part = { contains: (other: unknown) => other === part } as unknown as Element
  let isDone = false
  openForm({ getPlace: () => ({}) as Element })
  leave(() => void (isDone = true), part)
  expect(isDone).toBe(true)
  openForm({ title: 'Miễn, giảm', getPlace: () => part })
  leave(() => undefined, part)
  expect(asked()?.text).toContain('“Miễn, giảm”')
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
