import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { localDay } from '../../../electron/domain/calendar.ts'
import { SEX_NAME } from '../../../electron/domain/citizen-id.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { idKindName, subjectName } from '../../i18n/vi.ts'
import { problemAtBlur } from './find-problems.ts'
import { showBirthDate, type IntakeFields, type PersonFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import { createNameOffer } from './name-capitals.ts'
import styles from './receive-page.module.css'

const idKinds = Object.entries(idKindName).map(([value, label]) => ({ value, label }))
const sexes = [{ value: '', label: '—' }, ...Object.entries(SEX_NAME).map(([value, label]) => ({ value, label }))]
const subjects = Object.entries(subjectName).map(([value, label]) => ({ value, label }))

/** Who hands the dossier in. Inputs keep their own text; at blur it becomes NFC, a name is given its capitals, and it is checked, never while it is typed. */
export function ApplicantFields({ onPersonKnown }: { onPersonKnown: () => void }) {
  const { control, register, getValues, setValue, setError, clearErrors, formState } = useFormContext<IntakeFields>()
  const [offerName] = useState(createNameOffer)
  const subject = useWatch({ control, name: 'subject' })

  function atBlur(name: keyof PersonFields) {
    const typed = getValues(name)
    const clean = name === 'birthDate' ? showBirthDate(typed) : name === 'fullName' && getValues('subject') === 'citizen' ? offerName(typed) : toNfc(typed)
    if (clean !== typed) setValue(name, clean)
    const problem = problemAtBlur(getValues(), name, useIntake.getState(), localDay(Date.now()))
    if (problem) setError(name, { message: problem })
    else clearErrors(name)
    if (name === 'idNumber' || name === 'birthDate') onPersonKnown()
  }

  const field = (name: keyof PersonFields) => ({
    ...register(name, { onBlur: () => atBlur(name) }),
    id: `field-${name}`,
    error: formState.errors[name]?.message,
    autoComplete: 'off'
  })
  const text = (name: keyof PersonFields) => ({ ...field(name), spellCheck: false })

  return (
    <fieldset className={styles.person}>
      <legend className="visually-hidden">Người nộp hồ sơ</legend>
      <div className={styles.personRow1}>
        <NativeSelect label="Loại giấy tờ" data={idKinds} {...field('idKind')} />
        <TextInput label="Số giấy tờ" inputMode="numeric" {...text('idNumber')} />
        <TextInput label="Họ và tên" {...text('fullName')} />
        <TextInput label="Ngày sinh" placeholder="ngày/tháng/năm" inputMode="numeric" {...text('birthDate')} />
        <NativeSelect label="Giới tính" data={sexes} {...field('sex')} />
      </div>
      <div className={styles.personRow2} data-tax={subject !== 'citizen'}>
        <TextInput label="Địa chỉ" {...text('address')} />
        <TextInput label="Điện thoại" inputMode="tel" {...text('phone')} />
        <TextInput label="Email" inputMode="email" {...text('email')} />
        <NativeSelect label="Đối tượng" data={subjects} {...field('subject')} />
        {subject !== 'citizen' && <TextInput label="Mã số thuế" inputMode="numeric" {...text('taxCode')} />}
      </div>
    </fieldset>
  )
}
