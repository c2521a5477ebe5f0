import { lazy, Suspense, useEffect, useState } from 'react'
import { call } from './api/call.ts'
import { useCounterEvent } from './api/events.ts'
import { LoginPage } from './features/session/login-page.tsx'
import { useSession } from './features/session/session-store.ts'
import { explainError } from './i18n/errors.ts'
import { Notice } from './ui/notice.tsx'
import { findUnsaved } from './ui/unsaved.ts'

const SetupPage = lazy(async () => ({ default: (await import('./features/setup/setup-page.tsx')).SetupPage }))

const retryMs = 1000

type ShellPart = (typeof import('./features/shell/shell.tsx'))['Shell']

/** Which of the three faces of the app is shown: setting up, logging in, working. */
export function App() {
  const session = useSession((state) => state.session)
  const failure = useSession((state) => state.failure)
  const { load, accept } = useSession.getState()
  const [Shell, setShell] = useState<ShellPart>()
  const [missing, setMissing] = useState<Error>()
  const isKnown = session !== undefined

  useEffect(() => {
    void load()
  }, [load])
  useEffect(() => {
    if (failure === undefined) return
    const timer = window.setTimeout(load, retryMs)
    return () => window.clearTimeout(timer)
  }, [failure, load])
  useCounterEvent('session.changed', accept)
  useCounterEvent('window.closing', () => void findUnsaved().then((title) => call('page.unsaved', { title: title?.slice(0, 200) ?? null })))
  // The log-in comes first; the screens' code comes while she types her password. No lazy(): its fallback would stay in view longer than the loading takes.
  useEffect(() => {
    if (isKnown) import('./features/shell/shell.tsx').then((part) => setShell(() => part.Shell), setMissing)
  }, [isKnown])

  // The boundary around the app says what to do.
  if (missing) throw missing
  if (session === undefined) {
    return failure ? (
      <main className="page-center">
        <Notice tone="warning">{explainError(failure)}</Notice>
      </main>
    ) : (
      <Opening />
    )
  }
  switch (session.state) {
    case 'not-enrolled':
      return (
        <Suspense fallback={<Opening />}>
          <SetupPage />
        </Suspense>
      )
    case 'keys-unreadable':
      return (
        <main className="page-center">
          <div style={{ width: 520 }}>
            <Notice tone="danger">
              Không mở được kho khóa của máy này, dữ liệu vẫn nguyên và không bị ghi đè. Kiểm tra đã đăng nhập Windows đúng tài khoản của quầy, khởi động lại máy rồi mở lại ứng dụng. Nếu vẫn
              vậy, báo quản trị viên; không cài lại ứng dụng.
            </Notice>
          </div>
        </main>
      )
    case 'locked':
      return <LoginPage officers={session.officers} officeName={session.officeName} lastOfficerId={session.lastOfficerId} />
    case 'open':
      return Shell ? <Shell key={session.officer.id} session={session} /> : <Opening />
  }
}

function Opening() {
  return (
    <main className="page-center">
      <p>Đang mở Quầy Một Cửa…</p>
    </main>
  )
}
