import { useEffect, useRef } from 'react'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { tellMended } from '../../i18n/settled.ts'
import { Notice } from '../../ui/notice.tsx'
import { CorrectionFields, readCorrections } from '../dossier/acts/correction-fields.tsx'
import { SettleForm, type SettleFormProps } from './settle-form.tsx'

/** The refused step with its texts, to be corrected and sent under the same number. */
export function MendForm({ item, ...props }: SettleFormProps) {
  const query = useQuery('queue.mendable', { seq: item.seq })
  const form = useRef<HTMLDivElement>(null)
  const isReady = query.state === 'ready'
  useEffect(() => {
    if (isReady) form.current?.querySelector('input')?.focus()
  }, [isReady])
  // What was once read stays with what is typed into it, though the item is gone meanwhile.
  const read = 'value' in query ? query.value : undefined
  if (read === undefined) return query.state === 'failed' ? <Notice tone="danger">{explainError(query.error)}</Notice> : <p>Đang đọc…</p>

  const known = read
  return (
    <div ref={form}>
      <SettleForm title="Sửa và gửi lại" saveWord="Sửa và gửi lại" tell={(settled) => tellMended(item.dossierCode ?? '', settled)} settle={(reason) => call('queue.mend', { seq: item.seq, reason, changes: readCorrections(form, known.applicant) })} {...props}>
        <CorrectionFields {...known} />
      </SettleForm>
    </div>
  )
}
