import type { CertificateChoice } from '../../../electron/contract/signing.ts'
import type { SignatureRole } from '../../../electron/domain/document.ts'
import { useQuery } from '../../api/use-query.ts'
import { tellExpiry } from '../../i18n/certificate-expiry.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDay } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { explainObstacle } from './document-words.ts'
import styles from './signing-page.module.css'

const PIN: Record<string, string> = {
  ok: '',
  'count-low': ' · mã PIN: sắp hết lần nhập',
  'final-try': ' · mã PIN: chỉ còn một lần',
  locked: ' · mã PIN đã bị khóa',
  'not-initialised': ' · chưa đặt mã PIN'
}

/** Every certificate plugged in, with the PIN's state and why one cannot be used; the first that can is taken unless the officer chooses. */
export function CertificatePicker({ role, chosen, onChoose }: { role: SignatureRole; chosen: CertificateChoice | undefined; onChoose: (choice: CertificateChoice) => void }) {
  const query = useQuery('signing.certificates', { role }, [])
  if (query.state === 'failed') return <Notice tone="warning">{explainError(query.error)}</Notice>
  if (query.state === 'loading') return <Notice tone="busy">Đang đọc thiết bị ký số…</Notice>
  if (query.value.length === 0) return <Notice tone="warning">Chưa cắm thiết bị ký số. Cắm thiết bị rồi bấm F5.</Notice>
  const first = query.value.find(({ obstacle }) => obstacle === undefined)
  const current = chosen ?? first
  return (
    <fieldset className={styles.certificates} data-testid="certificates">
      <legend>{role === 'agency' ? 'Chứng thư của cơ quan' : 'Chứng thư của người ký'}</legend>
      {query.value.map((row) => (
        <label key={`${row.tokenSerial}-${row.certificateId}`}>
          <input
            type="radio"
            name="certificate"
            disabled={row.obstacle !== undefined}
            checked={current?.tokenSerial === row.tokenSerial && current.certificateId === row.certificateId && row.obstacle === undefined}
            onChange={() => onChoose({ tokenSerial: row.tokenSerial, certificateId: row.certificateId })}
          />
          <span className="clamp-1">
            {row.commonName} · {row.tokenLabel} · {tellExpiry(row.validTo) ?? `đến ${formatDay(row.validTo)}`}
            {row.obstacle ? ` · không dùng được: ${explainObstacle(row.obstacle)}` : PIN[row.pin]}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
