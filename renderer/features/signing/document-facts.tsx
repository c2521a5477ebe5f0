import type { DocumentView } from '../../../electron/contract/documents.ts'
import { useQuery } from '../../api/use-query.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { signatureRoleName, tellEvidence, tellStampProblem, tellStampState } from './document-words.ts'
import styles from './signing-page.module.css'

/** Who has signed the document in view, in order, how far the time of it is proved, and who sent it back. */
export function DocumentFacts({ id }: { id: string }) {
  const query = useQuery('document.get', { id }, ['document'])
  const view = 'value' in query ? query.value : undefined
  if (!view) return null
  return (
    <ol className={styles.facts} aria-label="Chữ ký trên văn bản" data-testid="document-facts">
      {view.signatures.length === 0 && <li className="muted">Chưa ai ký. {view.createdBy} nhập {formatDayTime(view.createdAt)}.</li>}
      {view.signatures.map(({ role, signerName, at }) => (
        <li key={role}>
          {signatureRoleName[role]}: {signerName}, {formatDayTime(at)}
        </li>
      ))}
      {view.returned && (
        <li>
          Trả lại: {view.returned.reason} ({view.returned.by}, {formatDayTime(view.returned.at)})
        </li>
      )}
      <StampLine view={view} />
    </ol>
  )
}

function StampLine({ view }: { view: DocumentView }) {
  const told = tellStampState(view)
  if (!told) return null
  return (
    <li>
      <ToneText told={told} />
      {tellEvidence(view) && <div className="muted">{tellEvidence(view)}</div>}
      {view.stamp.state === 'waiting' && <div className="muted">{tellStampProblem(view.stamp.problem)}</div>}
    </li>
  )
}
