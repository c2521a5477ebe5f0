import { Button, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import type { FoundCopy } from '../../../electron/contract/restore.ts'
import { call, type CounterFailure } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { useSession } from '../session/session-store.ts'
import styles from '../session/login-page.module.css'
import { PortalUrlField } from './portal-url-field.tsx'
import { portalUrlRule } from './portal-url.ts'
import { tellRestored } from './restored-words.ts'
import own from './setup.module.css'

interface RestoreFields {
  folder: string
  portalUrl: string
  code: string
}
type Phase = { state: 'editing' } | { state: 'restoring' } | { state: 'failed'; error: CounterFailure<'setup.restore'> }
type Copies = { state: 'not-looked' } | { state: 'looked'; copies: FoundCopy[] }

/** Which field a failure is about. */
const field = (error: CounterFailure<'setup.restore'>): keyof RestoreFields =>
  error.kind === 'enrolment-code-invalid' ? 'code' : ['copy-not-found', 'copy-unreadable', 'copy-of-another-counter'].includes(error.kind) ? 'folder' : 'portalUrl'

/** The PC of this counter is gone: its copies, and a code of the portal's administrator, bring it back on this one. */
export function RestorePage({ onBack }: { onBack: () => void }) {
  const { register, handleSubmit, formState, setFocus, setValue, getValues } = useForm<RestoreFields>({ shouldFocusError: true })
  const [phase, setPhase] = useState<Phase>({ state: 'editing' })
  const [copies, setCopies] = useState<Copies>({ state: 'not-looked' })
  const accept = useSession((state) => state.accept)
  const busy = phase.state === 'restoring'

  useEffect(() => setFocus('folder'), [setFocus])

  async function look(): Promise<void> {
    const folder = getValues('folder').trim()
    if (folder === '') return setCopies({ state: 'not-looked' })
    const found = await call('setup.find-copies', { folder })
    if (!found.ok) return
    setCopies({ state: 'looked', copies: found.value.copies })
    const address = found.value.copies.find(({ portalUrl }) => portalUrl !== undefined)?.portalUrl
    if (address !== undefined && getValues('portalUrl') === '') setValue('portalUrl', address)
  }

  async function choose(): Promise<void> {
    const chosen = await call('setup.choose-folder', {})
    if (!chosen.ok || chosen.value.folder === null) return
    setValue('folder', chosen.value.folder)
    await look()
    setFocus('code')
  }

  const restore = handleSubmit(async (fields) => {
    if (busy) return
    setPhase({ state: 'restoring' })
    const result = await call('setup.restore', { folder: fields.folder.trim(), portalUrl: fields.portalUrl.trim(), code: fields.code.trim() })
    if (result.ok) {
      useSession.setState({ farewell: tellRestored(copies.state === 'looked' ? copies.copies : []) })
      return accept(result.value)
    }
    setPhase({ state: 'failed', error: result.error })
    setFocus(field(result.error))
  })

  const { errors } = formState
  return (
    <main className="page-center">
      <form className={styles.card} onSubmit={restore} noValidate>
        <h1 className={styles.title}>Khôi phục từ bản sao</h1>
        <p className={styles.office}>Khi máy cũ của quầy hỏng hoặc mất. Cần thư mục sao lưu của máy cũ, mạng, và mã khôi phục do quản trị viên Cổng cấp; từ lúc đó máy cũ bị khóa.</p>
        <div className={own.folder}>
          <TextInput
            label="Thư mục sao lưu (USB, ổ khác, ổ mạng)"
            autoComplete="off"
            spellCheck={false}
            error={errors.folder?.message}
            {...register('folder', { validate: (text) => text.trim() !== '' || 'Nhập hoặc chọn thư mục chứa bản sao.', onBlur: () => void look() })}
          />
          <Button variant="default" onClick={() => void choose()}>
            Chọn…
          </Button>
        </div>
        {copies.state === 'looked' && <CopiesFound copies={copies.copies} />}
        <PortalUrlField error={errors.portalUrl?.message} field={register('portalUrl', portalUrlRule)} />
        <TextInput
          label="Mã khôi phục"
          autoComplete="off"
          spellCheck={false}
          error={errors.code?.message}
          {...register('code', { validate: (text) => text.trim() !== '' || 'Nhập mã khôi phục do quản trị viên Cổng cấp.' })}
        />
        {phase.state === 'failed' && <Notice tone="danger">{explainError(phase.error)}</Notice>}
        {busy && <Notice tone="busy">Đang gửi phần chưa gửi của máy cũ, chép và kiểm tra bản sao. Không rút USB.</Notice>}
        <Button type="submit" fullWidth aria-disabled={busy}>
          {busy ? 'Đang khôi phục…' : 'Khôi phục (Enter)'}
        </Button>
        <Button variant="subtle" fullWidth aria-disabled={busy} onClick={() => !busy && onBack()}>
          Quay lại ghi danh quầy mới
        </Button>
      </form>
    </main>
  )
}

function CopiesFound({ copies }: { copies: FoundCopy[] }) {
  if (copies.length === 0) return <Notice tone="warning">Không thấy bản sao nào trong thư mục này.</Notice>
  return (
    <ul className={own.copies} aria-label="Bản sao tìm thấy">
      {copies.map((copy) => (
        <li key={copy.device}>
          {copy.counterNumber === undefined ? copy.device : `Quầy số ${copy.counterNumber}, ${copy.officeName ?? ''}`}:{' '}
          {copy.madeAt === undefined ? 'chưa có bản sao lưu nào' : `sao lưu gần nhất ${formatDayTime(copy.madeAt)}`}
        </li>
      ))}
    </ul>
  )
}
