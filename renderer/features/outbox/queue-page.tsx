import { useEffect, useRef, useState } from 'react'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatAge, formatBytes, formatMoment } from '../../i18n/format.ts'
import { explainProblem } from '../../i18n/problems.ts'
import { queueStateName, tellEntry, tellLink } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ToneText } from '../../ui/tone-icon.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { VirtualGrid, type GridColumn, type VirtualGridHandle } from '../../ui/virtual-grid.tsx'
import { useScreen } from '../shell/screen-store.ts'
import { useStatus } from '../shell/status-store.ts'

type RetryPhase = { state: 'idle' } | { state: 'asking' } | { state: 'asked' } | { state: 'failed'; error: Parameters<typeof explainError>[0] }

/** What has not yet arrived at the portal, and why. Half-filled intakes are not here: they are on the intake screen. */
export function QueuePage() {
  const query = useQuery('queue.list', {}, ['queue', 'dossier'])
  const items = ('value' in query ? query.value : undefined) ?? []
  const status = useStatus((state) => state.status)
  const openDossier = useScreen((state) => state.openDossier)
  const [retry, setRetry] = useState<RetryPhase>({ state: 'idle' })
  const grid = useRef<VirtualGridHandle>(null)
  useEffect(() => grid.current?.focus(), [])
  useHotkeys({ 'Ctrl+R': () => void tryNow() })

  async function tryNow() {
    if (retry.state === 'asking') return
    setRetry({ state: 'asking' })
    const result = await call('queue.retry', {})
    setRetry(result.ok ? { state: 'asked' } : { state: 'failed', error: result.error })
  }

  const refused = items.filter(({ state }) => state === 'needs-officer')
  return (
    <section className="page" aria-label="Hàng đợi gửi">
      <div className="page-head">
        <h1 className="page-title">Hàng đợi gửi</h1>
        <span className="muted" role="status">
          {items.length === 0 ? 'Mọi thứ đã đến Cổng' : `${items.length} mục chưa đến Cổng`}
          {status && ` · ${tellLink(status).text}`}
        </span>
        <span style={{ flex: 1 }} />
        <HotkeyButton hotkey="Ctrl+R" onClick={() => void tryNow()} disabled={retry.state === 'asking'}>
          Thử gửi lại ngay
        </HotkeyButton>
      </div>
      {retry.state === 'asked' && items.length > 0 && <Notice tone="busy">Đã yêu cầu gửi lại. Danh sách tự cập nhật khi Cổng trả lời.</Notice>}
      {retry.state === 'failed' && <Notice tone="warning">{explainError(retry.error)}</Notice>}
      {refused.length > 0 && (
        <Notice tone="danger">
          {refused.length} mục bị từ chối, cần cán bộ xử lý. {explainProblem(refused[0]?.problemType, refused[0]?.problemDetail)}
        </Notice>
      )}
      {query.state === 'failed' && <Notice tone="warning">{explainError(query.error)}</Notice>}
      <VirtualGrid
        handle={grid}
        label="Hàng đợi gửi"
        rows={items}
        columns={columns}
        keyOf={(item) => `${item.what}-${item.seq}-${item.text}`}
        onOpen={(item) => item.dossierId !== undefined && openDossier(item.dossierId)}
        empty={query.state === 'loading' ? 'Đang đọc hàng đợi…' : 'Không có gì chờ gửi.'}
        testId="queue"
      />
    </section>
  )
}

const columns: GridColumn<QueueItem>[] = [
  { name: 'Nội dung', width: 'minmax(130px, 1.2fr)', cell: (item) => <span className="clamp-1" title={item.text}>{item.what === 'file' ? `Tệp: ${item.text}` : tellEntry(item.kind, item.text)}</span> },
  { name: 'Hồ sơ', width: '194px', cell: (item) => <span className="number">{item.dossierCode ?? '—'}</span> },
  { name: 'Chờ từ', width: '144px', cell: (item) => <span className="clamp-1">{formatMoment(item.since)} ({formatAge(item.since)})</span> },
  { name: 'Trạng thái', width: '100px', cell: (item) => <ToneText told={queueStateName[item.state]} /> },
  { name: 'Lần thử', width: '54px', cell: (item) => <span className="number">{item.attempts}</span> },
  { name: 'Đã gửi', width: '110px', cell: (item) => <span className="number clamp-1">{tellBytes(item)}</span> },
  {
    name: 'Lý do, việc cần làm',
    width: 'minmax(130px, 1.6fr)',
    cell: (item) => <span className="clamp-1" title={tellReason(item)}>{tellReason(item)}</span>
  }
]

function tellBytes(item: QueueItem): string {
  if (item.what === 'entry') return item.sizeBytes === 0 ? '—' : formatBytes(item.sizeBytes)
  return `${formatBytes(item.sentBytes)} / ${formatBytes(item.sizeBytes)}`
}

function tellReason(item: QueueItem): string {
  if (item.state === 'needs-officer') return explainProblem(item.problemType, item.problemDetail)
  if (item.state === 'unsigned') return 'Chờ cán bộ ký: F9'
  if (item.isAgain) return 'Đã tiếp nhận trước đây; Cổng khôi phục từ bản sao nên gửi lại.'
  return item.state === 'queued' && item.attempts > 0 ? 'Chưa gửi được, máy sẽ tự gửi lại.' : ''
}
