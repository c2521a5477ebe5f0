import { useEffect, useState } from 'react'
import type { DiskState, StatusBar } from '../../../electron/contract/views.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { useCounterEvent } from '../../api/events.ts'
import { formatAge, formatMoment } from '../../i18n/format.ts'
import { tellLink, tellQueue, tellToken, tellUnsigned, type Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { isTraining } from '../../ui/training-banner.ts'
import { useSession } from '../session/session-store.ts'
import { useScreen } from './screen-store.ts'
import { useStatus } from './status-store.ts'
import styles from './shell.module.css'

/** Waiting longer than this is told in red. */
const longWaitMs = 15 * 60_000
const askAgainMs = 2000
/** A merger of the office is told here for this long, and on the status page for ever. */
const tellMergedForMs = 24 * 3_600_000
const clockTickMs = 30_000

/** Link, queue, unsigned files, what needs an officer, token and clock: always in view. */
export function StatusBarView() {
  const status = useStatus((state) => state.status)
  const restarting = useStatus((state) => state.restarting)
  const { load, accept, setRestarting } = useStatus.getState()
  const goTo = useScreen((state) => state.goTo)
  const nowMs = useNow(clockTickMs)
  const queue = status && tellQueue(status)
  const maySign = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'file.sign'))

  useEffect(() => {
    if (status !== undefined && restarting === undefined) return
    void load()
    const timer = window.setInterval(load, askAgainMs)
    return () => window.clearInterval(timer)
  }, [status, restarting, load])
  useCounterEvent('status.changed', accept)
  useCounterEvent('process.restarted', ({ process }) => (process === 'core' ? setRestarting(process) : void load()))

  return (
    <footer className={styles.status} aria-label="Trạng thái" data-testid="status-bar">
      <div className={styles.link} role="status" data-testid="link-state" data-link={status?.link.state}>
        <ToneText told={restarting ? { text: 'Bộ phận xử lý đang khởi động lại, dữ liệu đã lưu vẫn còn', tone: 'warning' } : status ? tellLink(status) : { text: 'Đang mở dữ liệu…', tone: 'busy' }} />
      </div>
      {status && (
        <>
          {tellOldest(status, nowMs) && <ToneText told={tellOldest(status, nowMs)!} />}
          {queue && (
            <button type="button" className={styles.count} onClick={() => goTo('queue')} data-testid="queue-count">
              <ToneText told={queue} />
            </button>
          )}
          {status.queue.needsOfficer > 0 && (
            <button type="button" className={styles.count} onClick={() => goTo('queue')} data-testid="needs-officer-count">
              <ToneText told={{ text: `${status.queue.needsOfficer} việc cần xử lý`, tone: 'danger' }} />
            </button>
          )}
          {maySign && tellUnsigned(status.queue) !== '' && (
            <button type="button" className={styles.count} onClick={() => goTo('signing')} data-testid="unsigned-count" title={tellUnsigned(status.queue)}>
              <ToneText told={{ text: countUnsigned(status), tone: 'warning' }} />
            </button>
          )}
          {status.disk?.state === 'low' && <ToneText told={tellDisk(status.disk)} />}
          {tellContinuity(status, nowMs).map((told) => (
            <span key={told.text} className={`${styles.told} ${styles.yields}`}>
              <ToneText told={told} />
            </span>
          ))}
          {status.clockOffsetMs !== undefined && <ToneText told={tellClock(status.clockOffsetMs)} />}
          {maySign && (
            <button type="button" className={`${styles.count} ${styles.yields}`} onClick={() => goTo('signing')} data-testid="token-state" data-token={status.token.state}>
              <ToneText told={tellToken(status.token, nowMs)} />
            </button>
          )}
        </>
      )}
    </footer>
  )
}

function countUnsigned({ queue: { filesUnsigned, documentsUnsigned } }: StatusBar): string {
  const documents = documentsUnsigned ? documentsUnsigned.person + documentsUnsigned.agency : 0
  return `Chờ ký: ${[filesUnsigned > 0 && `${filesUnsigned} tệp`, documents > 0 && `${documents} văn bản`].filter(Boolean).join(', ')}`
}

function tellOldest({ queue }: StatusBar, nowMs: number): Told | undefined {
  if (queue.oldestWaitingAt === undefined || nowMs - Date.parse(queue.oldestWaitingAt) < longWaitMs) return undefined
  return { text: `Chờ lâu nhất ${formatAge(queue.oldestWaitingAt, nowMs)}`, tone: 'danger' }
}

/** What the officer must know of journal and copies, as far as one line is enough: what stops her work stands above every screen (alarm-strip.tsx). */
function tellContinuity({ chain, secondCopy, recalled, merged, unread }: StatusBar, nowMs: number): Told[] {
  const told: Told[] = []
  if (merged && nowMs - Date.parse(merged.at) < tellMergedForMs) told.push({ text: `Sáp nhập vào ${merged.into}: hồ sơ mới mang mã ${merged.newCode}`, tone: 'warning' })
  if (recalled?.isAdmitted && recalled.waiting > 0) told.push({ text: `Cổng khôi phục từ bản sao: gửi lại ${recalled.waiting} mục`, tone: 'busy' })
  if (unread !== undefined) told.push({ text: `Bản ứng dụng này chưa đọc được ${unread} mục Cổng gửi: báo quản trị viên cập nhật`, tone: 'warning' })
  if (secondCopy?.state === 'missing') told.push({ text: `Mất ổ sao lưu từ ${formatMoment(secondCopy.since)}: cắm lại ổ`, tone: 'warning' })
  if (secondCopy?.state === 'behind') told.push({ text: `Ổ sao lưu: ${secondCopy.files} tệp chưa chép, xem Trạng thái (F10)`, tone: 'warning' })
  // Where the books are watched and go nowhere, this PC's disk is all there is of them.
  if (chain && !secondCopy && !isTraining) told.push({ text: 'Chưa có bản sao dự phòng', tone: 'warning' })
  return told
}

function tellDisk({ freeBytes }: Extract<DiskState, { state: 'low' }>): Told {
  return { text: `Ổ đĩa sắp đầy, còn ${Math.floor(freeBytes / 1_048_576)} MB: báo quản trị viên`, tone: 'warning' }
}

function tellClock(offsetMs: number): Told {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  const hours = Math.round(minutes / 60)
  const off = minutes < 120 ? `${minutes} phút` : hours < 72 ? `${hours} giờ` : `${Math.round(hours / 24)} ngày`
  return { text: `Đồng hồ máy lệch Cổng ${off}: chỉnh lại giờ`, tone: 'danger' }
}

function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), everyMs)
    return () => window.clearInterval(timer)
  }, [everyMs])
  return nowMs
}
