import type { DocumentRow } from '../../../electron/contract/documents.ts'
import type { CertificateObstacle } from '../../../electron/contract/signing.ts'
import type { DocumentKind, DocumentStage, SignatureRole } from '../../../electron/domain/document.ts'
import { explainUnusable } from '../../i18n/error-words.ts'
import { formatDayTime, formatMoment } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'

export const documentKindName: Record<DocumentKind, string> = { result: 'Kết quả giải quyết', outgoing: 'Văn bản đi', copy: 'Bản sao số hóa' }

export const signatureRoleName: Record<SignatureRole, string> = { person: 'Lãnh đạo ký', agency: 'Cơ quan đóng dấu' }

export const STAGE: Record<DocumentStage, Told> = {
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
    case 'stamped':
      return tellStampState(row) ?? STAGE.issued
    case 'none':
      return STAGE.issued
  }
}

/** How far the time of the last signature is proved, by the levels of PAdES (ETSI EN 319 142); undefined where nothing is asked for. */
export function tellStampState({ stamp }: Pick<DocumentRow, 'stamp'>): Told | undefined {
  switch (stamp.state) {
    case 'waiting':
      return { text: stamp.attempts === 0 ? 'Chờ dấu thời gian (đang B-B)' : `Chờ dấu thời gian (đang B-B); đã thử ${stamp.attempts} lần, thử lại ${formatMoment(stamp.nextAt)}`, tone: 'busy' }
    case 'stamped':
      return { text: `${LEVEL[stamp.level]}, dấu thời gian ${formatDayTime(stamp.at)}`, tone: 'good' }
    case 'none':
      return undefined
  }
}

const LEVEL: Record<'B-T' | 'B-LT', string> = { 'B-T': 'B-T: đã chứng minh lúc ký', 'B-LT': 'B-LT: đủ căn cứ kiểm tra lâu dài' }

const STAMP_PROBLEM: Record<string, string> = {
  'no-authority': 'Cổng chưa nêu nơi cấp dấu thời gian. Văn bản dùng được ngay; máy tự đóng dấu khi Cổng nêu.',
  'timestamp-unreachable': 'Không tới được nơi cấp dấu thời gian. Máy tự thử lại; hoặc bấm Ctrl+T.',
  'timestamp-rejected': 'Nơi cấp dấu thời gian từ chối. Máy tự thử lại; kéo dài thì báo quản trị viên.',
  'timestamp-untrusted': 'Dấu thời gian do nơi chưa được tin cậy cấp nên không lấy. Báo quản trị viên kiểm tra danh sách tin cậy (Shift+F9, Ctrl+2).',
  'signature-invalid': 'Chữ ký trong văn bản không hợp lệ nên không đóng dấu thời gian. Bấm Ctrl+K xem vì sao.',
  'file-on-its-way': 'Tệp chưa về máy. Máy tự thử lại khi tệp về.'
}

/** Of a time that is proved without all revocation data: what happens next. */
export function tellEvidence({ stamp }: Pick<DocumentRow, 'stamp'>): string | undefined {
  if (stamp.state !== 'stamped' || stamp.nextAt === undefined) return undefined
  return `Chưa lấy được đủ dữ liệu thu hồi chứng thư. Văn bản dùng được ngay; máy tự tìm lại lúc ${formatMoment(stamp.nextAt)} để lên B-LT, hoặc bấm Ctrl+T.`
}

/** Why the time is not proved yet, and what happens next. */
export function tellStampProblem(problem: string | undefined): string {
  return problem === undefined ? '' : (STAMP_PROBLEM[problem] ?? 'Chưa đóng được dấu thời gian. Máy tự thử lại; hoặc bấm Ctrl+T.')
}

/** Why a certificate is not offered. */
export function explainObstacle(obstacle: CertificateObstacle): string {
  return obstacle === 'of-another' ? 'không mang tên người ký' : explainUnusable(obstacle)
}
