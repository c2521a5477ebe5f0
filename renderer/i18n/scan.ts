import type { CccdQrError, CccdQrWarning } from '../../electron/domain/cccd-qr.ts'
import { SEX_NAME, type CitizenIdWarning } from '../../electron/domain/citizen-id.ts'

type QrErrors = { [K in CccdQrError['kind']]: (error: Extract<CccdQrError, { kind: K }>) => string }
type QrWarnings = { [K in CccdQrWarning['kind']]: (warning: Extract<CccdQrWarning, { kind: K }>) => string }

const KEPT = 'Thông tin đang nhập vẫn giữ nguyên.'

const errors: QrErrors = {
  'qr-empty': () => `Máy quét không đọc được gì. Quét lại mã QR trên thẻ. ${KEPT}`,
  'qr-not-text': (e) =>
    `Mã QR bị vỡ dấu tiếng Việt${e.field === 'full-name' ? ' ở họ tên' : e.field === 'address' ? ' ở địa chỉ' : ''}. Tắt bộ gõ rồi quét lại, hoặc nhập tay. ${KEPT}`,
  'qr-too-few-fields': (e) => `Mã QR bị đứt: chỉ đọc được ${e.found} trên ${e.needed} mục. Quét lại, hoặc nhập tay. ${KEPT}`,
  'qr-bad-id': () => `Số CCCD trong mã QR không đủ 12 số. Quét lại, hoặc nhập tay. ${KEPT}`,
  'qr-name-missing': () => `Mã QR không có họ tên. Quét lại, hoặc nhập tay. ${KEPT}`,
  'qr-bad-birth-date': () => `Ngày sinh trong mã QR không có thật. Quét lại, hoặc nhập tay. ${KEPT}`
}

const warnings: QrWarnings = {
  'province-unknown': (w) => `Ba số đầu ${w.provinceCode} không có trong danh mục tỉnh: kiểm tra số, hoặc người sinh ở nước ngoài.`,
  'sex-differs': (w) => `Giới tính ghi ${SEX_NAME[w.stated]}, số CCCD cho biết ${SEX_NAME[w.byNumber]}: đối chiếu với thẻ.`,
  'birth-year-differs': (w) => `Năm sinh ghi ${w.stated}, số CCCD cho biết ${w.byNumber}: đối chiếu với thẻ.`,
  'qr-sex-unknown': () => 'Mã QR không có giới tính: chọn giới tính.',
  'qr-address-empty': () => 'Mã QR không có địa chỉ: nhập địa chỉ.',
  'qr-old-id-invalid': () => 'Số CMND cũ trong mã QR không đúng: đã bỏ qua.',
  'qr-issue-date-invalid': () => 'Ngày cấp trong mã QR không đúng: đã bỏ qua.'
}

/** A broken scan: what is wrong and that nothing was cleared. */
export function explainQrError(error: CccdQrError): string {
  return (errors[error.kind] as (error: CccdQrError) => string)(error)
}

/** Something to compare with the card; never a refusal. */
export function explainQrWarning(warning: CccdQrWarning | CitizenIdWarning): string {
  return (warnings[warning.kind] as (warning: CccdQrWarning) => string)(warning)
}
