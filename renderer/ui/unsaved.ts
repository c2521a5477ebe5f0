import { useEffect, useRef, type RefObject } from 'react'
import { ask } from './question.tsx'

/** The forms that are open, by what they are called. */
const open = new Map<() => boolean, string>()

/**
 * What is typed or ticked in a form is not thrown away unasked: not by Escape, not by a key of another screen.
 * @param form what holds the fields; what stood in them at her first key counts as untouched @param isSaving true while, and after, it is saved
 */
export function useUnsaved(form: RefObject<HTMLElement | null>, title: string, isSaving: () => boolean): void {
  const saving = useRef(isSaving)
  useEffect(() => {
    saving.current = isSaving
  })
  useEffect(() => {
    const box = form.current
    let before: string | undefined
    const remember = (): void => void (before ??= textOf(box))
    const isTouched = (): boolean => before !== undefined && before !== textOf(box) && !saving.current()
    const starts = ['keydown', 'pointerdown', 'beforeinput'] as const
    for (const name of starts) box?.addEventListener(name, remember, true)
    open.set(isTouched, title)
    return () => {
      open.delete(isTouched)
      for (const name of starts) box?.removeEventListener(name, remember, true)
    }
  }, [form, title])
}

/** Does it at once where nothing would be lost by it, else when she says so. */
export function leave(go: () => void): void {
  const title = [...open].find(([isTouched]) => isTouched())?.[1]
  if (title === undefined) return go()
  void askThrowAway(title).then((isYes) => isYes && go())
}

export function askThrowAway(title: string): Promise<boolean> {
  return ask({ text: `Bỏ phần đang nhập ở “${title}”? Phần này chưa lưu.`, yes: 'Bỏ', no: 'Nhập tiếp' })
}

function textOf(box: HTMLElement | null): string {
  const fields = [...(box?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input:not([type=radio])') ?? [])]
  return fields.map((field) => (field.type === 'checkbox' ? String((field as HTMLInputElement).checked) : field.value)).join('\n')
}
