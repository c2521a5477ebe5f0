import { FORMAT_NAME, tellBasis, tellHeading, tellSignature, tellVerdict } from '../../../electron/domain/verification-words.ts'
import type { CheckedFile } from '../../../electron/domain/verification.ts'
import { formatBytes } from '../../i18n/format.ts'
import { ToneIcon, ToneText } from '../../ui/tone-icon.tsx'
import styles from './verify-page.module.css'

/** One verdict, why, and what to do; then each signature fact by fact. */
export function CheckReport({ file }: { file: CheckedFile }) {
  const verdict = tellVerdict(file.report)
  return (
    <article className={styles.report} aria-label={`Kết quả: ${file.name}`} data-testid="check-report" tabIndex={0}>
      <div className={styles.verdict} data-tone={verdict.tone} role={verdict.tone === 'danger' ? 'alert' : 'status'} data-testid="verdict">
        <ToneIcon tone={verdict.tone} />
        <div>
          <strong>{verdict.title}</strong>
          <p>{verdict.reason}</p>
          <p>{verdict.advice}</p>
        </div>
      </div>
      <dl className={styles.facts}>
        <dt>Tệp</dt>
        <dd>
          {file.name}
          {file.contentName !== undefined && ` · của tệp ${file.contentName}`} <span className="muted">{formatBytes(file.sizeBytes)}</span>
        </dd>
        <dt>Loại</dt>
        <dd>{FORMAT_NAME[file.format]}</dd>
        <dt>SHA-256</dt>
        <dd className={styles.hash}>{file.sha256}</dd>
        <dt>Căn cứ</dt>
        <dd>{tellBasis(file)}</dd>
      </dl>
      {file.report.signatures.map((one, index) => {
        const heading = tellHeading(one, index)
        return (
          <section key={`${one.fieldName}-${index}`} className={styles.signature} aria-label={heading.name}>
            <h2>
              <span className="clamp-1" title={heading.name}>
                {heading.name}
              </span>
              <ToneText told={{ text: heading.text, tone: heading.tone }} />
            </h2>
            <dl className={styles.facts}>
              {tellSignature(one).map(({ name, text, tone }) => (
                <div key={name} className={styles.line}>
                  <dt>{name}</dt>
                  <dd data-tone={tone}>
                    <ToneIcon tone={tone} />
                    <span>{text}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
    </article>
  )
}
