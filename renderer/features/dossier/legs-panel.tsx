import type { DossierView } from '../../../electron/contract/views.ts'
import { officeTimeInWords } from '../../../electron/domain/forms/form-text.ts'
import type { LegRow, LegState } from '../../../electron/domain/interlink.ts'
import { explainLimit } from '../../i18n/due-steps.ts'
import { formatDayTime } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

const STATE: Record<LegState, Told> = {
  waits: { text: 'Chờ phần trước', tone: 'neutral' },
  ready: { text: 'Chưa chuyển', tone: 'warning' },
  sent: { text: 'Đã chuyển', tone: 'busy' },
  accepted: { text: 'Cơ quan đã nhận', tone: 'busy' },
  granted: { text: 'Có kết quả', tone: 'good' },
  rejected: { text: 'Không đồng ý', tone: 'danger' }
}

/** What each agency of an interlinked dossier has in hand, planned beside real; the whole is done when all have answered. */
export function LegsPanel({ view: { flow } }: { view: DossierView }) {
  if (flow.legs.length === 0) return null
  const done = flow.legs.filter(({ state }) => state === 'granted' || state === 'rejected').length
  return (
    <Panel title={`Liên thông: ${done}/${flow.legs.length} cơ quan đã trả lời`}>
      <ol className={styles.steps} data-testid="legs">
        {flow.legs.map((row) => (
          <li key={row.leg.id}>
            <span>
              {row.leg.name}
              <span className={styles.detail}>
                {row.leg.agency} · quy định {explainLimit(row.leg.limit)}
              </span>
              {tellTimes(row) !== '' && <span className={styles.detail}>{tellTimes(row)}</span>}
              {row.note !== null && <span className={styles.detail}>{row.note}</span>}
            </span>
            <span>
              <ToneText told={STATE[row.state]} />
              {row.outcome === 'late' && <ToneText told={{ text: 'Quá hạn', tone: 'danger' }} />}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function tellTimes({ sentAt, dueAt, endedAt, usedMinutes, documentNumber }: LegRow): string {
  return [
    sentAt && `chuyển ${formatDayTime(sentAt)}`,
    dueAt && `hạn ${formatDayTime(dueAt)}`,
    endedAt && `trả lời ${formatDayTime(endedAt)}`,
    usedMinutes !== null && `thực tế ${officeTimeInWords(usedMinutes)}`,
    documentNumber && `số ${documentNumber}`
  ]
    .filter(Boolean)
    .join('; ')
}
