import type { AnswerRefusal } from './answer-supplement.ts'
import type { FilingRefusal } from './file-dossier.ts'

const fieldNames: Partial<Record<string, string>> = { fullName: 'họ và tên', idNumber: 'số giấy tờ', birthDate: 'ngày sinh', sex: 'giới tính', address: 'địa chỉ', phone: 'điện thoại', email: 'email', idKind: 'loại giấy tờ' }
/** Where a word more helps than that it is wrong. */
const hints: Partial<Record<string, string>> = { birthDate: ' (ghi như 05/09/1990)' }
const reasons = { required: 'còn trống', malformed: 'không đúng', 'too-long': 'quá dài', 'in-the-future': 'ở tương lai' } as const

/** Why a filing or an answer was not taken, and what to do, for the citizen. */
export function explainRefusal(refusal: FilingRefusal | AnswerRefusal): string {
  switch (refusal.kind) {
    case 'applicant-invalid':
      return `Xin sửa: ${refusal.problems.map(({ field, reason }) => `${fieldNames[field] ?? field} ${reasons[reason]}${hints[field] ?? ''}`).join(', ')}.`
    case 'missing-component':
      return `Còn thiếu giấy tờ: ${refusal.names.join('; ')}.`
    case 'secrecy-unanswered':
      return 'Xin xác nhận không có giấy tờ nào mang dấu mật. Giấy tờ mật chỉ nhận trực tiếp, không gửi qua mạng.'
    case 'secret-procedure':
    case 'secret-document':
      return 'Hồ sơ này có bí mật nhà nước: không nhận qua mạng. Xin đến bộ phận một cửa.'
    case 'paper-not-pdf':
      return `Tệp “${refusal.name}” không phải PDF. Xin lưu giấy tờ thành PDF rồi chọn lại.`
    case 'paper-too-large':
      return `Tệp “${refusal.name}” lớn hơn 10 MB. Xin giảm dung lượng rồi chọn lại.`
    case 'too-many-papers':
      return 'Nhiều hơn 20 tệp. Xin gộp các trang của một giấy tờ vào một tệp.'
    case 'channel-not-offered':
      return 'Thủ tục này chưa nhận trực tuyến. Xin đến bộ phận một cửa.'
    case 'procedure-not-in-force':
    case 'procedure-unknown':
      return 'Thủ tục này hiện không còn áp dụng. Xin chọn lại thủ tục.'
    case 'office-unknown':
      return 'Không có nơi tiếp nhận này. Xin chọn lại.'
    case 'answer-empty':
      return 'Chưa có gì để gửi: xin chọn tệp hoặc viết vài dòng.'
    case 'nothing-asked':
      return 'Hồ sơ này không chờ bổ sung.'
    case 'unknown-component':
    case 'number-range-empty':
    case 'clock-went-back':
    case 'clock-jumped':
    case 'portal-refused':
      return 'Cổng chưa nhận được. Xin thử lại sau ít phút, hoặc đến bộ phận một cửa.'
  }
}
