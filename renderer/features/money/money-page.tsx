import { useEffect, useRef, useState } from 'react'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { leave } from '../../ui/unsaved.ts'
import { useOutcome } from '../receive/outcome-store.ts'
import { FormPreview } from '../forms/form-preview.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { FeeFinder } from './fee-finder.tsx'
import { FeePanel } from './fee-panel.tsx'
import styles from './money-page.module.css'
import { PendingTransfers, ShiftReceipts } from './till-lists.tsx'
import { TillPanel } from './till-panel.tsx'

/** Money at the counter: one citizen's fees at the left, the officer's till at the right. It begins with the dossier just received; a name or a code and Enter find another. */
export function MoneyPage({ dossierId }: { dossierId: string | undefined }) {
  const [chosen, setChosen] = useState(dossierId ?? useOutcome.getState().outcome?.dossier.dossierId)
  /** Chosen by the officer, not shown because it was the last: the hands go on to the cash. */
  const [isMeant, setMeant] = useState(dossierId !== undefined)
  const [scans, setScans] = useState(0)
  const [sheet, setSheet] = useState<string>()
  const fees = useRef<HTMLDivElement>(null)
  const till = useQuery('till.get', {}, ['money'])
  const value = 'value' in till ? till.value : undefined
  // The receipt of the dossier this page was opened with, scanned again after another was looked for.
  useEffect(
    () =>
      useScreen.subscribe(({ screen }) => {
        if (screen.name !== 'money' || screen.dossierId === undefined) return
        setChosen(screen.dossierId)
        // What was being looked for before is not wanted any more.
        setScans((count) => count + 1)
      }),
    []
  )

  function choose(id: string | undefined) {
    setChosen(id)
    setMeant(true)
  }

  return (
    <section className="page" aria-label="Thu phí">
      <FeeFinder key={scans} onChosen={choose} leaveChosen={(go) => leave(go, fees.current)} />
      {till.state === 'failed' && <Notice tone="warning">{explainError(till.error)}</Notice>}
      <div className={styles.columns}>
        <div ref={fees} className={styles.column}>
          {chosen === undefined ? <p className="empty">Tìm hồ sơ cần thu phí, hoặc mở từ hồ sơ vừa tiếp nhận.</p> : <FeePanel key={chosen} dossierId={chosen} takesFocus={isMeant} />}
        </div>
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
