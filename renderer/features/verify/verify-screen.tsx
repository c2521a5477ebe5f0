import { useScreen, type VerifyView } from '../shell/screen-store.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { TokenDoctorPage } from '../token-doctor/token-doctor-page.tsx'
import { TrustPage } from './trust-page.tsx'
import { VerifyPage } from './verify-page.tsx'
import styles from './verify-page.module.css'

const views: { view: VerifyView; hotkey: string; label: string }[] = [
  { view: 'files', hotkey: 'Ctrl+1', label: 'Kiểm tra tệp' },
  { view: 'trust', hotkey: 'Ctrl+2', label: 'Tổ chức tin cậy' },
  { view: 'token', hotkey: 'Ctrl+3', label: 'Thiết bị ký' }
]

/** Signatures of files, whom they are judged by, and the devices that make our own. */
export function VerifyScreen({ view }: { view: VerifyView }) {
  const openVerify = useScreen((state) => state.openVerify)
  useHotkeys(Object.fromEntries(views.map((one) => [one.hotkey, () => openVerify(one.view)])))
  const nav = (
    <nav className={styles.nav} aria-label="Chữ ký số">
      {views.map((one) => (
        <HotkeyButton key={one.view} hotkey={one.hotkey} pressed={one.view === view} onClick={() => openVerify(one.view)}>
          {one.label}
        </HotkeyButton>
      ))}
    </nav>
  )
  switch (view) {
    case 'files':
      return <VerifyPage nav={nav} />
    case 'trust':
      return <TrustPage nav={nav} />
    case 'token':
      return <TokenDoctorPage nav={nav} />
  }
}
