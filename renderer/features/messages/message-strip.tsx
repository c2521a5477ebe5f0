import { useState } from 'react'
import { call } from '../../api/call.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { explainError } from '../../i18n/errors.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useStatus } from '../shell/status-store.ts'
import styles from './message-strip.module.css'

/** The oldest word of the portal that nobody at this counter has read, above every screen until somebody has. */
export function MessageStrip() {
  const message = useStatus((state) => state.status?.messages?.find(({ noted }) => !noted))
  const [failed, setFailed] = useState<string>()
  useHotkeys({ 'Shift+F1': () => message && void note(message.id) })

  async function note(id: string) {
    const result = await call('message.note', { id })
    setFailed(result.ok ? undefined : explainError(result.error))
  }

  if (!message) return null
  return (
    <aside className={styles.strip} role="status" aria-label="Thông báo của Cổng" data-testid="portal-message">
      <p className={styles.text}>
        <strong>Cổng thông báo, {formatDayTime(message.at)}:</strong> {message.text} {failed}
      </p>
      <button type="button" className={styles.note} aria-keyshortcuts="Shift+F1" onClick={() => void note(message.id)}>
        Đã đọc <kbd aria-hidden="true">Shift+F1</kbd>
      </button>
    </aside>
  )
}
