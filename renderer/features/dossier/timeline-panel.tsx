import type { DossierView, Elsewhere, LinkState } from '../../../electron/contract/views.ts'
import { formatDayTime } from '../../i18n/format.ts'
import { tellSteps } from '../../i18n/stopped.ts'
import { tellEntry, type Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useStatus } from '../shell/status-store.ts'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

/** Work of other counters comes by the portal: as of when, and what is to come. */
function tellElsewhere({ isWhole, readAt }: Elsewhere, link: LinkState | undefined): Told {
  const asOf = readAt === undefined ? '' : ` Theo Cổng lúc ${formatDayTime(readAt)}.`
  if (isWhole) return { text: `Gồm cả việc làm ở quầy khác.${asOf}`, tone: 'neutral' }
  if (link?.state === 'online') return { text: `Đang lấy từ Cổng việc quầy khác đã làm.${asOf}`, tone: 'busy' }
  return { text: `Chưa đủ: việc quầy khác đã làm sẽ lấy từ Cổng khi có mạng.${asOf}`, tone: 'warning' }
}

/** The online desk has no counter of its own. */
function tellPlace(counterNumber: number | undefined): string {
  return counterNumber === undefined || counterNumber === 0 ? '' : ` · Quầy\u00a0${counterNumber}`
}

/** Every entry of the dossier, what it says in full, and whether the portal has it. */
export function TimelinePanel({ view }: { view: DossierView }) {
  const link = useStatus((state) => state.status?.link)
  const standings = tellSteps(view.timeline, link)
  return (
    <Panel title="Quá trình">
      {view.elsewhere && (
        <p className={styles.asOf} data-testid="timeline-elsewhere">
          <ToneText told={tellElsewhere(view.elsewhere, link)} />
        </p>
      )}
      {view.timeline.length === 0 && !view.elsewhere && <p className="muted">Chưa làm gì với hồ sơ này ở máy này.</p>}
      <ol className={styles.timeline} data-testid="timeline">
        {view.timeline.map((entry, place) => (
          <li key={entry.id}>
            <span className="number muted">{formatDayTime(entry.at)}</span>
            <span>
              <span className={styles.told} title={tellEntry(entry.kind, entry.text)}>
                {tellEntry(entry.kind, entry.text)} <span className="muted">
                  · {entry.officerName}
                  {tellPlace(entry.counterNumber)}
                </span>
              </span>
              {entry.details?.map((line, index) => (
                <span key={index} className={styles.detail}>
                  {line}
                </span>
              ))}
            </span>
            <ToneText told={standings[place]!} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}
