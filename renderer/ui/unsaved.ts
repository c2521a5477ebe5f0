import { useEffect, useRef, type RefObject } from 'react'
import { ask } from './ask.ts'

/** Nothing while she types; how it ends (whether it was saved) while it is being saved; `saved` from then on. */
export type Saving = Promise<boolean> | 'saved' | undefined

export interface OpenForm {
  /** What it is called on the screen. */
  title: string
  /** Kept open behind other screens, so that only the end of the session or of the app takes its text. */
  staysBehind: boolean
  isTouched(): boolean
  getSaving(): Saving
}

/** Those whose text is saved by an act of hers. The till's small fields and the forms of the trust list are none: a number or a path, typed again in a moment. */
const open = new Set<OpenForm>()

/** @returns takes it away again */
export function addOpenForm(form: OpenForm): () => void {
  open.add(form)
  return () => void open.delete(form)
}

/**
 * What is typed or ticked in a form is not thrown away unasked: not by Escape, not by a key of another screen, not by closing the window.
 * @param form what holds the fields; what stood in them at her first key counts as untouched @param saving set by the form as it saves
 */
export function useUnsaved(form: RefObject<HTMLElement | null>, title: string, saving: RefObject<Saving>, staysBehind = false): void {
  const before = useRef<string>(undefined)
  useEffect(() => {
    const box = form.current
    const remember = (): void => void (before.current ??= textOf(box))
    const starts = ['keydown', 'pointerdown', 'beforeinput'] as const
    for (const name of starts) box?.addEventListener(name, remember, true)
    const remove = addOpenForm({
      title,
      staysBehind,
      isTouched: () => before.current !== undefined && before.current !== textOf(box),
      getSaving: () => saving.current
    })
    return () => {
      remove()
      for (const name of starts) box?.removeEventListener(name, remember, true)
    }
  }, [form, title, saving, staysBehind])
}

/**
 * Does it at once where nothing would be lost by it, else when she says so. A form that is being saved is left once it is saved; where that fails she stays, with her text and the reason.
 * @param isEnd true at log-out, which takes also the forms behind
 */
export function leave(go: () => void, isEnd = false): void {
  const form = find(isEnd)
  if (form === undefined) return go()
  const saving = form.getSaving()
  if (saving instanceof Promise) return void saving.then((isSaved) => isSaved && go())
  void askThrowAway(form.title).then((isYes) => isYes && go())
}

/** The form whose text would be lost if the app ended now, by what it is called. */
export function findUnsaved(): string | undefined {
  return find(true)?.title
}

export function askThrowAway(title: string): Promise<boolean> {
  return ask({ text: `Bỏ phần đang nhập ở “${title}”? Phần này chưa lưu.`, yes: 'Bỏ', no: 'Nhập tiếp' })
}

/** One that is being saved counts even where nothing was typed: what fails must find its place to be told. */
function find(isEnd: boolean): OpenForm | undefined {
  return [...open].find(({ staysBehind, isTouched, getSaving }) => (isEnd || !staysBehind) && getSaving() !== 'saved' && (getSaving() !== undefined || isTouched()))
}

function textOf(box: HTMLElement | null): string {
  const fields = [...(box?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input:not([type=radio])') ?? [])]
  return fields.map((field) => (field.type === 'checkbox' ? String((field as HTMLInputElement).checked) : field.value)).join('\n')
}
