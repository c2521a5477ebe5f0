import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { formatDay } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { useIntake } from './intake-store.ts'
import { OutOfForceNotice } from './out-of-force-notice.tsx'
import type { CitizenLookup } from './use-citizen-lookup.ts'
import styles from './receive-page.module.css'

export type ScanNotice = { tone: 'good' | 'warning' | 'danger'; lines: string[] }

interface IntakeNoticesProps {
  scanNotice: ScanNotice | undefined
  idWarnings: readonly string[]
  citizen: Pick<CitizenLookup, 'duplicates' | 'filled'>
  onOpenOld: () => void
  onReplaced: (name: string) => void
}

/** What the officer should know about this person and procedure before she goes on; nothing here stops her. */
export function IntakeNotices({ scanNotice, idWarnings, citizen, onOpenOld, onReplaced }: IntakeNoticesProps) {
  const late = useIntake((state) => state.late)
  // What went well before is not said over what is wrong now.
  const isRefused = useIntake(({ phase }) => phase.state === 'incomplete' || phase.state === 'failed')
  const isShown = scanNotice !== undefined && !(isRefused && scanNotice.tone === 'good')
  const duplicate = citizen.duplicates[0]
  // The card's own warnings come again from the fields that it filled.
  const told = idWarnings.filter((line) => !scanNotice?.lines.includes(line))
  return (
    <div className={styles.notices} data-testid="intake-notices">
      <OutOfForceNotice onReplaced={onReplaced} />
      {late && <Notice tone={late.tone}>{late.text}</Notice>}
      {isShown && <Notice tone={scanNotice.tone}>{scanNotice.lines.join(' ')}</Notice>}
      {told.length > 0 && <Notice tone="warning">{told.join(' ')}</Notice>}
      {duplicate && (
        <Notice
          tone="warning"
          action={
            <button type="button" className={styles.noticeAction} aria-keyshortcuts="Control+O" onClick={onOpenOld}>
              Mở hồ sơ cũ <kbd aria-hidden="true">Ctrl+O</kbd>
            </button>
          }
        >
          Người này đã có hồ sơ cùng thủ tục: <strong>{duplicate.code}</strong>, nhận {formatDay(duplicate.receivedAt)}, {STATUS_NAME[duplicate.status].toLowerCase()}
          {citizen.duplicates.length > 1 && ` (và ${citizen.duplicates.length - 1} hồ sơ khác)`}.
        </Notice>
      )}
      {citizen.filled && <Notice tone="good">Đã điền thông tin còn thiếu theo lần nộp trước: đối chiếu với công dân.</Notice>}
    </div>
  )
}
