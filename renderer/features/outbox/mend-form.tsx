import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { SEX_NAME } from '../../../electron/domain/citizen-id.ts'
import { toNfc, toNfcLines } from '../../../electron/domain/text.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { idKindName } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from '../dossier/dossier-page.module.css'
import { emptyPerson, fieldsFromApplicant, toApplicantInput, type PersonFields } from '../receive/intake-fields.ts'
import { SettleForm, type SettleFormProps } from './settle-form.tsx'

const idKinds = Object.entries(idKindName).map(([value, label]) => ({ value, label }))
const sexes = [{ value: '', label: '—' }, ...Object.entries(SEX_NAME).map(([value, label]) => ({ value, label }))]

/** The refused step with its texts, to be corrected and sent under the same number. */
export function MendForm({ item, ...props }: SettleFormProps) {
  const query = useQuery('queue.mendable', { seq: item.seq })
  const form = useRef<HTMLDivElement>(null)
  const isReady = query.state === 'ready'
  useEffect(() => {
    if (isReady) form.current?.querySelector('input')?.focus()
  }, [isReady])
  if (query.state === 'failed') return <Notice tone="danger">{explainError(query.error)}</Notice>
  if (query.state === 'loading') return <p>Đang đọc…</p>

  const { applicant, subject, note } = query.value
  const known = fieldsFromApplicant(applicant)
  const typed = (name: string) => form.current?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value ?? ''

  function settle(reason: string) {
    const names = Object.keys(emptyPerson) as (keyof PersonFields)[]
    const person = Object.fromEntries(names.map((name) => [name, name === 'subject' || name === 'taxCode' ? known[name] : typed(name)])) as unknown as PersonFields
    return call('queue.mend', {
      seq: item.seq,
      reason,
      changes: { applicant: toApplicantInput(person), subject: toNfc(typed('request')).slice(0, 1000), note: toNfcLines(typed('note')).slice(0, 2000) }
    })
  }

  const text = (name: keyof PersonFields, label: string, maxLength: number) => (
    <TextInput name={name} label={label} defaultValue={known[name]} maxLength={maxLength} autoComplete="off" spellCheck={false} style={{ flex: name === 'address' || name === 'fullName' ? 2 : 1 }} />
  )
  return (
    <div ref={form}>
      <SettleForm title="Sửa và gửi lại" settle={settle} {...props}>
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
          <TextInput name="request" label="Nội dung yêu cầu" defaultValue={subject} maxLength={1000} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
          <TextInput name="note" label="Ghi chú" defaultValue={note ?? ''} maxLength={2000} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
        </div>
      </SettleForm>
    </div>
  )
}
