import type { ModuleReport } from '../../../electron/contract/signer.ts'
import { formatDay, formatDayTime } from '../../i18n/format.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { ALGORITHM_NAME, bitsOf, tellCertificate, tellCode, tellModule, tellPin } from './token-words.ts'
import styles from './token-doctor.module.css'

/** One driver: its file, what is wrong with it, and every token it sees with its certificates. */
export function ModuleCard({ module, processor }: { module: ModuleReport; processor: string }) {
  return (
    <article className={styles.module} aria-label={module.module}>
      <h2>
        {module.module} <span className="muted">{module.vendor ?? 'không có trong danh mục nhà cung cấp'} · {bitsOf(module.processor)}</span>
      </h2>
      <ToneText told={tellModule(module, processor)} />
      {module.library && (
        <span className="muted">
          {module.library.manufacturer} · {module.library.description} · {module.library.version}
        </span>
      )}
      {module.lastError && <ToneText told={{ text: `Lỗi gần nhất ${formatDayTime(module.lastError.at)}: ${tellCode(module.lastError.code)}`, tone: 'warning' }} />}
      {module.slots
        .filter(({ token }) => token !== undefined)
        .map(({ token, certificates, description }) => (
          <div key={`${description}-${token?.tokenSerial}`} className={styles.token}>
            <strong>
              {token?.label} <span className="muted">số {token?.tokenSerial} · {token?.manufacturer} {token?.model}</span>
            </strong>
            {token && <ToneText told={tellPin(token.pin)} />}
            {certificates.length === 0 && <ToneText told={{ text: 'Thiết bị không có chứng thư nào', tone: 'warning' }} />}
            <ul>
              {certificates.map((certificate) => (
                <li key={`${certificate.certificateId}-${certificate.serial}`}>
                  <span className="clamp-1" title={`${certificate.subject}; ${certificate.issuer}`}>
                    {certificate.commonName} <span className="muted">số {certificate.serial} · đến {formatDay(certificate.validTo)} · {ALGORITHM_NAME[certificate.algorithm]}</span>
                  </span>
                  <ToneText told={tellCertificate(certificate)} />
                </li>
              ))}
            </ul>
          </div>
        ))}
    </article>
  )
}
