import type { DossierView } from '../../../electron/contract/views.ts'
import type { SlipRow, StepOutcome } from '../../../electron/domain/control-slip.ts'
import { STATUS } from '../../../electron/domain/dossier-status.ts'
import { officeTimeInWords } from '../../../electron/domain/forms/form-text.ts'
import { explainLimit } from '../../i18n/due-steps.ts'
import { formatDayTime } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

const OUTCOME: Record<StepOutcome, Told> = {
  early: { text: 'Trước hạn', tone: 'good' },
  'on-time': { text: 'Đúng hạn', tone: 'good' },
  late: { text: 'Quá hạn', tone: 'danger' }
}

/** How a step stands: the words say it, whatever the colour. */
function tellRow({ outcome, endedAt, takenAt }: SlipRow): Told {
  if (outcome !== null) return endedAt === null ? { text: 'Đang quá hạn', tone: 'danger' } : OUTCOME[outcome]
  if (takenAt === null) return { text: 'Chờ ký nhận', tone: 'warning' }
  return endedAt === null ? { text: 'Đang xử lý', tone: 'busy' } : { text: 'Đã chuyển', tone: 'neutral' }
}

/** Where the papers are and how each step goes, planned beside real: what the control slip prints. */
export function FlowPanel({ view: { flow, finishedAt, status } }: { view: DossierView }) {
  const { rows, stepsToCome, holder, open } = flow
  return (
    <Panel title="Giao nhận và các bước">
      {status !== STATUS.returned && <p data-testid="holder">
        Hồ sơ đang ở: <strong>{holder.fullName}</strong> <span className="muted">({holder.unit})</span>
        {open && (
          <>
            ; đã giao cho <strong>{open.to.fullName}</strong>, chờ ký nhận
          </>
        )}
      </p>}
      <ol className={styles.steps} data-testid="steps">
        {rows.map((row, index) => (
          <li key={index}>
            <span>
              {row.step ? row.step.name : row.unit}
              <span className={styles.detail}>
                {row.step ? `${row.unit} · ` : ''}
                {row.takenBy ?? 'chưa ký nhận'} · {row.takenAt === null ? 'giao' : 'nhận'} {formatDayTime(row.takenAt ?? row.givenAt)}
              </span>
              {(row.step ?? row.usedMinutes) !== null && (
                <span className={styles.detail}>
                  {[row.step && `Quy định ${explainLimit(row.step.limit)}`, row.dueAt && `hạn ${formatDayTime(row.dueAt)}`, row.usedMinutes !== null && `thực tế ${officeTimeInWords(row.usedMinutes)}`].filter(Boolean).join('; ')}
                </span>
              )}
            </span>
            <ToneText told={tellRow(row)} />
          </li>
        ))}
        {finishedAt === null &&
          stepsToCome.map((step) => (
            <li key={step.id}>
              <span className="muted">
                {step.name}
                <span className={styles.detail}>
                  {[step.unit, step.agency, `quy định ${explainLimit(step.limit)}`].filter(Boolean).join(' · ')}
                </span>
              </span>
              <ToneText told={{ text: 'Chưa đến', tone: 'neutral' }} />
            </li>
          ))}
      </ol>
    </Panel>
  )
}
