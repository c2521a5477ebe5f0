import { useEffect, useRef } from 'react'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import type { CounterOutput } from '../../api/call.ts'
import styles from './money-page.module.css'

/** The VietQR the citizen scans, and the same in words for who types it. */
export function TransferPanel({ transfer }: { transfer: CounterOutput<'money.show-transfer'> }) {
  const code = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Core drew it from checked parts; parsed as an image's markup it can hold no script that runs.
    const drawn = new DOMParser().parseFromString(transfer.svg, 'text/html').querySelector('svg')
    if (drawn) code.current?.replaceChildren(document.importNode(drawn, true))
  }, [transfer.svg])
  return (
    <div className={styles.qr} data-testid="vietqr">
      <div ref={code} role="img" aria-label="Mã VietQR" />
      <div>
        <p className={styles.sum}>{formatVnd(transfer.total)}</p>
        <p>
          {transfer.bankName}, số tài khoản <strong>{transfer.account}</strong>
        </p>
        <p>{transfer.accountName}</p>
        <p>
          Nội dung: <strong>{transfer.reference}</strong>
        </p>
        <p className="muted">Màn hình “đã chuyển” trên điện thoại chưa phải là bằng chứng: xác nhận khi thấy tiền trong sao kê.</p>
      </div>
    </div>
  )
}
