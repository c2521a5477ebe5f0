import { useState } from 'react'
import type { CounterFailure } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatMoment } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { useIntake } from './intake-store.ts'
import { discardDraft } from './discard-draft.ts'
import { findOffer } from './use-draft.ts'
import styles from './receive-page.module.css'

/** What an earlier session left half-filled: one key brings it back. */
export function DraftOffer({ onRestore }: { onRestore: () => void }) {
  const drafts = useQuery('draft.list', {}, ['draft'])
  const draftId = useIntake((state) => state.draftId)
  const [error, setError] = useState<CounterFailure<'draft.discard'>>()
  const offer = findOffer(('value' in drafts ? drafts.value : undefined) ?? [], draftId)
  if (offer === undefined) return null
  const { newest, count } = offer
  return (
    <Notice
      tone="busy"
      action={
        <>
          <button type="button" className={styles.noticeAction} aria-keyshortcuts="F5" onClick={onRestore}>
            Mở lại <kbd aria-hidden="true">F5</kbd>
          </button>
          <button type="button" className={styles.noticeAction} onClick={() => void discardDraft(newest).then(setError)}>
            Bỏ bản này
          </button>
        </>
      }
    >
      <span className="clamp-1" style={{ display: 'block' }}>
        Hồ sơ nhập dở: <strong>{newest.applicantName || 'chưa có tên'}</strong>, lưu {formatMoment(newest.updatedAt)}
        {newest.leftBy && ` (của ${newest.leftBy}, đã thôi việc)`}
        {count > 1 && ` (và ${count - 1} bản khác)`}
        {newest.procedureName && ` · ${newest.procedureName}`}
      </span>
      {error && <span role="alert">Chưa bỏ được: {explainError(error)}</span>}
    </Notice>
  )
}
