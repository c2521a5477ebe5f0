import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { addDays, formatLocalDate, isLocalDate, localDay } from '../../../../electron/domain/calendar.ts'
import { err } from '../../../../electron/domain/result.ts'
import { toNfc } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import { readBirthDate } from '../../../../electron/domain/birth-date.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

/** Offered as the last day to bring it; no text of law we could read names a term. */
const usualDays = 30

/** Ask for a supplement (Mẫu 02): reasons by number, other words below, a last day. */
export function SupplementForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const list = useRef<HTMLFieldSetElement>(null)
  const other = useRef<HTMLTextAreaElement>(null)
  const answerBy = useRef<HTMLInputElement>(null)
  const boxes = () => [...(list.current?.querySelectorAll<HTMLInputElement>('input') ?? [])]

  useEffect(() => {
    list.current?.querySelector('input')?.focus()
  }, [])

  function onListKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey) return
    const all = boxes()
    const box = /^[1-9]$/.test(event.key) ? all[Number(event.key) - 1] : undefined
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (box) {
      event.preventDefault()
      box.focus()
      box.checked = !box.checked
    } else if (step !== 0) {
      event.preventDefault()
      all[all.indexOf(event.target as HTMLInputElement) + step]?.focus()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      other.current?.focus()
    }
  }

  async function save() {
    const ticked = boxes().flatMap((box, index) => (box.checked ? [view.supplementChoices[index] ?? ''] : []))
    const written = (other.current?.value ?? '').split(/[;\n]/).map((line) => toNfc(line).slice(0, 500))
    const items = [...ticked, ...written].filter((item) => item !== '').slice(0, 50)
    const typed = readBirthDate(answerBy.current?.value ?? '')
    if (typed !== '' && !isLocalDate(typed)) return err({ kind: 'day-unreal' as const, text: typed })
    return call('dossier.change-status', { id: view.id, baseRevision: view.revision, to: 5, note: '', supplement: { items, answerBy: typed === '' ? null : typed } })
  }

  return (
    <ActFrame title="Yêu cầu bổ sung hồ sơ: bấm số để chọn nội dung" save={save} {...props}>
      <fieldset ref={list} className={styles.reasons} onKeyDown={onListKey}>
        <legend className="visually-hidden">Nội dung cần bổ sung</legend>
        {view.supplementChoices.map((choice, index) => (
          <label key={choice} className="choice" title={choice}>
            <input type="checkbox" />
            <span className={styles.reasonNumber}>{index < 9 ? <kbd aria-hidden="true">{index + 1}</kbd> : null}</span>
            <span className="clamp-2">{choice}</span>
          </label>
        ))}
      </fieldset>
      <div className={styles.actRow}>
        <Textarea ref={other} label="Nội dung khác (nhiều nội dung thì ngăn bằng dấu ;)" autosize minRows={1} maxRows={4} maxLength={4000} spellCheck={false} style={{ flex: 1 }} />
        <TextInput
          ref={answerBy}
          label="Hạn bổ sung (đến hết ngày)"
          defaultValue={formatLocalDate(addDays(localDay(Date.now()), usualDays))}
          placeholder="ngày/tháng/năm"
          inputMode="numeric"
          autoComplete="off"
          w={170}
        />
      </div>
    </ActFrame>
  )
}
