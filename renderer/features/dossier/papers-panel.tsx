import { lazy, Suspense, useState } from 'react'
import type { DossierView } from '../../../electron/contract/views.ts'
import { call } from '../../api/call.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import { formatBytes, formatMoment } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useSession } from '../session/session-store.ts'
import { useScreen } from '../shell/screen-store.ts'
import { useVerify } from '../verify/verify-store.ts'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

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

/** The bytes are on this PC, and are the office's: an officer decides by looking at them. */
const isShowable = ({ state }: File): boolean => state === 'filed' || state === 'fetched'

/** With the portal's signed receipt it is told when. */
function tellFile({ state, receivedAt }: File): Told {
  return state === 'received' && receivedAt !== undefined ? { text: `Cổng đã ký nhận ${formatMoment(receivedAt)}`, tone: 'good' } : FILE_STATE[state]
}

const PdfPreview = lazy(async () => ({ default: (await import('../signing/pdf-preview.tsx')).PdfPreview }))
const noteNothing = () => undefined

/** What was handed over, and the files of it. What a citizen filed online or another counter took in can be looked at: the officer decides by it. */
export function PapersPanel({ view }: { view: DossierView }) {
  const [shownKey, setShownKey] = useState<string>()
  const openVerify = useScreen((state) => state.openVerify)
  const mayVerify = useSession(({ session }) => session?.state === 'open' && mayDo(session.officer.role, 'document.read'))

  const [fetching, setFetching] = useState<{ key: string; error?: CounterError }>()

  const isShown = (file: File): boolean => keyOf(file) === shownKey
  const shown = view.dossierFiles.find(isShown)

  const isFetching = fetching !== undefined && fetching.error === undefined
  function wordOf(file: File): string {
    if (file.state === 'elsewhere') return isFetching && fetching.key === keyOf(file) ? 'Đang tải' : 'Tải về'
    return isShown(file) ? 'Đóng' : 'Xem'
  }

  function press(file: File) {
    if (file.state !== 'elsewhere') setShownKey(isShown(file) ? undefined : keyOf(file))
    else if (!isFetching) void fetchFile(file)
  }

  /** From the portal, where the other counter's scan is; then it is shown. */
  async function fetchFile(file: File) {
    setFetching({ key: keyOf(file) })
    const fetched = await call('dossier.fetch-file', { id: view.id, sha256: file.sha256 })
    setFetching(fetched.ok ? undefined : { key: keyOf(file), error: fetched.error })
    if (fetched.ok) setShownKey(keyOf(file))
  }

  function verify({ name, sha256, signedSha256 }: File) {
    void useVerify.getState().checkStored({ sha256: signedSha256 ?? sha256, name })
    openVerify('files')
  }

  return (
    <Panel title={`Giấy tờ (${view.components.length}) và tệp (${view.dossierFiles.length})`}>
      <ul className={styles.list}>
        {view.components.map((component) => (
          <li key={component.id}>
            <span className="clamp-2" title={component.name}>
              {component.name}
            </span>
            <span className="muted">{tellCounts(component)}</span>
          </li>
        ))}
      </ul>
      <ul className={styles.list} data-testid="dossier-files">
        {view.dossierFiles.map((file) => (
          <li key={keyOf(file)} className={styles.file}>
            <span className={styles.fileName} title={`${file.name} · ${file.componentName}`}>
              <span className="clamp-1">{file.name}</span> <span className="muted">{formatBytes(file.sizeBytes)}</span>
            </span>
            <span className={styles.fileState}>
              {(file.state === 'elsewhere' || isShowable(file)) && (
                // One button through all its words: the focus stays on it.
                <button type="button" className={styles.check} {...(isShowable(file) ? { 'aria-expanded': isShown(file) } : {})} aria-label={`${wordOf(file)} ${file.name}`} onClick={() => press(file)}>
                  {wordOf(file)}
                </button>
              )}
              {file.signedSha256 !== undefined && <ToneText told={{ text: 'Đã ký', tone: 'good' }} />}
              <ToneText told={tellFile(file)} />
              {mayVerify && file.state !== 'elsewhere' && (
                <button type="button" className={styles.check} onClick={() => verify(file)} aria-label={`Kiểm tra chữ ký của ${file.name}`}>
                  Kiểm tra chữ ký
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {fetching?.error !== undefined && <Notice tone="warning">{explainError(fetching.error)}</Notice>}
      {shown && isShowable(shown) && (
        <div className={styles.shown}>
          <Suspense fallback={<p>Đang mở tệp…</p>}>
            <PdfPreview key={shownKey} sha256={shown.sha256} title={shown.name} onSeen={noteNothing} />
          </Suspense>
        </div>
      )}
    </Panel>
  )
}

function tellCounts({ originals, certifiedCopies, copies }: DossierView['components'][number]): string {
  const parts = [originals > 0 && `${originals} bản chính`, certifiedCopies > 0 && `${certifiedCopies} chứng thực`, copies > 0 && `${copies} bản sao`]
  return parts.filter(Boolean).join(', ')
}
