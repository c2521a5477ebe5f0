import type { DraftSummary } from '../../../electron/contract/intake.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { formatAge, formatBytes, formatMoment } from '../../i18n/format.ts'
import { tellReason } from '../../i18n/queue-reason.ts'
import { shortProcedureName, tellEntry, tellQueueState } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { DossierCode } from '../dossier/dossier-code.tsx'
import { useStatus } from '../shell/status-store.ts'
import type { Decision } from './decisions.ts'

const text = (words: string) => (
  <span className="clamp-1" title={words}>
    {words}
  </span>
)

/** Her time and the reason are what she decides by; how often it was tried and how large it is stands in the opened item. A file on its way says how far it is. */
export const queueColumns: GridColumn<QueueItem>[] = [
  { name: 'Nội dung', width: 'minmax(150px, 1.4fr)', cell: (item) => text(tellItem(item)) },
  { name: 'Hồ sơ, văn bản', width: 'minmax(var(--code-width), 0.5fr)', cell: (item) => (item.documentTitle === undefined ? item.dossierCode === undefined ? '—' : <DossierCode code={item.dossierCode} /> : text(item.documentTitle)) },
  { name: 'Người nộp', width: 'minmax(110px, 0.9fr)', cell: (item) => text(item.applicantName ?? '—') },
  { name: 'Đã chờ', width: '88px', cell: (item) => text(formatAge(item.since)) },
  { name: 'Trạng thái', width: '148px', cell: (item) => <ToneText told={tellQueueState(item)} /> },
  { name: 'Lý do, việc cần làm', width: 'minmax(180px, 2.3fr)', cell: (item) => <Reason item={item} /> }
]

function Reason({ item }: { item: QueueItem }) {
  const link = useStatus((state) => state.status?.link)
  return text(tellReason(item, false, link) || tellProgress(item))
}

const decisionColumns: GridColumn<Decision>[] = [
  { name: 'Nội dung', width: 'minmax(130px, 1.2fr)', cell: (item) => text(tellStep(item.kind, item.text) + (item.others > 0 ? ` (và ${item.others} bước sau)` : '')) },
  { name: 'Hồ sơ, số văn bản', width: '194px', cell: (item) => <span className="number">{item.code}</span> },
  { name: 'Người nộp, văn bản', width: 'minmax(100px, 1fr)', cell: (item) => text(item.documentTitle ?? item.applicantName) },
  { name: 'Lúc, cán bộ', width: 'minmax(120px, 1fr)', cell: (item) => text(`${formatMoment(item.at)}, ${item.officerName}`) }
]
const whyDecided = (name: string): GridColumn<Decision> => ({ name, width: 'minmax(120px, 1.4fr)', cell: (item) => text(item.reason) })
export const settledColumns: GridColumn<Decision>[] = [...decisionColumns, whyDecided('Lý do sửa, gửi lại')]
export const withdrawnColumns: GridColumn<Decision>[] = [...decisionColumns, whyDecided('Lý do rút')]

export const draftColumns: GridColumn<DraftSummary>[] = [
  { name: 'Người nộp', width: 'minmax(130px, 1fr)', cell: (draft) => text((draft.applicantName || 'Chưa nhập tên') + (draft.leftBy ? ` (của ${draft.leftBy}, đã thôi việc)` : '')) },
  { name: 'Thủ tục', width: 'minmax(200px, 2fr)', cell: (draft) => text(draft.procedureName || 'Chưa chọn thủ tục') },
  { name: 'Lưu lúc', width: '180px', cell: (draft) => text(`${formatMoment(draft.updatedAt)} (${formatAge(draft.updatedAt)})`) }
]

export function tellItem(item: QueueItem): string {
  return item.what === 'file' ? `Tệp: ${item.text}` : tellStep(item.kind, item.text)
}

/** Where every procedure begins with the same word, the words that tell them apart are those that are cut off. */
function tellStep(kind: string, text: string): string {
  return tellEntry(kind, kind === 'dossier.received' ? shortProcedureName(text) : text)
}

/** What is saved is the record and cannot be called back (design/sync.md, law 8): a change is a further step, which the portal takes after it. */
export function tellChange(item: QueueItem): string {
  if (item.documentId !== undefined) return 'Bước đã lưu không gọi lại được. Ở Ký số (F9), trả lại văn bản kèm lý do; Cổng nhận cả hai bước theo thứ tự.'
  if (item.dossierCode !== undefined) return 'Bước đã lưu không gọi lại được. Mở hồ sơ (Ctrl+O) rồi sửa thông tin, ghi công dân xin rút hoặc làm bước kế tiếp; Cổng nhận các bước theo thứ tự.'
  return 'Mục sổ sách đã lưu không gọi lại được.'
}

/** Of a file of which a part is there or on its way. */
function tellProgress(item: QueueItem): string {
  return item.what === 'file' && (item.sentBytes > 0 || item.state === 'sending') ? `Đã gửi ${tellBytes(item)}` : ''
}

export function tellBytes(item: QueueItem): string {
  if (item.what === 'entry') return item.sizeBytes === 0 ? '—' : formatBytes(item.sizeBytes)
  return `${formatBytes(item.sentBytes)} / ${formatBytes(item.sizeBytes)}`
}
