import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { toNfc, toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

/** The result is at the counter. A refusal on the merits is a result too, and says why. */
export function FinishForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const outcome = useRef<HTMLFieldSetElement>(null)
  const number = useRef<HTMLInputElement>(null)
  const note = useRef<HTMLTextAreaElement>(null)

  useEffect(() => outcome.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), [])

  function save() {
    const rejected = outcome.current?.querySelector<HTMLInputElement>('input:checked')?.value === 'rejected'
    return call('dossier.change-status', {
      id: view.id,
      baseRevision: view.revision,
      to: 9,
      note: toNfcLines(note.current?.value ?? '').slice(0, 1000),
      result: { outcome: rejected ? 'rejected' : 'granted', documentNumber: toNfc(number.current?.value ?? '').slice(0, 100) || null }
    })
  }

  return (
    <ActFrame title="Đã có kết quả tại quầy" save={save} {...props}>
      <div className={styles.actRow}>
        <fieldset ref={outcome} className={styles.radios}>
          <legend className="field-label">Kết quả</legend>
          <label className="choice">
            <input type="radio" name="outcome" value="granted" defaultChecked /> Đồng ý giải quyết
          </label>
          <label className="choice">
            <input type="radio" name="outcome" value="rejected" /> Không đồng ý (nêu lý do)
          </label>
        </fieldset>
        <TextInput ref={number} label="Số, ký hiệu giấy tờ kết quả" autoComplete="off" spellCheck={false} maxLength={100} w={220} />
        <Textarea ref={note} label="Ghi chú, lý do" autosize minRows={1} maxRows={4} maxLength={1000} spellCheck={false} style={{ flex: 1 }} />
      </div>
    </ActFrame>
  )
}
