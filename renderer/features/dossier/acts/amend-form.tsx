import { Textarea } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'
import { CorrectionFields, readCorrections } from './correction-fields.tsx'

/** Corrects what was written down wrongly. What was received stays in the history. */
export function AmendForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const form = useRef<HTMLDivElement>(null)
  const reason = useRef<HTMLTextAreaElement>(null)

  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  function save() {
    return call('dossier.amend', { id: view.id, baseRevision: view.revision, reason: toNfcLines(reason.current?.value ?? '').slice(0, 1000), changes: readCorrections(form, view.applicant) })
  }

  return (
    <ActFrame title="Sửa thông tin hồ sơ" save={save} {...props}>
      <div ref={form} className={styles.actStack}>
        <CorrectionFields applicant={view.applicant} subject={view.life.subject} note={view.life.note} />
        <Textarea ref={reason} name="reason" data-needed label="Lý do sửa (ghi vào lịch sử)" autosize minRows={1} maxRows={3} maxLength={1000} spellCheck={false} />
      </div>
    </ActFrame>
  )
}
