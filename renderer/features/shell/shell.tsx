import { lazy, Suspense, useLayoutEffect, useState } from 'react'
import type { SessionState } from '../../../electron/contract/views.ts'
import { mayDo, type Permission } from '../../../electron/domain/permission.ts'
import { QuestionPlace } from '../../ui/question.tsx'
import { leaveAll } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { call } from '../../api/call.ts'
import { useCitizenScreen } from '../citizen/citizen-screen-store.ts'
import { useCitizenKeys } from '../citizen/use-citizen-keys.ts'
import { FaultBoundary } from '../fault/fault-notice.tsx'
import { MessageStrip } from '../messages/message-strip.tsx'
import { ReceivePage } from '../receive/receive-page.tsx'
import { useSession } from '../session/session-store.ts'
import { useSeen } from '../signing/seen-store.ts'
import { useVerify } from '../verify/verify-store.ts'
import { useWorklist } from '../worklist/worklist-store.ts'
import { AlarmStrip } from './alarm-strip.tsx'
import { openFirstScreen } from './first-screen.ts'
import { useScreen, type ScreenName } from './screen-store.ts'
import { StatusBarView } from './status-bar-view.tsx'
import styles from './shell.module.css'

const WorklistPage = lazy(async () => ({ default: (await import('../worklist/worklist-page.tsx')).WorklistPage }))
const DossierPage = lazy(async () => ({ default: (await import('../dossier/dossier-page.tsx')).DossierPage }))
const MoneyPage = lazy(async () => ({ default: (await import('../money/money-page.tsx')).MoneyPage }))
const RegisterPage = lazy(async () => ({ default: (await import('../register/register-page.tsx')).RegisterPage }))
const QueuePage = lazy(async () => ({ default: (await import('../outbox/queue-page.tsx')).QueuePage }))
const SigningPage = lazy(async () => ({ default: (await import('../signing/signing-page.tsx')).SigningPage }))
const VerifyScreen = lazy(async () => ({ default: (await import('../verify/verify-screen.tsx')).VerifyScreen }))
const SettingsPage = lazy(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }))

const HelpPanel = lazy(async () => ({ default: (await import('../help/help-panel.tsx')).HelpPanel }))

/** Shown where core would answer; the intake also to who may not receive, for its papers, fees and limits. */
const tabs: { name: Exclude<ScreenName, 'dossier' | 'verify'>; hotkey: string; label: string; needs?: Permission }[] = [
  { name: 'receive', hotkey: 'F2', label: 'Tiếp nhận', needs: 'dossier.read' },
  { name: 'worklist', hotkey: 'F4', label: 'Hồ sơ', needs: 'dossier.read' },
  { name: 'money', hotkey: 'F12', label: 'Thu phí', needs: 'dossier.read' },
  { name: 'register', hotkey: 'Shift+F4', label: 'Sổ', needs: 'register.read' },
  { name: 'queue', hotkey: 'F7', label: 'Hàng đợi gửi', needs: 'queue.read' },
  { name: 'signing', hotkey: 'F9', label: 'Ký số', needs: 'document.read' },
  { name: 'settings', hotkey: 'F10', label: 'Trạng thái' }
]

