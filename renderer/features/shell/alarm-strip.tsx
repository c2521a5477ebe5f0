import { tellAlarms } from '../../i18n/alarms.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from './shell.module.css'
import { useStatus } from './status-store.ts'

/** Above every screen, in whole sentences: in the bar's one line, which all else shares, the part that says what to do was cut off. */
export function AlarmStrip() {
  const status = useStatus((state) => state.status)
  const alarms = status ? tellAlarms(status) : []
  if (alarms.length === 0) return null
  return (
    <aside className={styles.alarms} aria-label="Việc gấp" data-testid="alarms">
      {alarms.map(({ text, tone }) => (
        <Notice key={text} tone={tone}>
          {text}
        </Notice>
      ))}
    </aside>
  )
}
