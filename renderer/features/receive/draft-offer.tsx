import { formatMoment } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import type { DraftKeeping } from './use-draft.ts'
import styles from './receive-page.module.css'

/** What an earlier session left half-filled: one key brings it back. */
export function DraftOffer({ offer: { newest, count }, onRestore, onDiscard }: { offer: NonNullable<DraftKeeping['offer']>; onRestore: () => void; onDiscard: () => void }) {
  return (
    <Notice
      tone="busy"
      action={
        <>
          <button type="button" className={styles.noticeAction} aria-keyshortcuts="F5" onClick={onRestore}>
            Mở lại <kbd aria-hidden="true">F5</kbd>
          </button>
          <button type="button" className={styles.noticeAction} onClick={onDiscard}>
            Bỏ bản này
          </button>
        </>
      }
    >
      <span className="clamp-1" style={{ display: 'block' }}>
        Hồ sơ nhập dở: <strong>{newest.applicantName || 'chưa có tên'}</strong>, lưu {formatMoment(newest.updatedAt)}
        {count > 1 && ` (và ${count - 1} bản khác)`}
        {newest.procedureName && ` · ${newest.procedureName}`}
      </span>
    </Notice>
  )
}
