import { problemTypes, type Problem } from '../../electron/contract/wire.ts'

type ProblemName = keyof typeof problemTypes

/** HTTP status and a title for people of every problem; inside a batch the status is that of the one entry. */
const known: Record<ProblemName, { status: number; title: string }> = {
  badRequest: { status: 400, title: 'Yêu cầu không đúng định dạng' },
  badSignature: { status: 401, title: 'Chữ ký của yêu cầu không hợp lệ' },
  clockSkew: { status: 401, title: 'Đồng hồ của máy quầy lệch so với máy chủ' },
  unknownDevice: { status: 401, title: 'Máy quầy chưa được đăng ký' },
  revokedDevice: { status: 403, title: 'Máy quầy đã bị thu hồi quyền kết nối' },
  deviceKeyRetired: { status: 403, title: 'Khóa của máy quầy đã được thay bằng khóa khác' },
  counterTooOld: { status: 426, title: 'Phiên bản ứng dụng của máy quầy quá cũ' },
  codeInvalid: { status: 403, title: 'Mã đăng ký không đúng hoặc đã được dùng' },
  copyMissing: { status: 422, title: 'Không có bản sao của máy quầy mà mã này khôi phục' },
  keyReused: { status: 409, title: 'Số thứ tự này đã được dùng cho một nội dung khác' },
  chainBroken: { status: 409, title: 'Chuỗi bản ghi không nối tiếp với phần máy chủ đang giữ' },
  hashMismatch: { status: 422, title: 'Nội dung không khớp với mã băm' },
  editConflict: { status: 409, title: 'Hồ sơ đã được thay đổi ở nơi khác' },
  numberTaken: { status: 409, title: 'Mã hồ sơ đã có' },
  numberOutOfRange: { status: 422, title: 'Mã hồ sơ nằm ngoài dải số của máy quầy' },
  notAcceptable: { status: 422, title: 'Bản ghi không được chấp nhận' },
  secret: { status: 422, title: 'Không tiếp nhận hồ sơ, tài liệu mật qua hệ thống này' },
  versionUnknown: { status: 422, title: 'Phiên bản dữ liệu của máy quầy không được hỗ trợ' },
  dossierWaits: { status: 409, title: 'Bản ghi trước của hồ sơ này chưa được tiếp nhận' },
  baseUnknown: { status: 409, title: 'Máy chủ chưa có các bước trước của hồ sơ, văn bản này' },
  uploadMoved: { status: 409, title: 'Lượt tải lên đang ở vị trí khác' },
  tooLarge: { status: 413, title: 'Yêu cầu quá lớn' },
  busy: { status: 503, title: 'Máy chủ đang bận' }
}

/** A problem+json body by its short name. `detail` is a sentence for people and holds no personal data. */
export function problem(name: ProblemName, facts: Pick<Problem, 'detail' | 'seq' | 'head' | 'serverTime'> = {}): Problem {
  return { type: problemTypes[name], ...known[name], ...facts }
}

/** The title of a problem's type; of one this build does not know, the type itself. */
export function titleOf(type: string): string {
  const name = (Object.keys(problemTypes) as ProblemName[]).find((one) => problemTypes[one] === type)
  return name === undefined ? type : known[name].title
}

/** Thrown where the whole request is refused; the error handler answers it. */
export class HttpProblem extends Error {
  readonly problem: Problem
  readonly headers: Record<string, string>

  constructor(refused: Problem, headers: Record<string, string> = {}) {
    super(refused.type)
    this.problem = refused
    this.headers = headers
  }
}
