import { Button, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { toNfc } from '../../../electron/domain/text.ts'
import { call, type CounterFailure } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { useSession } from '../session/session-store.ts'
import styles from '../session/login-page.module.css'
import { PortalUrlField } from './portal-url-field.tsx'
import { portalUrlRule } from './portal-url.ts'

interface EnrolFields {
  portalUrl: string
  code: string
  deviceName: string
}
type Phase = { state: 'editing' } | { state: 'saving' } | { state: 'failed'; error: CounterFailure<'setup.enrol'> }

/** The first start: the counter asks the portal for its number range, its officers and its catalogue. */
export function EnrolPage({ onRestore }: { onRestore: () => void }) {
  const { register, handleSubmit, formState, setFocus } = useForm<EnrolFields>({ shouldFocusError: true })
  const [phase, setPhase] = useState<Phase>({ state: 'editing' })
  const accept = useSession((state) => state.accept)

  useEffect(() => setFocus('portalUrl'), [setFocus])

  const enrol = handleSubmit(async (fields) => {
    setPhase({ state: 'saving' })
    const result = await call('setup.enrol', {
      portalUrl: fields.portalUrl.trim(),
      code: fields.code.trim(),
      deviceName: toNfc(fields.deviceName)
    })
    if (result.ok) return accept(result.value)
    setPhase({ state: 'failed', error: result.error })
    setFocus(result.error.kind === 'enrolment-code-invalid' ? 'code' : 'portalUrl')
  })

  const { errors } = formState
  return (
    <main className="page-center">
      <form className={styles.card} onSubmit={enrol} noValidate>
        <h1 className={styles.title}>Ghi danh quầy này</h1>
        <p className={styles.office}>Chỉ làm một lần, khi có mạng. Quản trị viên Cổng cấp địa chỉ và mã dùng một lần.</p>
        <PortalUrlField error={errors.portalUrl?.message} field={register('portalUrl', portalUrlRule)} />
        <TextInput
          label="Mã ghi danh"
          autoComplete="off"
          spellCheck={false}
          error={errors.code?.message}
          {...register('code', { validate: (text) => text.trim() !== '' || 'Nhập mã ghi danh do quản trị viên cấp.' })}
        />
        <TextInput
          label="Tên máy"
          placeholder="Ví dụ: Quầy 3, máy cạnh cửa sổ"
          autoComplete="off"
          error={errors.deviceName?.message}
          {...register('deviceName', { validate: (text) => toNfc(text) !== '' || 'Đặt tên để nhận ra máy này.' })}
        />
        {phase.state === 'failed' && <Notice tone="danger">{explainError(phase.error)}</Notice>}
        <Button type="submit" fullWidth aria-disabled={phase.state === 'saving'}>
          {phase.state === 'saving' ? 'Đang ghi danh và tải dữ liệu…' : 'Ghi danh (Enter)'}
        </Button>
        <Button variant="subtle" fullWidth onClick={onRestore}>
          Máy cũ của quầy hỏng? Khôi phục từ bản sao
        </Button>
      </form>
    </main>
  )
}
