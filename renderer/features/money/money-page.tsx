import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { useOutcome } from '../receive/outcome-store.ts'
import { FormPreview } from '../forms/form-preview.tsx'
import { FeePanel } from './fee-panel.tsx'
import styles from './money-page.module.css'
import { PendingTransfers, ShiftReceipts } from './till-lists.tsx'
import { TillPanel } from './till-panel.tsx'

/** Money at the counter: one citizen's fees at the left, the officer's till at the right. It begins with the dossier just received; four letters and Enter find another. */
export function MoneyPage({ dossierId }: { dossierId: string | undefined }) {
  const [chosen, setChosen] = useState(dossierId ?? useOutcome.getState().outcome?.dossier.dossierId)
  const [missed, setMissed] = useState<string>()
  const [sheet, setSheet] = useState<string>()
  const till = useQuery('till.get', {}, ['money'])
  const value = 'value' in till ? till.value : undefined
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => box.current?.focus(), [])

  async function find() {
    const text = (box.current?.value ?? '').trim().slice(0, 200)
    if (text === '') return
    const result = await call('dossier.search', { text, limit: 1 })
    const first = result.ok ? result.value[0] : undefined
    setMissed(first ? undefined : result.ok ? `Không có hồ sơ nào khớp "${text}".` : explainError(result.error))
    if (first) setChosen(first.id)
  }

  return (
    <section className="page" aria-label="Thu phí">
      <div className="page-head">
        <h1 className="page-title">Thu phí</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void find()
          }}
        >
          <TextInput ref={box} w={340} type="search" aria-label="Tìm hồ sơ để thu" placeholder="Tên, mã hồ sơ, số giấy tờ rồi Enter" autoComplete="off" spellCheck={false} />
        </form>
        {missed && (
          <span className="muted" role="status">
            {missed}
          </span>
        )}
      </div>
      {till.state === 'failed' && <Notice tone="warning">{explainError(till.error)}</Notice>}
      <div className={styles.columns}>
        <div className={styles.column}>{chosen === undefined ? <p className="empty">Tìm hồ sơ cần thu phí, hoặc mở từ hồ sơ vừa tiếp nhận.</p> : <FeePanel key={chosen} dossierId={chosen} />}</div>
        <div className={styles.column}>
          {value && <TillPanel shift={value.shift} lastClosed={value.lastClosed} onPreview={setSheet} />}
          {value && <PendingTransfers pending={value.pending} />}
          {value?.shift && <ShiftReceipts receipts={value.receipts} />}
        </div>
      </div>
      {sheet !== undefined && <FormPreview request={{ kind: 'till-sheet', shiftId: sheet }} onClose={() => setSheet(undefined)} />}
    </section>
  )
}
