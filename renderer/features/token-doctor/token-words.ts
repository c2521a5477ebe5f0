import type { DoctorReport, LibraryProblem, ModuleReport, PinState, ProcessorKind, SlotReport, TokenCertificate } from '../../../electron/contract/signer.ts'
import { tellExpiry } from '../../i18n/certificate-expiry.ts'
import { explainUnusable } from '../../i18n/error-words.ts'
import { formatDay, formatDayTime } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'

/** The token doctor's words: the same on the page and in the file for the support desk. */

const BITS: Record<ProcessorKind, string> = { x86: '32-bit', x64: '64-bit', arm64: 'ARM 64-bit' }

export function bitsOf(processor: string | undefined): string {
  return BITS[processor as ProcessorKind] ?? 'không rõ số bit'
}

/** The kind of a certificate's key. */
export const ALGORITHM_NAME: Record<TokenCertificate['algorithm'], string> = { 'rsa-2048': 'RSA 2048', 'rsa-other': 'RSA cỡ khác 2048', 'ecdsa-p256': 'ECDSA P-256', other: 'thuật toán khác' }

/** Why a driver cannot be used, and what to do. */
export function explainLibrary(problem: LibraryProblem, processor: string): string {
  switch (problem.kind) {
    case 'missing':
      return 'Không có tệp ở nơi đã khai báo. Cài lại trình điều khiển của nhà cung cấp.'
    case 'no-library':
      return 'Tệp không phải thư viện của hệ điều hành này. Cài lại trình điều khiển của nhà cung cấp.'
    case 'wrong-processor':
      return `Trình điều khiển ${bitsOf(problem.found)}, ứng dụng chạy ${bitsOf(processor)}. Cài gói ${bitsOf(processor)} của nhà cung cấp.`
    case 'no-pkcs11':
      return 'Thư viện này không phải PKCS#11 (thường là phần dành cho trình duyệt). Cài gói PKCS#11 của nhà cung cấp.'
    case 'load-failed':
      return `Không nạp được (${tellCode(problem.code)}). Cài lại trình điều khiển, khởi động lại máy.`
    case 'no-answer':
      return 'Trình điều khiển treo hoặc hỏng khi được hỏi; ứng dụng không bị ảnh hưởng. Rút thiết bị ra cắm lại rồi bấm F5.'
  }
}

const PIN: Record<PinState, Told> = {
  ok: { text: 'PIN bình thường', tone: 'good' },
  'count-low': { text: 'PIN: đã nhập sai, sắp hết lần nhập', tone: 'warning' },
  'final-try': { text: 'PIN: chỉ còn một lần, sai nữa sẽ khóa', tone: 'danger' },
  locked: { text: 'PIN đã bị khóa: liên hệ nơi cấp để mở khóa', tone: 'danger' },
  'not-initialised': { text: 'Chưa đặt mã PIN', tone: 'warning' }
}

export function tellPin(pin: PinState): Told {
  return PIN[pin]
}

export function tellCertificate({ unusable, validTo }: Pick<TokenCertificate, 'unusable' | 'validTo'>, nowMs: number = Date.now()): Told {
  const expiry = tellExpiry(validTo, nowMs)
  if (unusable === undefined) return expiry === undefined ? { text: 'Ký được', tone: 'good' } : { text: `Ký được, ${expiry}: đề nghị nơi cấp gia hạn`, tone: 'warning' }
  return { text: `Không dùng được: ${explainUnusable(unusable)}`, tone: 'danger' }
}

/** CKR codes officers were seen to meet (PKCS#11 v2.40 §5.1). */
const CODE: Record<string, string> = {
  CKR_PIN_INCORRECT: 'mã PIN vừa nhập không đúng',
  CKR_PIN_INVALID: 'mã PIN có ký tự thiết bị không nhận',
  CKR_PIN_LEN_RANGE: 'mã PIN quá ngắn hoặc quá dài',
  CKR_PIN_LOCKED: 'mã PIN đã bị khóa',
  CKR_PIN_EXPIRED: 'mã PIN đã hết hạn, phải đổi bằng công cụ của nhà cung cấp',
  CKR_DEVICE_ERROR: 'thiết bị hoặc cổng USB hỏng; thử cổng khác',
  CKR_DEVICE_MEMORY: 'bộ nhớ thiết bị đầy hoặc hỏng',
  CKR_DEVICE_REMOVED: 'thiết bị bị rút ra khi đang dùng',
  CKR_TOKEN_NOT_PRESENT: 'không có thiết bị trong khe cắm',
  CKR_TOKEN_NOT_RECOGNIZED: 'trình điều khiển này không nhận ra thiết bị: dùng trình điều khiển của đúng nhà cung cấp',
  CKR_FUNCTION_FAILED: 'thiết bị không làm được (không phải sai PIN); rút ra cắm lại',
  CKR_GENERAL_ERROR: 'lỗi chung của trình điều khiển; rút ra cắm lại, khởi động lại máy',
  CKR_HOST_MEMORY: 'máy thiếu bộ nhớ; đóng bớt chương trình',
  CKR_SESSION_HANDLE_INVALID: 'phiên làm việc với thiết bị đã mất; rút ra cắm lại',
  CKR_SESSION_COUNT: 'quá nhiều chương trình đang dùng thiết bị; đóng bớt',
  CKR_OPERATION_ACTIVE: 'thiết bị còn dở một lượt ký trước; rút ra cắm lại',
  CKR_USER_NOT_LOGGED_IN: 'thiết bị đã tự đăng xuất',
  CKR_USER_PIN_NOT_INITIALIZED: 'thiết bị chưa đặt mã PIN',
  CKR_KEY_HANDLE_INVALID: 'không thấy khóa ký trên thiết bị',
  CKR_MECHANISM_INVALID: 'thiết bị không hỗ trợ thuật toán ký này'
}

