import { useEffect } from 'react'
import { useCounterEvent } from './api/events.ts'
import { SetupPage } from './features/setup/setup-page.tsx'
import { LoginPage } from './features/session/login-page.tsx'
import { useSession } from './features/session/session-store.ts'
import { Shell } from './features/shell/shell.tsx'
import { explainError } from './i18n/errors.ts'
import { Notice } from './ui/notice.tsx'

const retryMs = 1000

/** Which of the three faces of the app is shown: setting up, logging in, working. */
export function App() {
  const session = useSession((state) => state.session)
  const failure = useSession((state) => state.failure)
  const { load, accept } = useSession.getState()

  useEffect(() => {
    void load()
  }, [load])
  useEffect(() => {
    if (failure === undefined) return
    const timer = window.setTimeout(load, retryMs)
    return () => window.clearTimeout(timer)
  }, [failure, load])
  useCounterEvent('session.changed', accept)

  if (session === undefined) {
    return <main className="page-center">{failure ? <Notice tone="warning">{explainError(failure)}</Notice> : <p>Đang mở Quầy Một Cửa…</p>}</main>
  }
  switch (session.state) {
    case 'not-enrolled':
      return <SetupPage />
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
      return <Shell key={session.officer.id} session={session} />
  }
}
