import styles from './receive-page.module.css'
import { useRefusal } from './refuse-form.tsx'

/** Ways to a person without typing, and the one whose dossier it is. Out of the Tab order: each has its key. */
export function PersonTools({ hasOwner, onSame, onRecent, onOwner }: { hasOwner: boolean; onSame: () => void; onRecent: () => void; onOwner: () => void }) {
  return (
    <div className={styles.personTools}>
      <button type="button" tabIndex={-1} className={styles.personTool} aria-keyshortcuts="F3" onClick={onSame}>
        Người vừa nộp <kbd aria-hidden="true">F3</kbd>
      </button>
      <button type="button" tabIndex={-1} className={styles.personTool} aria-keyshortcuts="Control+L" onClick={onRecent}>
        Gần đây <kbd aria-hidden="true">Ctrl+L</kbd>
      </button>
      <button type="button" tabIndex={-1} className={styles.personTool} aria-keyshortcuts="Control+D" aria-pressed={hasOwner} onClick={onOwner}>
        Nộp thay <kbd aria-hidden="true">Ctrl+D</kbd>
      </button>
      <button type="button" tabIndex={-1} className={styles.personTool} aria-keyshortcuts="Control+Y" onClick={useRefusal.getState().open}>
        Từ chối <kbd aria-hidden="true">Ctrl+Y</kbd>
      </button>
    </div>
  )
}
