import type { WithdrawnItem } from '../../../electron/contract/queue.ts'
import type { DraftSummary } from '../../../electron/contract/intake.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { formatAge, formatBytes, formatMoment } from '../../i18n/format.ts'
import { tellReason } from '../../i18n/queue-reason.ts'
import { tellEntry, tellQueueState } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { DossierCode } from '../dossier/dossier-code.tsx'

const text = (words: string) => (
  <span className="clamp-1" title={words}>
    {words}
  </span>
)

export const queueColumns: GridColumn<QueueItem>[] = [
  { name: 'Nội dung', width: 'minmax(130px, 1.2fr)', cell: (item) => text(tellItem(item)) },
  { name: 'Hồ sơ, văn bản', width: 'minmax(var(--code-width), 0.6fr)', cell: (item) => (item.documentTitle === undefined ? item.dossierCode === undefined ? '—' : <DossierCode code={item.dossierCode} /> : text(item.documentTitle)) },
  { name: 'Chờ từ', width: '144px', cell: (item) => text(`${formatMoment(item.since)} (${formatAge(item.since)})`) },
  { name: 'Trạng thái', width: '100px', cell: (item) => <ToneText told={tellQueueState(item)} /> },
  { name: 'Lần thử', width: '54px', cell: (item) => <span className="number">{item.attempts}</span> },
  { name: 'Dung lượng', width: '110px', cell: (item) => <span className="number clamp-1">{tellBytes(item)}</span> },
  { name: 'Lý do, việc cần làm', width: 'minmax(130px, 1.6fr)', cell: (item) => text(tellReason(item)) }
]

export const withdrawnColumns: GridColumn<WithdrawnItem>[] = [
  { name: 'Nội dung', width: 'minmax(130px, 1.2fr)', cell: (item) => text(tellEntry(item.kind, item.text)) },
  { name: 'Hồ sơ, số văn bản', width: '194px', cell: (item) => <span className="number">{item.code}</span> },
  { name: 'Người nộp, văn bản', width: 'minmax(100px, 1fr)', cell: (item) => text(item.documentTitle ?? item.applicantName) },
  { name: 'Quyết định', width: '120px', cell: (item) => <ToneText told={item.replaced ? { text: 'Đã ghi lại', tone: 'good' } : { text: 'Rút, không gửi', tone: 'neutral' }} /> },
  { name: 'Lúc, cán bộ', width: 'minmax(120px, 1fr)', cell: (item) => text(`${formatMoment(item.at)}, ${item.officerName}`) },
  { name: 'Lý do rút', width: 'minmax(120px, 1.4fr)', cell: (item) => text(item.reason) }
]

export const draftColumns: GridColumn<DraftSummary>[] = [
  { name: 'Người nộp', width: 'minmax(130px, 1fr)', cell: (draft) => text((draft.applicantName || 'Chưa nhập tên') + (draft.leftBy ? ` (của ${draft.leftBy}, đã thôi việc)` : '')) },
  { name: 'Thủ tục', width: 'minmax(200px, 2fr)', cell: (draft) => text(draft.procedureName || 'Chưa chọn thủ tục') },
  { name: 'Lưu lúc', width: '180px', cell: (draft) => text(`${formatMoment(draft.updatedAt)} (${formatAge(draft.updatedAt)})`) }
]

export function tellItem(item: QueueItem): string {
  return item.what === 'file' ? `Tệp: ${item.text}` : tellEntry(item.kind, item.text)
}

/** What is saved is the record and cannot be called back (design/sync.md, law 8): a change is a further step, which the portal takes after it. */
export function tellChange(item: QueueItem): string {
  if (item.documentId !== undefined) return 'Bước đã lưu không gọi lại được. Ở Ký số (F9), trả lại văn bản kèm lý do; Cổng nhận cả hai bước theo thứ tự.'
  if (item.dossierCode !== undefined) return 'Bước đã lưu không gọi lại được. Mở hồ sơ (Ctrl+O) rồi sửa thông tin, ghi công dân xin rút hoặc làm bước kế tiếp; Cổng nhận các bước theo thứ tự.'
  return 'Mục sổ sách đã lưu không gọi lại được.'
}

export function tellBytes(item: QueueItem): string {
  if (item.what === 'entry') return item.sizeBytes === 0 ? '—' : formatBytes(item.sizeBytes)
  return `${formatBytes(item.sentBytes)} / ${formatBytes(item.sizeBytes)}`
}
