import { useQuery } from '../../api/use-query.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatAppointment } from '../../i18n/format.ts'
import { tellDelivery, type Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { useOutcome, type Outcome, type PrintPhase, type SignPhase } from './outcome-store.ts'
import styles from './outcome-bar.module.css'

/** The dossier just received, while the next citizen is served: no window to close, nothing to wait for. */
export function OutcomeBar() {
  const outcome = useOutcome((state) => state.outcome)
  return outcome ? <OutcomeOf key={outcome.dossier.dossierId} outcome={outcome} /> : null
}

function OutcomeOf({ outcome }: { outcome: Outcome }) {
  const { dossier, applicantName, procedureName, print, sign, late } = outcome
  const { reprint, sign: signNow } = useOutcome.getState()
  const openDossier = useScreen((state) => state.openDossier)
  const openMoney = useScreen((state) => state.openMoney)
  const link = useStatus((state) => state.status?.link)
  const view = useQuery('dossier.get', { id: dossier.dossierId }, ['dossier', 'queue'])
  const delivery = view.state === 'ready' ? tellDelivery(view.value.delivery, link) : undefined
  const canSign = sign.state === 'waiting' || sign.state === 'failed' || sign.state === 'partly'

  return (
    <section className={styles.bar} aria-label="Hồ sơ vừa tiếp nhận" data-testid="outcome-bar">
      <div className={styles.facts} role="status">
        <span className={styles.label}>Đã lưu hồ sơ</span>
        <strong className={styles.code} data-testid="received-code">
          {dossier.code}
        </strong>
        <span className={styles.fact}>
          Hẹn trả <strong>{dossier.dueAt === null ? 'không quy định ngày' : formatAppointment(dossier.dueAt)}</strong>
        </span>
        <span className={styles.fact}>
          Thu <strong>{formatVnd(dossier.fees.total)}</strong>
        </span>
        <span className={`${styles.fact} ${styles.person} clamp-1`} title={`${applicantName} · ${procedureName}`}>
          {applicantName}
        </span>
      </div>
      <div className={styles.row}>
        <div className={styles.states}>
          <span data-testid="delivery-state" aria-live="polite">
            {delivery && <ToneText told={delivery} />}
          </span>
          <span data-testid="print-state" aria-live="polite">
            <ToneText told={tellPrint(print)} />
          </span>
          <span data-testid="sign-state" aria-live="polite">
            {sign.state !== 'nothing' && <ToneText told={tellSign(sign)} />}
          </span>
          <span data-testid="late-scan" aria-live="polite">
            {late && <ToneText told={late} />}
          </span>
        </div>
        <button type="button" className={styles.action} aria-keyshortcuts="Control+P" onClick={() => void reprint()}>
          In lại <kbd aria-hidden="true">Ctrl+P</kbd>
        </button>
        {canSign && (
          <button type="button" className={styles.action} aria-keyshortcuts="Control+S" onClick={() => void signNow()}>
            Ký tệp <kbd aria-hidden="true">Ctrl+S</kbd>
          </button>
        )}
        {dossier.fees.total > 0 && (
          <button type="button" className={styles.action} aria-keyshortcuts="F12" onClick={() => openMoney(dossier.dossierId)}>
            Thu phí <kbd aria-hidden="true">F12</kbd>
          </button>
        )}
        <button type="button" className={styles.action} aria-keyshortcuts="Control+O" onClick={() => openDossier(dossier.dossierId)}>
          Mở hồ sơ <kbd aria-hidden="true">Ctrl+O</kbd>
        </button>
      </div>
    </section>
  )
}

function tellPrint(print: PrintPhase): Told {
  if (print.state === 'printing') return { text: 'Đang in giấy hẹn', tone: 'busy' }
  if (print.state === 'failed') return { text: explainError(print.error), tone: 'danger' }
  if (print.outcome.how === 'file') return { text: `Không có máy in: giấy hẹn lưu trong thư mục ${folderOf(print.outcome.path)}`, tone: 'warning' }
  return { text: `Giấy hẹn${print.reprint ? ' (bản in lại)' : ''} đã gửi tới máy in ${print.outcome.printer}`, tone: 'good' }
}

/** The file's own name is the dossier's code: the folder is what the officer looks for. */
function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '')
}

function tellSign(sign: Exclude<SignPhase, { state: 'nothing' }>): Told {
  switch (sign.state) {
    case 'waiting':
      return { text: `${sign.files} tệp chờ ký: ${sign.reason}. Hồ sơ và giấy hẹn vẫn gửi.`, tone: 'warning' }
    case 'signing':
      return { text: `Đang ký ${sign.files} tệp: nhập PIN ở cửa sổ ký`, tone: 'busy' }
    case 'signed':
      return { text: `Đã ký ${sign.files} tệp`, tone: 'good' }
    case 'partly':
      return { text: `Đã ký ${sign.signed} tệp; ${sign.failures.map(({ name, reason }) => `${name}: ${reason}`).join(' ')}`, tone: 'danger' }
    case 'failed':
      return { text: explainError(sign.error), tone: sign.error.kind === 'pin-cancelled' || sign.error.kind === 'token-absent' ? 'warning' : 'danger' }
  }
}