export function tellCode(code: string): string {
  const words = CODE[code]
  return words === undefined ? `mã ${code}, tra với nhà cung cấp` : `${words} (${code})`
}

/** In one line, whether this PC can sign; the page's heading. */
export function tellDiagnosis(report: DoctorReport): Told {
  const working = report.modules.filter(({ problem }) => problem === undefined)
  const tokens = listTokens(report)
  const certificates = tokens.flatMap((slot) => slot.certificates)
  if (report.modules.length === 0) return { text: 'Máy chưa cài trình điều khiển thiết bị ký nào. Cài gói của nhà cung cấp chứng thư rồi bấm F5.', tone: 'danger' }
  if (working.length === 0) return { text: 'Có trình điều khiển nhưng không cái nào dùng được. Xem lý do bên dưới.', tone: 'danger' }
  if (tokens.length === 0) return { text: 'Trình điều khiển chạy tốt, chưa thấy thiết bị. Cắm thiết bị rồi bấm F5.', tone: 'warning' }
  if (tokens.every(({ token }) => token?.pin === 'locked')) return { text: 'Thiết bị đã bị khóa PIN. Liên hệ nơi cấp chứng thư để mở khóa.', tone: 'danger' }
  const usable = certificates.filter(({ unusable }) => unusable === undefined)
  if (usable.length === 0) return { text: 'Có thiết bị nhưng không chứng thư nào ký được. Xem lý do bên dưới.', tone: 'danger' }
  return { text: `Ký được với ${usable.length} chứng thư: ${[...new Set(usable.map(({ commonName }) => commonName))].join('; ')}.`, tone: 'good' }
}

/** Slots with a token, each token once though two drivers may see it. */
function listTokens(report: DoctorReport): SlotReport[] {
  const bySerial = new Map<string, SlotReport>()
  for (const slot of report.modules.flatMap(({ slots }) => slots)) if (slot.token && !bySerial.has(slot.token.tokenSerial)) bySerial.set(slot.token.tokenSerial, slot)
  return [...bySerial.values()]
}

export function tellModule(module: ModuleReport, processor: string): Told {
  if (module.problem) return { text: explainLibrary(module.problem, processor), tone: module.problem.kind === 'no-answer' ? 'warning' : 'danger' }
  const tokens = module.slots.filter(({ token }) => token !== undefined).length
  return tokens > 0 ? { text: `Chạy tốt, thấy ${tokens} thiết bị`, tone: 'good' } : { text: `Chạy tốt, ${module.slots.length} khe, chưa thấy thiết bị`, tone: 'neutral' }
}

/** The report as a text file. Of persons it holds what their certificates say in public, and nothing else: no PIN, no key, no folder of this PC. */
export function writeReport(report: DoctorReport, facts: { at: string; version: string | undefined }): string {
  const lines = [
    'Báo cáo thiết bị ký số - Quầy Một Cửa',
    'Không chứa mã PIN hay khóa. Chứa tên, số chứng thư như ghi công khai trong chứng thư số.',
    `Lập lúc: ${formatDayTime(facts.at)} · phiên bản ${facts.version ?? 'không rõ'} · ${report.platform} ${bitsOf(report.processor)}`,
    `Kết luận: ${tellDiagnosis(report).text}`
  ]
  for (const module of report.modules) {
    lines.push('', `Trình điều khiển ${module.module} (${module.vendor ?? 'không có trong danh mục'}, ${bitsOf(module.processor)}): ${tellModule(module, report.processor).text}`)
    if (module.library) lines.push(`  ${module.library.manufacturer}, ${module.library.description}, ${module.library.version}`)
    if (module.lastError) lines.push(`  Lỗi gần nhất ${formatDayTime(module.lastError.at)}: ${tellCode(module.lastError.code)}`)
    for (const slot of module.slots) {
      lines.push(`  Khe ${slot.description}: ${slot.token ? `${slot.token.label}, số ${slot.token.tokenSerial}, ${slot.token.manufacturer} ${slot.token.model}; ${tellPin(slot.token.pin).text}` : 'trống'}`)
      for (const certificate of slot.certificates) {
        lines.push(`    ${certificate.commonName} · ${certificate.issuer} · số ${certificate.serial} · ${formatDay(certificate.validFrom)} - ${formatDay(certificate.validTo)} · ${ALGORITHM_NAME[certificate.algorithm]}: ${tellCertificate(certificate).text}`)
      }
    }
  }
  return `${lines.join('\r\n')}\r\n`
}
