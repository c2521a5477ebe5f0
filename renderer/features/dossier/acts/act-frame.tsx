import { useEffect, useRef, useState, type ReactNode } from 'react'
import { explainError, type CounterError } from '../../../i18n/errors.ts'
import { STATUS_NAME, type DossierStatus } from '../../../../electron/domain/dossier-status.ts'
import type { Result } from '../../../../electron/domain/result.ts'
import { ConfirmDay } from '../../../ui/confirm-day.tsx'
import { enterMovesOn } from '../../../ui/enter-moves-on.ts'
import { HotkeyButton } from '../../../ui/hotkey-button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { leave, useUnsaved, type Saving } from '../../../ui/unsaved.ts'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import styles from '../dossier-page.module.css'

export type SaveResult = Result<{ revision: number }, CounterError>
/** What each form of an act is given. */
export interface ActFormProps {
  /** Where the dossier stands when another counter's act has made this one impossible under her hands. */
  goneAt?: DossierStatus | undefined
  onSaved(): void
  onCancel(): void
}
interface ActFrameProps extends ActFormProps {
  title: string
  /** @param confirmedDay the officer's yes to the day that a number would bear, once she was asked */
  save(confirmedDay?: string): Promise<SaveResult>
  /** Of what is saved besides the fields' text, as a text: a failure is told until it is another. */
  saves?: string
  /** What its key says where more is decided than that it is kept; `isGrave`: it cannot be taken back. */
  saveWord?: string | undefined
  isGrave?: boolean
  /** Whether something would be lost with the form that is in no field. */
  holds?(): boolean
  children: ReactNode
}
type Phase = { state: 'editing' } | { state: 'saving' } | { state: 'failed'; error: CounterError; saves: string | undefined }

/** The form of one act: Ctrl+Enter saves, Enter goes to the next field, what fails is said inside it and the first empty field marked `data-needed` has the focus. */
export function ActFrame({ title, save, saves, saveWord = 'Lưu', isGrave = false, holds, goneAt, onSaved, onCancel, children }: ActFrameProps) {
  const [phase, setPhase] = useState<Phase>({ state: 'editing' })
  const saving = useRef<Saving>(undefined)
  const form = useRef<HTMLFormElement>(null)
  const told = useRef<HTMLDivElement>(null)
  useUnsaved(form, title, saving, { holds })
  // Beneath the field with the focus it would lie behind the keys, which stay in view.
  useEffect(() => (phase.state === 'failed' ? told.current?.scrollIntoView({ block: 'nearest' }) : undefined), [phase])

  function submit(confirmedDay?: string) {
    saving.current ??= attempt(confirmedDay)
  }

  async function attempt(confirmedDay: string | undefined): Promise<boolean> {
    setPhase({ state: 'saving' })
    const result = await save(confirmedDay)
    saving.current = result.ok ? 'saved' : undefined
    if (result.ok) {
      onSaved()
      return true
    }
    setPhase({ state: 'failed', error: result.error, saves })
    const needed = [...(form.current?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-needed]') ?? [])]
    needed.find(({ value }) => value.trim() === '')?.focus()
    return false
  }

  const failed = phase.state === 'failed' && phase.saves === saves ? phase.error : undefined
  /** That a reason was missing is not said any more once she writes it. */
  function forgetMissing() {
    if (failed?.kind === 'reason-missing') setPhase({ state: 'editing' })
  }

  useHotkeys({ 'Ctrl+Enter': () => submit() })
  return (
    <form ref={form} className={styles.act} aria-label={title} data-testid="act-form" onSubmit={(event) => event.preventDefault()} onInput={forgetMissing} onKeyDown={enterMovesOn} noValidate>
      <h2>{title}</h2>
      {children}
      {failed && (
        <div ref={told}>
          <Notice tone="danger">{explainError(failed)}</Notice>
        </div>
      )}
      {/* Not while it is saved: her own act takes it off the list too. */}
      {goneAt !== undefined && phase.state === 'editing' && (
        <Notice tone="warning">
          Hồ sơ vừa được làm tiếp ở nơi khác, nay “{STATUS_NAME[goneAt]}”: việc này không lưu được nữa. Phần đang nhập còn nguyên, cần thì sao lại rồi bấm Esc.
        </Notice>
      )}
      {failed?.kind === 'clock-jumped' && <ConfirmDay day={failed.today} does="lưu" onConfirm={submit} />}
      <div className={styles.actFoot}>
        <HotkeyButton hotkey="Ctrl+Enter" variant="filled" isGrave={isGrave} disabled={phase.state === 'saving'} onClick={() => submit()}>
          {phase.state === 'saving' ? 'Đang lưu…' : saveWord}
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={() => leave(onCancel)}>
          Thôi
        </HotkeyButton>
      </div>
    </form>
  )
}
