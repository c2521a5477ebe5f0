import type { BackupFailureReason } from '../../electron/contract/continuity.ts'
import type { SignatureImageProblem } from '../../electron/contract/press.ts'
import type { PinState, TokenCertificate } from '../../electron/contract/signer.ts'
import type { DocumentStage } from '../../electron/domain/document.ts'

const UNUSABLE: Record<NonNullable<TokenCertificate['unusable']> | 'revoked' | 'certificate-of-another' | 'agency-token-needed' | 'certificate-absent', string> = {
  revoked: 'chứng thư số đã bị thu hồi',
  expired: 'chứng thư số đã hết hạn',
  'not-yet-valid': 'chứng thư số chưa đến ngày hiệu lực',
  'wrong-usage': 'chứng thư số không dùng để ký văn bản',
  'no-private-key': 'thiết bị không có khóa ký của chứng thư này',
  'unsupported-algorithm': 'thuật toán của chứng thư không được hỗ trợ',
  'certificate-of-another': 'chứng thư trong thiết bị là của người khác, cắm thiết bị của chính mình',
  'agency-token-needed': 'đây không phải thiết bị của cơ quan, cắm thiết bị đóng dấu của cơ quan',
  'certificate-absent': 'thiết bị không có chứng thư ký'
}

/** Why a certificate cannot sign, as part of a sentence. */
export function explainUnusable(reason: string): string {
  return (UNUSABLE as Record<string, string | undefined>)[reason] ?? 'thiết bị không ký được'
}

/** What to do about it, as a sentence. */
export function adviseUnusable(reason: string): string {
  if (reason === 'not-yet-valid') return `${CLOCK} Ngày giờ đúng mà vẫn vậy thì đợi đến ngày hiệu lực.`
  if (reason === 'expired' || reason === 'revoked') return 'Đề nghị đơn vị cấp chứng thư cấp lại.'
  return 'Cắm đúng thiết bị, hoặc chọn chứng thư khác ở màn hình Ký số (F9); nếu vẫn vậy, liên hệ đơn vị cấp chứng thư.'
}

/** What to do before the next attempt, by what the token says of its PIN. */
export const PIN_WARNING: Record<PinState, string> = {
  ok: 'Kiểm tra lại mã PIN rồi ký lại.',
  'count-low': 'Thiết bị báo số lần nhập còn ít. Kiểm tra kỹ mã PIN trước khi ký lại.',
  'final-try': 'Chỉ còn một lần nhập: sai nữa thiết bị sẽ bị khóa. Hỏi quản trị viên trước khi ký lại.',
  locked: 'Thiết bị đã bị khóa. Liên hệ quản trị viên hoặc đơn vị cấp chứng thư để mở khóa.',
  'not-initialised': 'Thiết bị chưa đặt mã PIN. Liên hệ quản trị viên.'
}

/** What is wrong with the image of a signature or seal, as part of a sentence. */
export const SIGNATURE_IMAGE: Record<SignatureImageProblem, string> = {
  missing: 'chưa có hình chữ ký hoặc hình dấu',
  'not-png': 'hình chữ ký hoặc hình dấu không phải tệp PNG',
  'no-transparency': 'hình chữ ký hoặc hình dấu không có nền trong suốt, sẽ che chữ bên dưới',
  'too-large': 'hình chữ ký hoặc hình dấu quá lớn (nhiều nhất 3000 điểm mỗi chiều, 4 MB)',
  damaged: 'tệp hình chữ ký hoặc hình dấu bị hỏng'
}

/** The law, as it is told to the officer who has a secret paper in hand. */
export const SECRECY_REASON =
  'Luật Bảo vệ bí mật nhà nước 2018 (Điều 5) cấm soạn thảo, lưu giữ bí mật nhà nước trên máy có kết nối mạng. Xử lý bằng hồ sơ giấy tại bộ phận bảo mật của cơ quan.'

/** Where a backup failed, as part of a sentence. */
export const BACKUP_STEP: Record<BackupFailureReason, string> = {
  folder: 'không ghi được vào thư mục sao lưu',
  copy: 'không chép hết dữ liệu',
  verify: 'bản sao không mở kiểm tra được'
}

/** Why it is not this officer’s turn to sign. */
export const DOCUMENT_TURN: Record<DocumentStage, string> = {
  'waits-person': 'Chưa đóng dấu được: người có thẩm quyền phải ký trước (Nghị định 30/2020, Điều 32).',
  'waits-agency': 'Người có thẩm quyền đã ký văn bản này; văn bản đang chờ văn thư đóng dấu.',
  issued: 'Văn bản đã được đóng dấu phát hành, không ký thêm.',
  returned: 'Văn bản đã bị trả lại. Sửa rồi nhập thành văn bản mới.'
}

/** Files whose signatures cannot be checked here, and what to do with them. */
export const NOT_VERIFIABLE: Record<string, string | undefined> = {
  'two-files': 'Hai tệp đã chọn không phải một tệp gốc và chữ ký rời (.p7s) của nó. Chọn lại đúng hai tệp, hoặc từng tệp một.',
  folder: 'Đây là thư mục. Mở thư mục rồi chọn tệp bên trong.',
  'office-document': 'Chữ ký trong tệp Word, Excel chưa kiểm tra được ở đây. Mở tệp bằng Office để xem, hoặc đề nghị nơi gửi ký bản PDF.',
  zip: 'Đây là tệp nén. Giải nén rồi chọn tệp bên trong.'
}

/** What to do about a wrong clock. */
export const CLOCK = 'Kiểm tra ngày giờ ở góc màn hình của máy.'
/** What a yes to a wrong day does: the PC ahead of the portal, or behind. Core keeps it for these two days (numbers/legal-day.ts). */
export const WRONG_YES = {
  ahead: 'Chỉ xác nhận khi ngày của máy là đúng: số đã cấp cho ngày sau thì trước ngày đó máy không cấp số nữa. Xác nhận rồi, máy chỉ hỏi lại khi ngày đổi.',
  behind: 'Chỉ xác nhận khi ngày của máy là đúng: số, ngày nhận và hạn trả sẽ ghi theo ngày này. Xác nhận rồi, máy chỉ hỏi lại khi ngày đổi.'
}
