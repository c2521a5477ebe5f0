import type { KeptRevocation } from '../../../electron/contract/press.ts'
import type { RemovedAuthority } from '../../../electron/contract/trust.ts'
import { formatAge, formatDayTime } from '../../i18n/format.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import styles from './trust-page.module.css'

/** What this PC keeps to know revocations with the line cut, and how old it is; who was taken off the list, by whom and why. */
export function RevocationPanel({ revocation, removed }: { revocation: KeptRevocation; removed: readonly RemovedAuthority[] }) {
  return (
    <div className={styles.lists} tabIndex={0} role="region" aria-label="Dữ liệu thu hồi" data-testid="revocation">
      <h2>Danh sách thu hồi lưu trên máy ({revocation.lists.length})</h2>
      {revocation.lists.length === 0 && <p className="muted">Chưa có. Máy tự lưu khi kiểm tra chữ ký lúc có mạng; máy không có mạng thì nhập tệp .crl từ USB (Ctrl+L).</p>}
      {revocation.lists.map((list) => (
        <article key={`${list.issuer}-${list.asOf}-${list.keptAt}`} className={styles.authority}>
          <strong className="clamp-1" title={list.issuer}>
            {list.issuer}
          </strong>
          <ToneText
            told={
              list.isFresh
                ? { text: `Còn hạn dùng${list.nextUpdate ? ` đến ${formatDayTime(list.nextUpdate)}` : ''}`, tone: 'good' }
                : { text: `Đã cũ${list.nextUpdate ? ` từ ${formatDayTime(list.nextUpdate)}` : ''}: nhập bản mới`, tone: 'warning' }
            }
          />
          <span className="muted">
            Lập {formatDayTime(list.asOf)} ({formatAge(list.asOf)}) · {list.revoked} chứng thư bị thu hồi · {list.isImported ? 'nhập từ tệp' : 'tải về'} {formatDayTime(list.keptAt)}
          </span>
        </article>
      ))}
      {revocation.answers > 0 && <p className="muted">Thêm {revocation.answers} trả lời OCSP cho từng chứng thư.</p>}
      {removed.length > 0 && <h2>Đã bỏ khỏi danh sách ({removed.length})</h2>}
      {removed.map((one) => (
        <article key={`${one.fingerprint}-${one.at}`} className={styles.authority}>
          <strong className="clamp-1">{one.commonName}</strong>
          <span className="muted">
            {one.by} bỏ {formatDayTime(one.at)}: {one.reason}
          </span>
        </article>
      ))}
    </div>
  )
}
