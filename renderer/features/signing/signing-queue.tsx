import type { DocumentRow } from '../../../electron/contract/documents.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { useQuery } from '../../api/use-query.ts'
import { formatBytes, formatMoment } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { keyOfItem } from '../outbox/item-key.ts'
import { documentKindName, tellDocument } from './document-words.ts'

/** The four lists of the signing screen: scans of the officer, documents for the head, for the records clerk, and what is issued. */
export type SigningView = 'scans' | 'person' | 'agency' | 'done'

export const viewName: Record<SigningView, string> = { scans: 'Bản quét chờ ký', person: 'Chờ lãnh đạo ký', agency: 'Chờ văn thư đóng dấu', done: 'Đã phát hành, trả lại' }

export interface SigningItem {
  what: 'scan' | 'document'
  /** Of a document its id. */
  key: string
  name: string
  detail: string
  dossierId?: string
  dossierCode?: string
  sha256: string
  sizeBytes: number
  since: string
  isHere: boolean
  /** Of a document: how often it was changed, and whether the time of its seal waits to be proved. */
  revision: number
  isUnstamped: boolean
  /** Of a document: who made it, and may send it back to herself. */
  createdById: string
  told: Told
}

/** Everything the screen lists, asked anew whenever it changes. */
export function useSigningQueue() {
  const waiting = useQuery('queue.list', {}, ['queue', 'dossier'])
  const documents = useQuery('document.list', {}, ['document', 'queue'])
  const scans = (('value' in waiting ? waiting.value : undefined) ?? []).filter(({ state }) => state === 'unsigned').map(toScan)
  const rows = ('value' in documents ? documents.value : undefined) ?? []
  const ofStage = (...stages: DocumentRow['stage'][]) => rows.filter(({ stage }) => stages.includes(stage)).map(toDocument)
  return {
    rows: { scans, person: ofStage('waits-person'), agency: ofStage('waits-agency'), done: ofStage('issued', 'returned') } satisfies Record<SigningView, SigningItem[]>,
    isLoading: waiting.state === 'loading' || documents.state === 'loading',
    error: documents.state === 'failed' && (documents.error as { kind: string }).kind !== 'not-permitted' ? documents.error : undefined
  }
}

function toScan(item: QueueItem): SigningItem {
  return {
    what: 'scan',
    key: keyOfItem(item),
    name: item.text,
    detail: '',
    ...(item.dossierId === undefined ? {} : { dossierId: item.dossierId }),
    ...(item.dossierCode === undefined ? {} : { dossierCode: item.dossierCode }),
    sha256: item.sha256 ?? '',
    sizeBytes: item.sizeBytes,
    since: item.since,
    isHere: true,
    revision: 0,
    isUnstamped: false,
    createdById: '',
    told: { text: 'Chờ ký', tone: 'warning' }
  }
}

function toDocument(row: DocumentRow): SigningItem {
  return {
    what: 'document',
    key: row.id,
    name: row.title,
    detail: [documentKindName[row.documentKind], row.number].filter(Boolean).join(' · '),
    ...(row.dossierId === undefined ? {} : { dossierId: row.dossierId }),
    ...(row.dossierCode === undefined ? {} : { dossierCode: row.dossierCode }),
    sha256: row.sha256,
    sizeBytes: row.sizeBytes,
    since: row.changedAt,
    isHere: row.file.state === 'here',
    revision: row.revision,
    isUnstamped: row.stamp.state === 'waiting' || (row.stamp.state === 'stamped' && row.stamp.nextAt !== undefined),
    createdById: row.createdById,
    told: tellDocument(row)
  }
}

/** As in a mailbox: what is not yet looked at is bold. */
function Title({ item, isUnseen }: { item: SigningItem; isUnseen: boolean }) {
  return (
    <span className="clamp-1" title={item.name} style={isUnseen ? { fontWeight: 600 } : undefined}>
      {isUnseen && <span className="visually-hidden">Chưa xem: </span>}
      {item.name}
    </span>
  )
}

/** Columns of a list; fewer beside an open preview. */
export function columnsOf(view: SigningView, { marked, unseen, isNarrow }: { marked: ReadonlySet<string>; unseen: ReadonlySet<SigningItem>; isNarrow: boolean }): GridColumn<SigningItem>[] {
  const all: (GridColumn<SigningItem> | false)[] = [
    { name: 'Chọn', width: '40px', cell: (item) => <span>{marked.has(item.key) ? <span aria-label="đã đánh dấu">✓</span> : ''}</span> },
    { name: view === 'scans' ? 'Tệp' : 'Trích yếu', width: 'minmax(150px, 1.5fr)', cell: (item) => <Title item={item} isUnseen={unseen.has(item)} /> },
    view !== 'scans' && { name: 'Loại, số', width: 'minmax(110px, 1fr)', cell: (item) => <span className="clamp-1" title={item.detail}>{item.detail}</span> },
    !isNarrow && { name: 'Hồ sơ', width: '194px', cell: (item) => <span className="number clamp-1">{item.dossierCode ?? '—'}</span> },
    !isNarrow && { name: 'Từ', width: '120px', cell: (item) => <span className="clamp-1">{formatMoment(item.since)}</span> },
    !isNarrow && { name: 'Cỡ', width: '70px', cell: (item) => <span className="number">{formatBytes(item.sizeBytes)}</span> },
    { name: 'Tình trạng', width: 'minmax(172px, 1fr)', cell: (item) => <ToneText told={item.told} /> }
  ]
  return all.filter((column) => column !== false)
}
