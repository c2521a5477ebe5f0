import { useEffect, useRef, type RefObject } from 'react'
import { ask, type Question } from './ask.ts'

/** Nothing while she types; how it ends (whether it was saved) while it is being saved; `saved` from then on. */
export type Saving = Promise<boolean> | 'saved' | undefined

export interface OpenForm {
  /** What it is called on the screen. */
  title: string
  /** Kept open behind other screens, so that only the end of the session or of the app takes its text. */
  staysBehind: boolean
  isTouched(): boolean
  getSaving(): Saving
  /** The part of the screen it is; of a form that nothing but a screen's or the app's end takes away, none. */
  getPlace?(): Element | null
  /** Of what saves itself: puts the last letters on disk before it is asked whether any would be lost. */
  keep?(): Promise<unknown>
  /** Of what saves itself: why it could not, as a sentence. */
  getReason?(): string | undefined
  /** Of what would lose something else than what is typed: what is asked instead. */
  getQuestion?(): Question | undefined
}

/** All whose text is saved by an act of hers, the till's small fields and a folder's path included. */
const open = new Set<OpenForm>()

/** @returns takes it away again */
export function addOpenForm(form: OpenForm): () => void {
  open.add(form)
  return () => void open.delete(form)
}

/**
 * What is typed, ticked or chosen in a form is not thrown away unasked: not by Escape, not by a key of another screen, not by closing the window.
 * @param form what holds the fields; what stood in them at her first key counts as untouched @param saving set by the form as it saves
 * @param more `holds`: whether it holds what is in no field, and would be lost with it
 * @returns says that what stands in it now is done with
 */
export function useUnsaved(form: RefObject<HTMLElement | null>, title: string, saving?: RefObject<Saving>, { staysBehind = false, holds }: { staysBehind?: boolean; holds?: (() => boolean) | undefined } = {}): () => void {
  const before = useRef<string>(undefined)
  useEffect(() => {
    const box = form.current
    const remember = (): void => void (before.current ??= textOf(box))
    const starts = ['keydown', 'pointerdown', 'beforeinput'] as const
    for (const name of starts) box?.addEventListener(name, remember, true)
    const remove = addOpenForm({
      title,
      staysBehind,
      isTouched: () => holds?.() === true || (before.current !== undefined && before.current !== textOf(box)),
      getSaving: () => saving?.current,
      getPlace: () => box
    })
    return () => {
      remove()
      for (const name of starts) box?.removeEventListener(name, remember, true)
    }
  }, [form, title, saving, staysBehind, holds])
  return () => void (before.current = undefined)
}

/**
 * Does it at once where nothing would be lost by it, else when she says so. A form that is being saved is left once it is saved; where that fails she stays, with her text and the reason.
 * @param place the part of the screen that goes, where the rest of it stays
 */
export function leave(go: () => void, place?: Element | null): void {
  mayLeave(find((form) => !form.staysBehind && (!place || place.contains(form.getPlace?.() ?? null))), go)
}

/** At log-out, which takes also the forms behind: as `leave`, after what saves itself was saved. */
export async function leaveAll(go: () => void): Promise<void> {
  await keepAll()
  mayLeave(find(), go)
}

/** The form whose text would be lost if the app ended now, by what it is called. */
export async function findUnsaved(): Promise<string | undefined> {
  await keepAll()
  return find()?.title
}

/** @param reason why it could not be saved, where that was tried */
export function askThrowAway(title: string, reason = 'Phần này chưa lưu.'): Promise<boolean> {
  return ask({ text: `Bỏ phần đang nhập ở “${title}”? ${reason}`, yes: 'Bỏ', no: 'Nhập tiếp' })
}

function mayLeave(form: OpenForm | undefined, go: () => void): void {
  if (form === undefined) return go()
  const saving = form.getSaving()
  if (saving instanceof Promise) return void saving.then((isSaved) => isSaved && go())
  const question = form.getQuestion?.()
  void (question ? ask(question) : askThrowAway(form.title, form.getReason?.())).then((isYes) => isYes && go())
}

async function keepAll(): Promise<void> {
  await Promise.all([...open].map((form) => form.keep?.()))
}

/** One that is being saved counts even where nothing was typed: what fails must find its place to be told. */
function find(counts: (form: OpenForm) => boolean = () => true): OpenForm | undefined {
  return [...open].find((form) => counts(form) && form.getSaving() !== 'saved' && (form.getSaving() !== undefined || form.isTouched()))
}

/** What stands in the fields, the empty ones left out: they may come and go as it is saved. */
function textOf(box: HTMLElement | null): string {
  const fields = [...(box?.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>('textarea, input, select') ?? [])]
  return fields.flatMap((field) => (isAnswered(field) ? [`${field.name}=${field.value}`] : [])).join('\n')
}

function isAnswered(field: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement): boolean {
  if (field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')) return field.checked
  return field.value !== ''
}
