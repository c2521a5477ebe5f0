import type { DossierView } from '../../../electron/contract/views.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { tellDelivery, tellEntry } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useStatus } from '../shell/status-store.ts'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

/** Every entry of the dossier, what it says in full, and whether the portal has it. */
export function TimelinePanel({ view }: { view: DossierView }) {
  const link = useStatus((state) => state.status?.link)
  return (
    <Panel title="Quá trình">
      {view.timeline.length === 0 && <p className="muted">Chưa làm gì với hồ sơ này ở máy này.</p>}
      <ol className={styles.timeline} data-testid="timeline">
        {view.timeline.map((entry) => (
          <li key={entry.seq}>
            <span className="number muted">{formatDayTime(entry.at)}</span>
            <span>
              <span className={styles.told} title={tellEntry(entry.kind, entry.text)}>
                {tellEntry(entry.kind, entry.text)} <span className="muted">· {entry.officerName}</span>
              </span>
              {entry.details?.map((line, index) => (
                <span key={index} className={styles.detail}>
                  {line}
                </span>
              ))}
            </span>
            <ToneText told={tellDelivery(entry.delivery, link)} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}
