import { useEffect, useRef } from 'react'
import type { SessionState } from '../../../electron/contract/views.ts'
import { mayDo, ROLE_NAME } from '../../../electron/domain/permission.ts'
import { findAppVersion } from '../../api/app-version.ts'
import { formatBytes, formatDayTime } from '../../i18n/format.ts'
import { countWaiting, tellBytesWaiting, tellConnection, tellToken, tellUnsigned } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { usePageKeys } from '../../ui/use-page-keys.ts'
import { RetentionPanel } from '../retention/retention-panel.tsx'
import { useStatus } from '../shell/status-store.ts'
import { ContinuityPanels } from './continuity-panels.tsx'
import { Fact, Facts } from './facts.tsx'
import { LinePanel } from './line-panel.tsx'
import { ScanFolderPanel } from './scan-folder-panel.tsx'
import styles from './settings-page.module.css'

const protectionText = {
  'system-and-password': 'Dữ liệu mã hóa; khóa giữ bởi máy này và mật khẩu cán bộ',
  password: 'Dữ liệu mã hóa; khóa giữ bởi mật khẩu cán bộ (hệ điều hành không có kho khóa)'
}

/** What this counter is and how it stands. */
export function SettingsPage({ session }: { session: Extract<SessionState, { state: 'open' }> }) {
  const status = useStatus((state) => state.status)
  const { officer } = session
  const title = useRef<HTMLHeadingElement>(null)
  const long = useRef<HTMLDivElement>(null)
  useEffect(() => title.current?.focus(), [])
  usePageKeys(long)
  return (
    <section className="page" aria-label="Trạng thái">
      <h1 ref={title} tabIndex={-1} className="page-title" style={{ alignSelf: 'flex-start' }}>
        Trạng thái quầy
      </h1>
      <div ref={long} className={styles.columns}>
        <Facts title="Quầy">
          <Fact name="Cơ quan">{session.officeName}</Fact>
          <Fact name="Mã cơ quan">{session.agencyCode}</Fact>
          <Fact name="Quầy số">{session.counterNumber}</Fact>
          {status?.merged && (
            <Fact name="Trước sáp nhập">
              {status.merged.officeName} ({status.merged.agencyCode}), đến {formatDayTime(status.merged.at)}
            </Fact>
          )}
          <Fact name="Cán bộ">
            {officer.fullName} ({officer.login}), {officer.title || ROLE_NAME[officer.role]}
          </Fact>
          <Fact name="Vai trò">{ROLE_NAME[officer.role]}</Fact>
          <Fact name="Bảo vệ dữ liệu">{protectionText[session.protection]}</Fact>
          <Fact name="Phiên bản">{findAppVersion(navigator.userAgent) ?? 'không rõ'}</Fact>
        </Facts>
        {status && (
          <Facts title="Cổng và hàng đợi">
            <Fact name="Kết nối">
              <ToneText told={tellConnection(status.link)} />
            </Fact>
            {'lastContactAt' in status.link && status.link.lastContactAt && <Fact name="Liên lạc gần nhất">{formatDayTime(status.link.lastContactAt)}</Fact>}
            {status.link.state === 'offline' && <Fact name="Mất mạng từ">{formatDayTime(status.link.since)}</Fact>}
            <Fact name="Chờ gửi">
              {countWaiting(status.queue) || 'không có gì'}
              {tellBytesWaiting(status.queue)}
            </Fact>
            <Fact name="Cần cán bộ xử lý">{status.queue.needsOfficer === 0 ? 'không có gì' : <ToneText told={{ text: `${status.queue.needsOfficer} việc: mở Hàng đợi gửi (F7)`, tone: 'danger' }} />}</Fact>
            {status.queue.lastReceivedAt && <Fact name="Cổng nhận gần nhất">{formatDayTime(status.queue.lastReceivedAt)}</Fact>}
            <Fact name="Đồng hồ máy">{status.clockOffsetMs === undefined ? 'Khớp với Cổng' : `Lệch ${Math.round(Math.abs(status.clockOffsetMs) / 60_000)} phút`}</Fact>
            {mayDo(officer.role, 'file.sign') && (
              <Fact name="Ký số">
                <ToneText told={tellToken(status.token)} />
              </Fact>
            )}
            {status.disk && <Fact name="Ổ đĩa">{status.disk.state === 'full' ? 'Đầy: chưa nhận thêm hồ sơ được' : `Còn ${formatBytes(status.disk.freeBytes)}`}</Fact>}
            <Fact name="Chờ ký">{tellUnsigned(status.queue) || 'không có gì'}</Fact>
          </Facts>
        )}
        {status?.messages && (
          <Facts title="Thông báo của Cổng">
            {status.messages.map(({ id, text, at }) => (
              <Fact key={id} name={formatDayTime(at)}>
                {text}
              </Fact>
            ))}
          </Facts>
        )}
        <ContinuityPanels />
        <ScanFolderPanel />
        {status && <LinePanel bytesPerSecond={status.queue.uploadBytesPerSecond} />}
        {mayDo(officer.role, 'content.purge') && <RetentionPanel />}
      </div>
    </section>
  )
}
