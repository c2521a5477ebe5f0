import { Button, PasswordInput } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import type { OfficerName } from '../../../electron/contract/views.ts'
import { trainingPassword } from '../../../electron/contract/training.ts'
import { ROLE_NAME } from '../../../electron/domain/permission.ts'
import { foldForSearch } from '../../../electron/domain/text.ts'
import { call, type CounterFailure } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { isTraining } from '../../ui/training-banner.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useSession } from './session-store.ts'
import styles from './login-page.module.css'

type Phase = { state: 'editing' } | { state: 'checking' } | { state: 'failed'; error: CounterFailure<'session.login'> | CounterFailure<'training.open'> }

/** Choose oneself by arrow keys or by typing the login name, then the password, then Enter. */
export function LoginPage({ officers, officeName, lastOfficerId }: { officers: OfficerName[]; officeName: string; lastOfficerId: string | undefined }) {
  const [chosenId, setChosenId] = useState(() => getFirstChoice(officers, lastOfficerId)?.id)
  const [phase, setPhase] = useState<Phase>({ state: 'editing' })
  const password = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  const accept = useSession((state) => state.accept)
  const farewell = useSession((state) => state.farewell)

  useEffect(() => {
    const target = lastOfficerId === undefined ? list.current : password.current
    target?.focus()
  }, [lastOfficerId])

  async function logIn(event: FormEvent) {
    event.preventDefault()
    if (phase.state === 'checking' || chosenId === undefined) return
    setPhase({ state: 'checking' })
    const result = await call('session.login', { officerId: chosenId, password: password.current?.value ?? '' })
    if (result.ok) return accept(result.value)
    setPhase({ state: 'failed', error: result.error })
    password.current?.select()
  }

  async function train() {
    const opened = await call('training.open', {})
    if (!opened.ok) setPhase({ state: 'failed', error: opened.error })
  }
  useHotkeys({ F9: () => void train() }, !isTraining)

  function moveBy(step: number) {
    const index = officers.findIndex(({ id }) => id === chosenId)
    const next = officers[Math.min(officers.length - 1, Math.max(0, index + step))]
    if (next) setChosenId(next.id)
  }

  function onListKey(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      moveBy(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      password.current?.focus()
    } else if (event.key.length === 1 && !event.ctrlKey && !event.altKey) {
      const recent = event.timeStamp - typed.current.at < 1000 ? typed.current.text : ''
      typed.current = { text: recent + foldForSearch(event.key), at: event.timeStamp }
      const found = officers.find(({ login, fullName }) => [login, fullName].some((name) => foldForSearch(name).startsWith(typed.current.text)))
      if (found) setChosenId(found.id)
    }
  }

  return (
    <main className="page-center">
      <form className={styles.card} onSubmit={logIn}>
        <h1 className={styles.title}>Quầy Một Cửa</h1>
        <p className={styles.office}>{officeName}</p>
        {farewell !== undefined && <Notice tone="good">{farewell}</Notice>}
        <span id="officers-label" className="field-label">
          Cán bộ <span className="muted">(phím ↑ ↓ hoặc gõ tên đăng nhập)</span>
        </span>
        <div
          ref={list}
          className={styles.list}
          role="listbox"
          tabIndex={0}
          aria-labelledby="officers-label"
          aria-activedescendant={chosenId && `officer-${chosenId}`}
          onKeyDown={onListKey}
        >
          {officers.map((officer) => (
            <div
              key={officer.id}
              id={`officer-${officer.id}`}
              role="option"
              aria-selected={officer.id === chosenId}
              className={styles.officer}
              onClick={() => {
                setChosenId(officer.id)
                password.current?.focus()
              }}
            >
              <span className={styles.name}>{officer.fullName}</span>
              <span className="muted">
                {officer.title || ROLE_NAME[officer.role]} · {officer.login}
              </span>
            </div>
          ))}
        </div>
        <PasswordInput
          ref={password}
          label="Mật khẩu"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Hiện hoặc ẩn mật khẩu' }}
          aria-invalid={phase.state === 'failed'}
        />
        {phase.state === 'failed' && <Notice tone="danger">{explainError(phase.error)}</Notice>}
        <Button type="submit" fullWidth aria-disabled={phase.state === 'checking'}>
          {phase.state === 'checking' ? 'Đang mở dữ liệu…' : 'Đăng nhập (Enter)'}
        </Button>
        {isTraining ? (
          <Notice tone="warning">
            Văn phòng tập huấn. Mật khẩu của mọi người: <strong>{trainingPassword}</strong>
          </Notice>
        ) : (
          <button type="button" className={styles.training} aria-keyshortcuts="F9" onClick={() => void train()}>
            Mở chế độ tập huấn <kbd aria-hidden="true">F9</kbd>
          </button>
        )}
      </form>
    </main>
  )
}

/** Who sat here last; else who most likely sits here: a receptionist. */
function getFirstChoice(officers: OfficerName[], lastOfficerId: string | undefined): OfficerName | undefined {
  return officers.find(({ id }) => id === lastOfficerId) ?? officers.find(({ role }) => role === 'reception') ?? officers[0]
}
