import { NativeSelect, TextInput } from '@mantine/core'
import { useState, type RefObject } from 'react'
import type { Applicant } from '../../../../electron/domain/applicant.ts'
import { SEX_NAME } from '../../../../electron/domain/citizen-id.ts'
import { toNfc, toNfcLines } from '../../../../electron/domain/text.ts'
import { explainQrWarning } from '../../../i18n/scan.ts'
import { idKindName } from '../../../i18n/vi.ts'
import { Notice } from '../../../ui/notice.tsx'
import { emptyPerson, fieldsFromApplicant, findIdWarnings, toApplicantInput, type PersonFields } from '../../receive/intake-fields.ts'
import styles from '../dossier-page.module.css'

const idKinds = Object.entries(idKindName).map(([value, label]) => ({ value, label }))
const sexes = [{ value: '', label: '—' }, ...Object.entries(SEX_NAME).map(([value, label]) => ({ value, label }))]

/** What an officer may correct of a dossier, as it stands. */
export interface Correctable {
  applicant: Applicant
  subject: string
  note: string | null
}

/** Its texts, each under its own name; `readCorrections` reads them where they lie. */
export function CorrectionFields({ applicant, subject, note }: Correctable) {
  const known = fieldsFromApplicant(applicant)
  const text = (name: keyof PersonFields, label: string, maxLength: number) => (
    <TextInput name={name} label={label} defaultValue={known[name]} maxLength={maxLength} autoComplete="off" spellCheck={false} style={{ flex: name === 'address' || name === 'fullName' ? 2 : 1 }} />
  )
  const [warnings, setWarnings] = useState<string[]>([])
  /** An ID that contradicts sex or birth year is told, never refused. */
  function compare(row: HTMLElement) {
    const typed = (name: string) => row.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value ?? ''
    const person = { ...known, idKind: typed('idKind') as PersonFields['idKind'], idNumber: typed('idNumber'), birthDate: typed('birthDate'), sex: typed('sex') as PersonFields['sex'] }
    setWarnings(findIdWarnings(person).map(explainQrWarning))
  }
  return (
    <>
      <div className={styles.actRow} onBlur={(event) => compare(event.currentTarget)}>
        {text('fullName', 'Họ và tên', 255)}
        <NativeSelect name="idKind" label="Loại giấy tờ" data={idKinds} defaultValue={known.idKind} w={110} />
        {text('idNumber', 'Số giấy tờ', 30)}
        {text('birthDate', 'Ngày sinh', 20)}
        <NativeSelect name="sex" label="Giới tính" data={sexes} defaultValue={known.sex} w={90} />
      </div>
      {warnings.length > 0 && <Notice tone="warning">{warnings.join(' ')}</Notice>}
      <div className={styles.actRow}>
        {text('address', 'Địa chỉ', 500)}
        {text('phone', 'Điện thoại', 30)}
        {text('email', 'Email', 254)}
      </div>
      <div className={styles.actRow}>
        <TextInput name="request" label="Nội dung yêu cầu" defaultValue={subject} maxLength={1000} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
        <TextInput name="note" label="Ghi chú" defaultValue={note ?? ''} maxLength={2000} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
      </div>
    </>
  )
}

/** The corrected texts as core takes them. What the form has no field for stays as it was. */
export function readCorrections(form: RefObject<HTMLElement | null>, applicant: Applicant) {
  const known = fieldsFromApplicant(applicant)
  const typed = (name: string) => form.current?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value ?? ''
  const names = Object.keys(emptyPerson) as (keyof PersonFields)[]
  const person = Object.fromEntries(names.map((name) => [name, name === 'subject' || name === 'taxCode' ? known[name] : typed(name)])) as unknown as PersonFields
  return { applicant: toApplicantInput(person), subject: toNfc(typed('request')).slice(0, 1000), note: toNfcLines(typed('note')).slice(0, 2000) }
}
