import type { DossierView } from '../../../electron/contract/views.ts'
import { isTerminal, STATUS } from '../../../electron/domain/dossier-status.ts'
import { formatLocalDate, toLocalTime } from '../../../electron/domain/calendar.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { getStanding, type Standing } from '../../../electron/domain/standing.ts'
import { explainDueSteps, explainLimit } from '../../i18n/due-steps.ts'
import { formatAppointment, formatDayTime } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useOwed } from '../money/owed.ts'
import { useScreen } from '../shell/screen-store.ts'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

const STANDING: Record<Standing['kind'], Told> = {
  'no-appointment': { text: 'Không hẹn ngày cụ thể', tone: 'neutral' },
  'in-time': { text: 'Trong hạn', tone: 'good' },
  overdue: { text: 'Quá hạn', tone: 'danger' },
  waiting: { text: 'Tạm dừng tính hạn: chờ công dân', tone: 'busy' },
  'done-in-time': { text: 'Xong đúng hạn', tone: 'good' },
  'done-late': { text: 'Xong quá hạn', tone: 'warning' }
}

/** How the dossier stands against its appointment now. */
export function tellStanding(view: DossierView): Told {
  if (isFiling(view)) return tellFiling(view)
  const {
    status,
    dueAt,
    finishedAt,
    life: { returnTo, supplement, payment }
  } = view
  return STANDING[getStanding({ status, returnTo, dueAt, finishedAt, ...(supplement ? { supplement } : {}), ...(payment ? { payment } : {}) }, toLocalTime(Date.now())).kind]
}

function tellFiling({ status, filingCheck }: DossierView): Told {
  if (isTerminal(status)) return { text: 'Không tiếp nhận', tone: 'neutral' }
  if (filingCheck && toLocalTime(Date.now()) > filingCheck.dueAt) return { text: 'Nộp trực tuyến, quá hạn kiểm tra', tone: 'danger' }
  return { text: 'Nộp trực tuyến, chờ tiếp nhận', tone: 'warning' }
}

/** Filed online and not accepted: it has a reference, neither number nor appointment. */
export function isFiling({ dueSteps }: Pick<DossierView, 'dueSteps'>): boolean {
  return dueSteps.length === 0
}

/** The appointment, every one before it, and why it is that day. */
export function DuePanel({ view }: { view: DossierView }) {
  const { life, filingCheck } = view
  if (isFiling(view)) {
    return (
      <Panel title="Hẹn trả">
        <p data-testid="due">
          Công dân nộp trực tuyến <strong>{formatDayTime(view.receivedAt)}</strong>
          {filingCheck && (
            <>
              ; kiểm tra trước <strong>{formatAppointment(filingCheck.dueAt)}</strong>
            </>
          )}
          . Mã hồ sơ và ngày hẹn có khi bấm Tiếp nhận; thời hạn {explainLimit(life.limit)} tính từ lúc đó.
        </p>
        <p>
          <ToneText told={tellStanding(view)} />
        </p>
        {filingCheck && (
          <details className={styles.why}>
            <summary>Vì sao phải kiểm tra trước giờ này</summary>
            <p>Hồ sơ nộp trực tuyến được kiểm tra trong {filingCheck.hours} giờ làm việc từ khi nộp, hoặc từ khi bổ sung xong.</p>
            <ol>
              {explainDueSteps(filingCheck.steps.filter(({ kind }) => kind !== 'due')).map((line, index) => (
                <li key={index}>{line}</li>
              ))}
            </ol>
          </details>
        )}
      </Panel>
    )
  }
  return (
    <Panel title="Hẹn trả">
      <p data-testid="due">
        Tiếp nhận <strong>{formatDayTime(view.receivedAt)}</strong>; hẹn trả <strong>{view.dueAt === null ? 'không có ngày cụ thể theo quy định' : formatAppointment(view.dueAt)}</strong>
      </p>
      {life.earlierDueAts.length > 0 && <p data-testid="earlier-due">Hẹn trước đây: {life.earlierDueAts.map((dueAt) => formatAppointment(dueAt)).join('; ')}</p>}
      <p>
        <ToneText told={tellStanding(view)} />
        {view.status === STATUS.supplementRequested && life.supplement?.answerBy && <> · bổ sung đến hết ngày <strong>{formatLocalDate(life.supplement.answerBy)}</strong></>}
      </p>
      <details className={styles.why}>
        <summary>Vì sao hẹn ngày này</summary>
        <p>
          Thời hạn {explainLimit(life.limit)}, theo phiên bản {life.procedure.version} của thủ tục khi tiếp nhận: danh mục sửa sau không đổi hẹn này. Khi phải bổ sung:{' '}
          {life.procedure.supplementPolicy === 'restart' ? 'tính lại cả thời hạn từ lúc bổ sung đủ.' : 'cộng thêm đúng thời gian chờ bổ sung.'} Khi chờ nộp tiền:{' '}
          {life.procedure.paymentPolicy === 'restart' ? 'tính lại cả thời hạn từ lúc nộp đủ.' : 'cộng thêm đúng thời gian chờ nộp.'}
        </p>
        <ol>
          {explainDueSteps(view.dueSteps).map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ol>
      </details>
    </Panel>
  )
}

/** What it costs, line by line, and what of it is still to be taken. */
export function FeesPanel({ view }: { view: DossierView }) {
  const { payment } = view.life
  const owed = useOwed(view.id)
  return (
    <Panel title="Phí, lệ phí">
      <ul className={styles.list}>
        {view.fees.lines.map((line) => (
          <li key={line.itemId}>
            <span className="clamp-1" title={line.name}>
              {line.name}
            </span>
            <span className="number">{formatVnd(line.amount)}</span>
          </li>
        ))}
        <li>
          <strong>Tổng thu</strong>
          <strong className="number">{formatVnd(view.fees.total)}</strong>
        </li>
        {owed > 0 && !view.purgedAt && (
          <li data-testid="owed">
            <ToneText told={{ text: `Chưa thu ${formatVnd(owed)}`, tone: 'warning' }} />
            <HotkeyButton hotkey="F12" onClick={() => useScreen.getState().openMoney(view.id)}>
              Thu phí
            </HotkeyButton>
          </li>
        )}
        {payment && (
          <li>
            <span className="clamp-2" title={payment.content}>
              Nghĩa vụ tài chính: {payment.content} <ToneText told={payment.paidAt === null ? { text: 'chưa nộp', tone: 'warning' } : { text: 'đã nộp', tone: 'good' }} />
            </span>
            <span className="number">{formatVnd(payment.amount)}</span>
          </li>
        )}
      </ul>
    </Panel>
  )
}
