import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { isLocalTime } from '../../../../electron/domain/calendar.ts'
import { err } from '../../../../electron/domain/result.ts'
import { toNfc, toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import { formatAppointment } from '../../../i18n/format.ts'
import { readBirthDate } from '../../../../electron/domain/birth-date.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

/** The one new appointment with an apology (Mẫu 04): before the old one is due, to an hour when the office is open. */
export function ReappointForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const day = useRef<HTMLInputElement>(null)
  const time = useRef<HTMLInputElement>(null)
  const reason = useRef<HTMLTextAreaElement>(null)

  useEffect(() => day.current?.focus(), [])

  async function save() {
    const typed = `${toNfc(day.current?.value ?? '')} ${toNfc(time.current?.value ?? '')}`
    const newDueAt = `${readBirthDate(day.current?.value ?? '')}T${readTime(time.current?.value ?? '')}:00+07:00`
    if (!isLocalTime(newDueAt)) return err({ kind: 'day-unreal' as const, text: typed.trim() })
    return call('dossier.reappoint', { id: view.id, baseRevision: view.revision, newDueAt, reason: toNfcLines(reason.current?.value ?? '').slice(0, 1000) })
  }

  return (
    <ActFrame title="Xin lỗi và hẹn lại (một lần)" save={save} {...props}>
      <p className="muted">Hẹn đang có: {view.dueAt === null ? 'không' : formatAppointment(view.dueAt)}</p>
      <div className={styles.actRow}>
        <TextInput ref={day} data-needed label="Hẹn lại ngày" placeholder="ngày/tháng/năm" inputMode="numeric" autoComplete="off" maxLength={20} w={150} />
        <TextInput ref={time} label="Giờ" defaultValue={view.dueAt?.slice(11, 16) ?? '16:00'} inputMode="numeric" autoComplete="off" maxLength={10} w={80} />
        <Textarea ref={reason} data-needed label="Lý do (in lên phiếu)" autosize minRows={1} maxRows={4} maxLength={1000} spellCheck={false} style={{ flex: 1 }} />
      </div>
    </ActFrame>
  )
}

/** `9:05`, `9h05`, `9 giờ` and `16` as `HH:mm`; the text itself when it is none of them. */
function readTime(text: string): string {
  const match = /^(\d{1,2})(?:\s*(?:[:.h]|giờ)\s*(\d{2})?)?$/.exec(toNfc(text))
  return match === null ? text : `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? '00'}`
}
