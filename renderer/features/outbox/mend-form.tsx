import { useEffect, useRef } from 'react'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
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
  if (query.state === 'failed') return <Notice tone="danger">{explainError(query.error)}</Notice>
  if (query.state === 'loading') return <p>Đang đọc…</p>

  const known = query.value
  return (
    <div ref={form}>
      <SettleForm title="Sửa và gửi lại" settle={(reason) => call('queue.mend', { seq: item.seq, reason, changes: readCorrections(form, known.applicant) })} {...props}>
        <CorrectionFields {...known} />
      </SettleForm>
    </div>
  )
}
