import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { localDay } from '../../../electron/domain/calendar.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { explainQrWarning } from '../../i18n/scan.ts'
import { idKindName, subjectName } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { problemAtBlur } from './find-problems.ts'
import { emptyOwner, findOwnerWarnings, showBirthDate, type IntakeFields, type OwnerFields as Owner } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import { createNameOffer } from './name-capitals.ts'
import styles from './receive-page.module.css'

const idKinds = Object.entries(idKindName).map(([value, label]) => ({ value, label }))
const subjects = Object.entries(subjectName).map(([value, label]) => ({ value, label }))

/** Whose dossier it is when another hands it in, and in what capacity. A card scanned while the focus is in here is the owner's. */
export function OwnerFields({ onOwnerKnown }: { onOwnerKnown: () => void }) {
  const [warnings, setWarnings] = useState<string[]>([])
  const [offerName] = useState(createNameOffer)
  const { register, getValues, setValue, setError, clearErrors, formState } = useFormContext<IntakeFields>()

  function atBlur(name: keyof Owner) {
    const typed = getValues(name)
    const clean = name === 'ownerBirthDate' ? showBirthDate(typed) : name === 'ownerFullName' && getValues('ownerSubject') === 'citizen' ? offerName(typed) : toNfc(typed)
    if (clean !== typed) setValue(name, clean)
    const problem = problemAtBlur(getValues(), name, useIntake.getState(), localDay(Date.now()))
    if (problem) setError(name, { message: problem })
    else clearErrors(name)
    setWarnings(findOwnerWarnings(getValues()).map(explainQrWarning))
    if (name === 'ownerIdNumber') onOwnerKnown()
  }

  const field = (name: keyof typeof emptyOwner) => ({
    ...register(name, { onBlur: () => atBlur(name) }),
    id: `field-${name}`,
    error: formState.errors[name]?.message,
    autoComplete: 'off'
  })
  const text = (name: keyof Owner) => ({ ...field(name), spellCheck: false })

  return (
    <fieldset className={styles.owner} data-owner>
      <legend className={styles.ownerLegend}>Chủ hồ sơ (người ở trên nộp thay)</legend>
      <div className={styles.ownerRow1}>
        <NativeSelect label="Chủ hồ sơ là" data={subjects} {...field('ownerSubject')} />
        <NativeSelect label="Loại giấy tờ" data={idKinds} {...field('ownerIdKind')} />
        <TextInput label="Số giấy tờ" inputMode="numeric" {...text('ownerIdNumber')} />
        <TextInput label="Họ tên, tên tổ chức" {...text('ownerFullName')} />
        <TextInput label="Ngày sinh" placeholder="ngày/tháng/năm" inputMode="numeric" {...text('ownerBirthDate')} />
      </div>
      <div className={styles.ownerRow2}>
        <TextInput label="Địa chỉ chủ hồ sơ" {...text('ownerAddress')} />
        <TextInput label="Tư cách người nộp" placeholder="Ví dụ: mẹ của trẻ; theo giấy ủy quyền số …" maxLength={500} {...text('representation')} />
      </div>
      {warnings.length > 0 && <Notice tone="warning">{warnings.join(' ')}</Notice>}
    </fieldset>
  )
}
