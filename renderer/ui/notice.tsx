import type { ReactNode } from 'react'
import type { Tone } from '../i18n/vi.ts'
import { ToneIcon } from './tone-icon.tsx'
import styles from './notice.module.css'

/** A sentence that must be read. Danger is announced at once, the rest politely; the sign says what colour says. */
export function Notice({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <ToneIcon tone={tone} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  )
}
