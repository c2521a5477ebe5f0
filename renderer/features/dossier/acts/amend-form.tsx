import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { SEX_NAME } from '../../../../electron/domain/citizen-id.ts'
import { toNfc, toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import { idKindName } from '../../../i18n/vi.ts'
import { emptyPerson, fieldsFromApplicant, toApplicantInput, type PersonFields } from '../../receive/intake-fields.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

const idKinds = Object.entries(idKindName).map(([value, label]) => ({ value, label }))
const sexes = [{ value: '', label: '—' }, ...Object.entries(SEX_NAME).map(([value, label]) => ({ value, label }))]

/** Corrects what was written down wrongly. What was received stays in the history. */
export function AmendForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const known = fieldsFromApplicant(view.applicant)
  const form = useRef<HTMLDivElement>(null)

  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  const typed = (name: string) => form.current?.querySelector<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(`[name=${name}]`)?.value ?? ''

  function save() {
    const names = Object.keys(emptyPerson) as (keyof PersonFields)[]
    const person = Object.fromEntries(names.map((name) => [name, name === 'subject' || name === 'taxCode' ? known[name] : typed(name)])) as unknown as PersonFields
    return call('dossier.amend', {
      id: view.id,
      baseRevision: view.revision,
      reason: toNfcLines(typed('reason')).slice(0, 1000),
      changes: { applicant: toApplicantInput(person), subject: toNfc(typed('request')).slice(0, 1000), note: toNfcLines(typed('note')).slice(0, 2000) }
    })
  }

  const text = (name: keyof PersonFields, label: string, maxLength: number) => (
    <TextInput name={name} label={label} defaultValue={known[name]} maxLength={maxLength} autoComplete="off" spellCheck={false} style={{ flex: name === 'address' || name === 'fullName' ? 2 : 1 }} />
  )
  return (
    <ActFrame title="Sửa thông tin hồ sơ" save={save} {...props}>
      <div ref={form} className={styles.actStack}>
        <div className={styles.actRow}>
          {text('fullName', 'Họ và tên', 255)}
          <NativeSelect name="idKind" label="Loại giấy tờ" data={idKinds} defaultValue={known.idKind} w={110} />
          {text('idNumber', 'Số giấy tờ', 30)}
          {text('birthDate', 'Ngày sinh', 20)}
          <NativeSelect name="sex" label="Giới tính" data={sexes} defaultValue={known.sex} w={90} />
        </div>
        <div className={styles.actRow}>
          {text('address', 'Địa chỉ', 500)}
          {text('phone', 'Điện thoại', 30)}
          {text('email', 'Email', 254)}
        </div>
        <div className={styles.actRow}>
          <TextInput name="request" label="Nội dung yêu cầu" defaultValue={view.life.subject} maxLength={1000} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
          <TextInput name="note" label="Ghi chú" defaultValue={view.life.note ?? ''} maxLength={2000} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
        </div>
        <Textarea name="reason" label="Lý do sửa (ghi vào lịch sử)" autosize minRows={1} maxRows={3} maxLength={1000} spellCheck={false} />
      </div>
    </ActFrame>
  )
}
