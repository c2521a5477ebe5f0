import { useEffect, useMemo, useRef, useState } from 'react'
import type { DossierRow, LinkState } from '../../../electron/contract/views.ts'
import { isTerminal, STATUS, STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { compareByGivenName } from '../../../electron/domain/text.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatAppointment, formatDay, formatDayTime, formatTimeOrDay } from '../../i18n/format.ts'
import { shortProcedureName, tellDelivery, tellFiles } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type GridColumn, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { DossierCode } from '../dossier/dossier-code.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'
import { FindBox } from './find-box.tsx'
import { GroupsPanel } from './groups-panel.tsx'
import { tellEmpty, worklists } from './worklist-names.ts'
import { useWorklist } from './worklist-store.ts'
import { WorklistTabs } from './worklist-tabs.tsx'
import styles from './worklist.module.css'

const listed = 500
const found = 100
const panelId = 'worklist-panel'

/** What there is to do: lists by urgency, and every dossier by four letters. */
export function WorklistPage({ officer }: { officer: { id: string; fullName: string } }) {
  const [text, setText] = useState('')
  const { list, whose, grouped, byName } = useWorklist()
  const { choose, setGrouped, toggleByName } = useWorklist.getState()
  const listing = useQuery('worklist.list', text === '' && !grouped ? { list, ...whose, limit: listed } : undefined, ['dossier', 'queue'])
  const hits = useQuery('dossier.search', text === '' ? undefined : { text, limit: found }, ['dossier', 'queue'])
  const counts = useQuery('worklist.count', whose, ['dossier', 'queue'])
  const query = text === '' ? listing : hits
  const read = 'value' in query ? query.value : undefined
  const rows = useMemo(() => (byName ? read?.toSorted((a, b) => compareByGivenName(a.applicantName, b.applicantName)) : read) ?? [], [byName, read])
  const link = useStatus((state) => state.status?.link)
  const openDossier = useScreen((state) => state.openDossier)
  const grid = useRef<VirtualGridHandle>(null)

  // A list that was chosen takes the focus, unless it was chosen with the arrows on its tab.
  useEffect(() => {
    const onTab = document.activeElement?.getAttribute('role') === 'tab'
    if (useWorklist.getState().findRequests === 0 && !onTab) grid.current?.focus()
  }, [grouped, list])
  useEffect(() => () => useWorklist.setState({ findRequests: 0 }), [])
  useHotkeys({
    ...Object.fromEntries(worklists.map(({ name, hotkey }) => [hotkey, () => choose(name)])),
    'Ctrl+0': () => setGrouped(!grouped),
    'Ctrl+E': toggleByName,
    'Ctrl+M': toggleMine
  })

  function toggleMine() {
    choose(list, whose.officer === undefined && whose.unit === undefined ? { officer: officer.id } : {})
  }

  const filter = whose.officer === officer.id ? 'Tôi tiếp nhận' : (whose.unit ?? (whose.officer === undefined ? 'Của mọi người' : 'Của một cán bộ'))
  const shownList = worklists.find(({ name }) => name === list)
  return (
    <section className="page" aria-label="Hồ sơ">
      <div className="page-head">
        <h1 className="page-title">Hồ sơ</h1>
        <FindBox onText={setText} onLeave={() => grid.current?.focus()} />
        <button type="button" className={styles.filter} aria-keyshortcuts="Control+M" onClick={toggleMine} data-testid="worklist-whose">
          <span className="clamp-1" title={filter}>
            {filter}
          </span>
          <kbd aria-hidden="true">Ctrl+M</kbd>
        </button>
        <button type="button" className={styles.filter} aria-pressed={byName} aria-keyshortcuts="Control+E" onClick={toggleByName}>
          Theo tên A–Y <kbd aria-hidden="true">Ctrl+E</kbd>
        </button>
        <span className="muted" role="status">
          {grouped ? '' : text === '' ? `${rows.length}${rows.length === listed ? '+' : ''} hồ sơ` : `${rows.length} hồ sơ khớp "${text}"`}
        </span>
        <button type="button" className={styles.toggle} aria-pressed={grouped} aria-keyshortcuts="Control+0" onClick={() => setGrouped(!grouped)}>
          Theo cán bộ, đơn vị <kbd aria-hidden="true">Ctrl+0</kbd>
        </button>
      </div>
      <WorklistTabs list={grouped ? undefined : list} counts={'value' in counts ? counts.value : undefined} onChoose={(chosen) => choose(chosen)} controls={panelId} />
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      <div id={panelId} role="tabpanel" aria-label={grouped ? 'Theo cán bộ, đơn vị' : (shownList?.label ?? '')} className={styles.panel}>
        {grouped ? (
          <GroupsPanel onChoose={(chosen, name) => choose(name, chosen)} />
        ) : (
          <VirtualGrid
            handle={grid}
            label="Danh sách hồ sơ"
            rows={rows}
            columns={columnsFor(link)}
            keyOf={(row) => row.id}
            onOpen={(row) => openDossier(row.id)}
            empty={query.state === 'loading' ? 'Đang đọc danh sách…' : text === '' ? tellEmpty(list, link) : 'Không có hồ sơ nào khớp. Thử ít chữ hơn, hoặc tìm theo số giấy tờ.'}
            testId="worklist"
          />
        )}
      </div>
    </section>
  )
}

function columnsFor(link: LinkState | undefined): GridColumn<DossierRow>[] {
  return [
    { name: 'Mã hồ sơ', width: 'var(--code-width)', cell: (row) => <DossierCode code={row.code} /> },
    { name: 'Người nộp', width: 'minmax(140px, 1.6fr)', cell: (row) => <span className="clamp-1" title={row.applicantName}>{row.applicantName}</span> },
    { name: 'Thủ tục', width: 'minmax(80px, 1.7fr)', cell: (row) => <span className="clamp-1" title={row.procedureName}>{shortProcedureName(row.procedureName)}</span> },
    { name: 'Tiếp nhận', width: '62px', cell: (row) => <span className="number" title={formatDayTime(row.receivedAt)}>{formatTimeOrDay(row.receivedAt)}</span> },
    { name: 'Hẹn trả', width: '108px', cell: (row) => <Due row={row} /> },
    { name: 'Trạng thái', width: '98px', cell: (row) => <Status row={row} /> },
    { name: 'Gửi', width: 'minmax(146px, 0.4fr)', cell: (row) => <ToneText told={tellDelivery(row.delivery, link)} /> },
    { name: 'Tệp', width: '92px', cell: (row) => <Files row={row} /> }
  ]
}

function Status({ row }: { row: DossierRow }) {
  if (row.isOnItsWay) return <ToneText told={{ text: 'Chờ ký nhận', tone: 'warning' }} title={`${STATUS_NAME[row.status]}, đang giao`} />
  return (
    <span className="clamp-1" title={STATUS_NAME[row.status]}>
      {STATUS_NAME[row.status]}
    </span>
  )
}

function Files({ row: { files } }: { row: DossierRow }) {
  return files.total === 0 ? <span className="muted">không</span> : <ToneText told={tellFiles(files)} />
}

function Due({ row }: { row: DossierRow }) {
  if (row.dueAt === null) return <span className="muted">Không hẹn</span>
  const overdue = !isTerminal(row.status) && row.status !== STATUS.processed && Date.parse(row.dueAt) < Date.now()
  const isFiling = row.status === STATUS.registered
  const title = `${isFiling ? 'Kiểm tra hồ sơ nộp trực tuyến trước ' : ''}${formatAppointment(row.dueAt)}`
  if (overdue) return <ToneText told={{ text: `Quá hạn ${formatDay(row.dueAt).slice(0, 5)}`, tone: 'danger' }} title={title} />
  return (
    <span className="number" title={title}>
      {isFiling ? `Xem ${formatDay(row.dueAt).slice(0, 5)}` : formatDay(row.dueAt)}
    </span>
  )
}
