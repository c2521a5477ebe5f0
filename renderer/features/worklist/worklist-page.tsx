import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { DossierRow, LinkState } from '../../../electron/contract/views.ts'
import { isTerminal, STATUS, STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { useQuery } from '../../api/use-query.ts'
import { call } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatAppointment, formatDay, formatDayTime, formatTimeOrDay } from '../../i18n/format.ts'
import { tellDelivery, tellFiles } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type GridColumn, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'

const listed = 500
const found = 100
const settleMs = 80

/** The dossiers of this counter, newest first; four letters and Enter open one. */
export function WorklistPage() {
  const [text, setText] = useState('')
  const recent = useQuery('dossier.list', text === '' ? { limit: listed } : undefined, ['dossier', 'queue'])
  const hits = useQuery('dossier.search', text === '' ? undefined : { text, limit: found }, ['dossier', 'queue'])
  const query = text === '' ? recent : hits
  const rows = ('value' in query ? query.value : undefined) ?? []
  const link = useStatus((state) => state.status?.link)
  const openDossier = useScreen((state) => state.openDossier)
  const box = useRef<HTMLInputElement>(null)
  const grid = useRef<VirtualGridHandle>(null)
  const timer = useRef<number | undefined>(undefined)

  useEffect(() => {
    grid.current?.focus()
    return () => window.clearTimeout(timer.current)
  }, [])
  useHotkeys({ 'Ctrl+F': () => box.current?.select() })

  function searchSoon() {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setText((box.current?.value ?? '').trim().slice(0, 200)), settleMs)
  }

  /** Enter opens the first of what is typed now, not of what was found a moment ago. */
  async function openFirst() {
    const typed = (box.current?.value ?? '').trim().slice(0, 200)
    if (typed === '') return grid.current?.focus()
    const result = await call('dossier.search', { text: typed, limit: 1 })
    const first = result.ok ? result.value[0] : undefined
    if (first) openDossier(first.id)
    else setText(typed)
  }

  function onSearchKey(event: KeyboardEvent) {
    if (event.key === 'Enter' && !event.ctrlKey) {
      event.preventDefault()
      void openFirst()
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      grid.current?.focus()
    } else if (event.key === 'Escape' && box.current) {
      box.current.value = ''
      setText('')
      grid.current?.focus()
    }
  }

  return (
    <section className="page" aria-label="Hồ sơ">
      <div className="page-head">
        <h1 className="page-title">Hồ sơ</h1>
        <TextInput
          ref={box}
          w={360}
          aria-label="Tìm hồ sơ (Ctrl+F)"
          placeholder="Ctrl+F: tên, mã hồ sơ, số giấy tờ, điện thoại"
          type="search"
          autoComplete="off"
          spellCheck={false}
          onInput={searchSoon}
          onKeyDown={onSearchKey}
        />
        <span className="muted" role="status">
          {text === '' ? `${rows.length} hồ sơ mới nhất` : `${rows.length} hồ sơ khớp "${text}"`}
        </span>
      </div>
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      <VirtualGrid
        handle={grid}
        label="Danh sách hồ sơ"
        rows={rows}
        columns={columnsFor(link)}
        keyOf={(row) => row.id}
        onOpen={(row) => openDossier(row.id)}
        empty={query.state === 'loading' ? 'Đang đọc danh sách…' : text === '' ? 'Chưa có hồ sơ nào. Bấm F2 để tiếp nhận.' : 'Không có hồ sơ nào khớp. Thử ít chữ hơn, hoặc tìm theo số giấy tờ.'}
        testId="worklist"
      />
    </section>
  )
}

function columnsFor(link: LinkState | undefined): GridColumn<DossierRow>[] {
  return [
    { name: 'Mã hồ sơ', width: '188px', cell: (row) => <span className="number">{row.code}</span> },
    { name: 'Người nộp', width: 'minmax(140px, 1.3fr)', cell: (row) => <span className="clamp-1" title={row.applicantName}>{row.applicantName}</span> },
    { name: 'Thủ tục', width: 'minmax(90px, 1.7fr)', cell: (row) => <span className="clamp-1" title={row.procedureName}>{row.procedureName}</span> },
    { name: 'Tiếp nhận', width: '64px', cell: (row) => <span className="number" title={formatDayTime(row.receivedAt)}>{formatTimeOrDay(row.receivedAt)}</span> },
    { name: 'Hẹn trả', width: '112px', cell: (row) => <Due row={row} /> },
    { name: 'Trạng thái', width: '98px', cell: (row) => <span className="clamp-1" title={STATUS_NAME[row.status]}>{STATUS_NAME[row.status]}</span> },
    { name: 'Gửi', width: 'minmax(136px, 0.9fr)', cell: (row) => <ToneText told={tellDelivery(row.delivery, link)} /> },
    { name: 'Tệp', width: '86px', cell: (row) => (row.files.total === 0 ? <span className="muted">không</span> : <ToneText told={tellFiles(row.files)} />) }
  ]
}

function Due({ row }: { row: DossierRow }) {
  if (row.dueAt === null) return <span className="muted">Không hẹn</span>
  const overdue = !isTerminal(row.status) && row.status !== STATUS.processed && Date.parse(row.dueAt) < Date.now()
  const title = formatAppointment(row.dueAt)
  if (overdue) return <ToneText told={{ text: `Quá hạn ${formatDay(row.dueAt).slice(0, 5)}`, tone: 'danger' }} title={title} />
  return (
    <span className="number" title={title}>
      {formatDay(row.dueAt)}
    </span>
  )
}
