import { useEffect, useRef, useState } from 'react'
import type { DifferingField } from '../../../electron/domain/reconcile.ts'
import { STATUS_NAME, type DossierStatus } from '../../../electron/domain/dossier-status.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatAppointment, formatMoment } from '../../i18n/format.ts'
import { tellPortalAct, tellPortalSide, tellSettledBefore } from '../../i18n/portal-side.ts'
import { tellReconciled } from '../../i18n/settled.ts'
import { differingFieldName, idKindName } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { useSession } from '../session/session-store.ts'
import styles from './queue-page.module.css'
import { SettleForm, type SettleFormProps } from './settle-form.tsx'

const paidTwice = 'Khoản này cũng đã được thu ở quầy khác. Ghi lần thu này vào bản ở Cổng; sau đó hủy một trong hai biên lai ở màn hình Thu phí và trả lại tiền.'
const nothingToChoose = 'Việc này đã có ở Cổng, hoặc không ghi tiếp được vào bản ở đó. Theo bản ở Cổng; nếu vẫn cần, làm lại trên hồ sơ.'

/** Both sides of a conflict, a line a text; the officer chooses line by line, and the outcome stands on the portal's version. */
export function CompareForm({ item, ...props }: SettleFormProps) {
  const query = useQuery('queue.compare', { seq: item.seq }, ['dossier'])
  const ownCounter = useSession(({ session }) => (session?.state === 'open' ? session.counterNumber : undefined))
  const [keep, setKeep] = useState<ReadonlySet<string>>(new Set())
  const form = useRef<HTMLDivElement>(null)
  const isReady = query.state === 'ready'
  useEffect(() => {
    if (isReady) form.current?.querySelector<HTMLInputElement>('input:checked')?.focus()
  }, [isReady])
  // What was once read stays with what is typed into it, though the item is gone meanwhile.
  const read = 'value' in query ? query.value : undefined
  if (read === undefined) return query.state === 'failed' ? <Notice tone="warning">{explainError(query.error)}</Notice> : <p>Đang đọc hai bản…</p>

  const { kind, fields, at, officerName } = read
  const isMoney = kind.startsWith('fee.')
  const settledBefore = tellSettledBefore(read, ownCounter, isMoney)
  function choose(key: string, side: 'ours' | 'theirs') {
    const next = new Set(keep)
    if (side === 'ours') next.add(key)
    else next.delete(key)
    setKeep(next)
  }
  const radio = (field: DifferingField, side: 'ours' | 'theirs') => (
    <label className={styles.side}>
      <input type="radio" name={`side-${field.key}`} checked={keep.has(field.key) === (side === 'ours')} onChange={() => choose(field.key, side)} />
      <span>{tellValue(field, field[side])}</span>
    </label>
  )
  return (
    <div ref={form}>
      <SettleForm
        title="So hai bản, chọn từng mục"
        saveWord={isMoney ? 'Ghi lần thu này' : keep.size === 0 ? 'Theo bản ở Cổng' : `Giữ ${keep.size} mục của quầy này`}
        tell={(settled) => tellReconciled(item.dossierCode ?? '', settled, isMoney ? 1 : keep.size)}
        settle={(reason) => call('queue.reconcile', { seq: item.seq, reason, keep: [...keep] })}
        {...props}
      >
        {settledBefore !== undefined && <Notice tone="warning">{settledBefore}</Notice>}
        {fields.length === 0 && <p>{isMoney ? paidTwice : nothingToChoose}</p>}
        <table className={styles.compare} data-testid="compare">
          <thead>
            <tr>
              <th scope="col">Mục</th>
              <th scope="col">
                Ở quầy này: {officerName}, {formatMoment(at)}
              </th>
              <th scope="col">
                {tellPortalSide(read)}
                <span className={styles.why}>{tellPortalAct(read)}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.key}>
                <th scope="row">{differingFieldName(field)}</th>
                <td>{radio(field, 'ours')}</td>
                <td>{radio(field, 'theirs')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </SettleForm>
    </div>
  )
}

function tellValue({ field }: DifferingField, value: string | null): string {
  if (value === null) return 'trống'
  if (field === 'status') return STATUS_NAME[Number(value) as DossierStatus]
  if (field === 'due') return formatAppointment(value)
  if (field === 'sex') return value === 'male' ? 'Nam' : 'Nữ'
  if (field === 'idKind') return (idKindName as Record<string, string>)[value] ?? value
  return value
}