/** The frame of every screen. The intake stays mounted behind the others, so that leaving it loses no letter. */
export function Shell({ session }: { session: Extract<SessionState, { state: 'open' }> }) {
  const screen = useScreen((state) => state.screen)
  const { goTo, openVerify } = useScreen.getState()
  const logOut = useSession((state) => state.logOut)
  const [helping, setHelping] = useState(false)
  const may = (permission: Permission): boolean => mayDo(session.officer.role, permission)
  const shownTabs = tabs.filter(({ needs }) => needs === undefined || may(needs))
  const verifyIsUnder = may('document.read') ? 'signing' : undefined
  useHotkeys({ ...Object.fromEntries(shownTabs.map(({ name, hotkey }) => [hotkey, () => goTo(name)])), ...(may('dossier.read') ? { 'Ctrl+F': find } : {}), 'Shift+F9': () => openVerify('files'), 'Shift+F12': askToLogOut, F1: () => setHelping((shown) => !shown), F11: () => void useCitizenScreen.getState().toggle() })
  useCitizenKeys()
  // The next officer begins with her own lists, and not on a dossier that another had open.
  useLayoutEffect(() => {
    openFirstScreen(session.officer.role)
    return () => {
      useScreen.setState({ screen: { name: 'receive' } })
      useWorklist.getState().reset()
      useVerify.getState().reset()
      useSeen.getState().reset()
      useCitizenScreen.setState({ open: false })
    }
  }, [session.officer.role])

  function askToLogOut() {
    void leaveAll(() => void changeOfficer())
  }

  /** What is typed is on disk by now. */
  async function changeOfficer() {
    const drafts = may('dossier.receive') ? await call('draft.list', {}) : undefined
    // Those of who works here no longer are listed too.
    const own = drafts?.ok ? drafts.value.filter(({ leftBy }) => leftBy === undefined).length : 0
    await logOut(own > 0 ? `Hồ sơ đang nhập dở của ${session.officer.fullName} đã để nháp trên máy này (${own} bản). Đăng nhập lại rồi bấm F5 để nhập tiếp.` : undefined)
  }

  function find() {
    useWorklist.getState().askFind()
    if (screen.name !== 'worklist') goTo('worklist')
  }

  return (
    <div className={styles.shell}>
      <header className={styles.header}>
        <span className={styles.brand}>Quầy Một Cửa</span>
        <nav className={styles.nav} aria-label="Màn hình">
          {shownTabs.map(({ name, hotkey, label }) => (
            <button
              key={name}
              type="button"
              className={styles.tab}
              aria-current={screen.name === name || (screen.name === 'dossier' && screen.back === name) || (screen.name === 'verify' && name === verifyIsUnder) ? 'page' : undefined}
              aria-keyshortcuts={hotkey}
              onClick={() => goTo(name)}
            >
              {label} <kbd aria-hidden="true">{hotkey}</kbd>
            </button>
          ))}
          {verifyIsUnder === undefined && (
            <button type="button" className={styles.tab} aria-current={screen.name === 'verify' ? 'page' : undefined} aria-keyshortcuts="Shift+F9" onClick={() => openVerify('files')}>
              Kiểm tra chữ ký <kbd aria-hidden="true">Shift+F9</kbd>
            </button>
          )}
        </nav>
        <div className={styles.who}>
          <span className="clamp-1" title={session.officeName}>
            Quầy số {session.counterNumber} · <span data-testid="office-name">{session.officeName}</span>
          </span>
          <strong className="clamp-1" title={session.officer.fullName} data-testid="who">
            {session.officer.fullName}
          </strong>
        </div>
        <button type="button" className={styles.help} aria-keyshortcuts="F1" aria-expanded={helping} title="Hướng dẫn của màn hình này" onClick={() => setHelping((shown) => !shown)}>
          <span>Hướng dẫn</span> <kbd aria-hidden="true">F1</kbd>
        </button>
        <button type="button" className={styles.tab} aria-keyshortcuts="Shift+F12" title="Shift+F12" onClick={askToLogOut}>
          Đăng xuất
        </button>
      </header>
      <div className={styles.strips}>
        <AlarmStrip />
        <MessageStrip />
      </div>
      <main className={styles.main}>
        {may('dossier.read') && (
          <div className={styles.layer} hidden={screen.name !== 'receive'}>
            <FaultBoundary place="receive">
              <ReceivePage active={screen.name === 'receive'} mayReceive={may('dossier.receive')} />
            </FaultBoundary>
          </div>
        )}
        {screen.name !== 'receive' && (
          <FaultBoundary key={'id' in screen ? screen.id : screen.name} place={screen.name}>
            <Suspense fallback={<p className="empty">Đang mở…</p>}>
              {screen.name === 'worklist' && <WorklistPage officer={session.officer} />}
              {screen.name === 'dossier' && <DossierPage key={screen.id} id={screen.id} back={screen.back} wanted={screen.acts ?? []} />}
              {screen.name === 'money' && <MoneyPage key={screen.dossierId} dossierId={screen.dossierId} />}
              {screen.name === 'register' && <RegisterPage />}
              {screen.name === 'queue' && <QueuePage wanted={screen.dossierId} />}
              {screen.name === 'signing' && <SigningPage />}
              {screen.name === 'verify' && <VerifyScreen view={screen.view ?? 'files'} />}
              {screen.name === 'settings' && <SettingsPage session={session} />}
            </Suspense>
          </FaultBoundary>
        )}
        {helping && (
          <FaultBoundary place="help">
            <Suspense>
              <HelpPanel at={screen.name} onClose={() => setHelping(false)} />
            </Suspense>
          </FaultBoundary>
        )}
      </main>
      <StatusBarView />
      <QuestionPlace />
    </div>
  )
}
