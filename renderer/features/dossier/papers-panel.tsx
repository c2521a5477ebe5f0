import { useState } from 'react'
import type { DossierView } from '../../../electron/contract/views.ts'
import { call } from '../../api/call.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import { formatBytes, formatMoment } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useSession } from '../session/session-store.ts'
import { FileDialog } from '../scanning/see-file.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { useVerify } from '../verify/verify-store.ts'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'
import { groupByPaper, isShowable } from './paper-files.ts'

type File = DossierView['dossierFiles'][number]

/** The same bytes may have been filed for two papers. */
const keyOf = ({ sha256, componentName, name }: File): string => [sha256, componentName, name].join('/')

const FILE_STATE: Record<File['state'], Told> = {
  unsigned: { text: 'Chờ ký', tone: 'warning' },
  queued: { text: 'Chờ gửi', tone: 'busy' },
  sending: { text: 'Đang gửi', tone: 'busy' },
  received: { text: 'Cổng đã nhận', tone: 'good' },
  // Why, and whether it was the portal that refused it, stands in the queue.
  'needs-officer': { text: 'Chưa gửi được, xem F7', tone: 'danger' },
  filed: { text: 'Công dân nộp trực tuyến', tone: 'good' },
  awaited: { text: 'Đang tải về từ Cổng', tone: 'busy' },
  elsewhere: { text: 'Quầy khác nhận, chưa tải về', tone: 'neutral' },
  fetched: { text: 'Quầy khác nhận, đã tải về', tone: 'good' }
}

/** With the portal's signed receipt it is told when. */
function tellFile({ state, receivedAt, isSecret }: File): Told {
  if (isSecret) return { text: 'Bí mật nhà nước', tone: 'danger' }
  return state === 'received' && receivedAt !== undefined ? { text: `Cổng đã ký nhận ${formatMoment(receivedAt)}`, tone: 'good' } : FILE_STATE[state]
}

/** What was handed over, and the files of it, each of which can be looked at as it stands now: signed where it was. */
export function PapersPanel({ view }: { view: DossierView }) {
  const [shownKey, setShownKey] = useState<string>()
  const openVerify = useScreen((state) => state.openVerify)
  const mayVerify = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'document.read'))

  const [fetching, setFetching] = useState<{ key: string; error?: CounterError }>()

  const shown = view.dossierFiles.find((file) => keyOf(file) === shownKey)

  const isFetching = fetching !== undefined && fetching.error === undefined
  function wordOf(file: File): string {
    if (file.state === 'elsewhere') return isFetching && fetching.key === keyOf(file) ? 'Đang tải' : 'Tải về'
    return 'Xem'
  }

  function press(file: File, button: HTMLButtonElement) {
    if (file.state !== 'elsewhere') setShownKey(keyOf(file))
    else if (!isFetching) void fetchFile(file, button)
  }

  /** From the portal, where the other counter's scan is; then it is shown, unless her hands went on meanwhile: nothing comes over what she types. */
  async function fetchFile(file: File, button: HTMLButtonElement) {
    setFetching({ key: keyOf(file) })
    const fetched = await call('dossier.fetch-file', { id: view.id, sha256: file.sha256 })
    setFetching(fetched.ok ? undefined : { key: keyOf(file), error: fetched.error })
    if (fetched.ok && document.activeElement === button) setShownKey(keyOf(file))
  }

  function verify({ name, sha256, signedSha256 }: File) {
    void useVerify.getState().checkStored({ sha256: signedSha256 ?? sha256, name })
    openVerify('files')
  }

  const line = (file: File) => (
    <li key={keyOf(file)} className={styles.file}>
      <span className={styles.fileName} title={file.name}>
        <span className="clamp-1">{file.name}</span> <span className="muted">{formatBytes(file.sizeBytes)}</span>
      </span>
      <span className={styles.fileState}>
        {!file.isSecret && (file.state === 'elsewhere' || isShowable(file)) && (
          // One button through all its words: the focus stays on it.
          <button type="button" className={styles.check} aria-label={`${wordOf(file)} ${file.name}`} onClick={(event) => press(file, event.currentTarget)}>
            {wordOf(file)}
          </button>
        )}
        {file.signedSha256 !== undefined && <ToneText told={{ text: 'Đã ký', tone: 'good' }} />}
        <ToneText told={tellFile(file)} />
        {mayVerify && !file.isSecret && file.state !== 'elsewhere' && (
          <button type="button" className={styles.check} onClick={() => verify(file)} aria-label={`Kiểm tra chữ ký của ${file.name}`}>
            Kiểm tra chữ ký
          </button>
        )}
      </span>
    </li>
  )

  return (
    <Panel title={`Giấy tờ (${view.components.length}) và tệp (${view.dossierFiles.length})`}>
      <div data-testid="dossier-files">
        {groupByPaper(view).map(({ paper, files }) => (
          <section key={paper?.id ?? ''} className={styles.paper} aria-label={paper?.name ?? 'Tệp khác'}>
            <div className={styles.paperName}>
              <span className="clamp-2" title={paper?.name}>
                {paper?.name ?? 'Tệp khác'}
              </span>
              {paper && <span className="muted">{tellCounts(paper)}</span>}
            </div>
            {files.length > 0 && <ul className={styles.list}>{files.map(line)}</ul>}
          </section>
        ))}
      </div>
      {view.dossierFiles.some((file) => file.isSecret) && (
        <Notice tone="danger">Có tệp thuộc bí mật nhà nước: máy này không cho xem, không ký và không gửi đi. Xử lý bằng hồ sơ giấy; nếu hàng đợi (F7) báo bước bị từ chối, rút bước đó để xóa tệp khỏi máy.</Notice>
      )}
      {fetching?.error !== undefined && <Notice tone="warning">{explainError(fetching.error)}</Notice>}
      {shown && isShowable(shown) && <FileDialog file={{ name: shown.name, sha256: shown.signedSha256 ?? shown.sha256 }} onClose={() => setShownKey(undefined)} />}
    </Panel>
  )
}

function tellCounts({ originals, certifiedCopies, copies }: DossierView['components'][number]): string {
  const parts = [originals > 0 && `${originals} bản chính`, certifiedCopies > 0 && `${certifiedCopies} chứng thực`, copies > 0 && `${copies} bản sao`]
  return parts.filter(Boolean).join(', ')
}
