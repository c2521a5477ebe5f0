import type { DocumentRow } from '../../../electron/contract/documents.ts'
import type { CertificateObstacle } from '../../../electron/contract/signing.ts'
import type { DocumentKind, DocumentStage } from '../../../electron/domain/document.ts'
import { explainUnusable } from '../../i18n/error-words.ts'
import { formatMoment } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'

export const documentKindName: Record<DocumentKind, string> = { result: 'Kết quả giải quyết', outgoing: 'Văn bản đi', copy: 'Bản sao số hóa' }

const STAGE: Record<DocumentStage, Told> = {
  'waits-person': { text: 'Chờ lãnh đạo ký', tone: 'warning' },
  'waits-agency': { text: 'Chờ văn thư đóng dấu', tone: 'warning' },
  issued: { text: 'Đã phát hành', tone: 'good' },
  returned: { text: 'Bị trả lại', tone: 'danger' }
}

/** Where a document stands: whose turn, whether its file is here, whether its time is proved. */
export function tellDocument(row: DocumentRow): Told {
  if (row.file.state === 'on-its-way') return { text: 'Tệp đang tải từ Cổng về', tone: 'busy' }
  if (row.stage !== 'issued') return STAGE[row.stage]
  switch (row.stamp.state) {
    case 'waiting':
      return { text: row.stamp.attempts === 0 ? 'Chờ dấu thời gian' : `Chờ dấu thời gian; thử lại ${formatMoment(row.stamp.nextAt)}`, tone: 'busy' }
    case 'stamped':
      return { text: `Có dấu thời gian (${row.stamp.level})`, tone: 'good' }
    case 'none':
      return STAGE.issued
  }
}

/** Why a certificate is not offered. */
export function explainObstacle(obstacle: CertificateObstacle): string {
  return obstacle === 'of-another' ? 'không mang tên người ký' : explainUnusable(obstacle)
}
