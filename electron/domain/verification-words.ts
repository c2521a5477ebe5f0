import { formatLocalDate, toLocalTime } from './calendar.ts'
import type { CheckedFile, CheckedFormat, DocumentReport, LaterChange, SignatureReport } from './verification.ts'

/** What was found of a document's signatures, in an official's words: the same on the screen and in the printed report. */

export interface VerificationLine {
  name: string
  text: string
  tone: 'good' | 'warning' | 'danger' | 'neutral'
}

export interface VerificationVerdict {
  title: 'Hợp lệ' | 'Không hợp lệ' | 'Chưa đủ căn cứ' | 'Không có chữ ký số'
  tone: VerificationLine['tone']
  /** Why, as a sentence. */
  reason: string
  /** What to do now. */
  advice: string
}

export const FORMAT_NAME: Readonly<Record<CheckedFormat, string>> = {
  pdf: 'PDF, chữ ký trong tệp (PAdES)',
  xml: 'XML, chữ ký trong tệp (XAdES)',
  'cms-detached': 'Chữ ký rời (.p7s) của tệp gốc',
  'cms-enclosing': 'Tệp gói cả nội dung và chữ ký (.p7m)'
}

const CHANGE: Readonly<Record<LaterChange, string>> = {
  'content-changed': 'nội dung trang đã bị sửa',
  'content-removed': 'nội dung đã bị xóa',
  'content-revealed': 'nội dung giấu sẵn được hiện ra',
  'catalog-changed': 'cấu trúc tệp đã bị sửa',
  'form-changed': 'ô biểu mẫu đã bị sửa',
  'annotation-changed': 'chú thích, hình đè đã bị thêm hoặc sửa',
  'page-overlaid': 'hình của chữ ký sau che một phần lớn trang',
  'signature-removed': 'một chữ ký có trước đã bị gỡ',
  'bytes-appended': 'có dữ liệu nối thêm vào cuối tệp',
  unreadable: 'phần thêm sau không đọc được'
}

/** One reason a signature is not valid, the gravest first; undefined for one that is. */
interface Finding {
  applies(one: SignatureReport): boolean
  reason(one: SignatureReport): string
  advice: string
}

const RETURN = 'Không tiếp nhận bản này làm căn cứ. Trả lại nơi gửi, nêu lý do trên và đề nghị gửi bản khác.'
const ASK = 'Hỏi lại nơi gửi qua kênh khác trước khi dùng.'

const invalidFindings: readonly Finding[] = [
  { applies: ({ integrity }) => integrity === 'altered', reason: (one) => `Nội dung đã bị thay đổi sau khi ${who(one)} ký, hoặc chữ ký bị hỏng.`, advice: RETURN },
  { applies: ({ integrity }) => integrity === 'unreadable', reason: () => 'Chữ ký trong tệp bị hỏng, không đọc được.', advice: RETURN },
  { applies: ({ coverage }) => coverage.state === 'partial', reason: (one) => `Chữ ký của ${who(one)} không bao trùm hết nội dung: phần không được ký có thể đã bị thêm vào.`, advice: RETURN },
  { applies: ({ coverage }) => coverage.state === 'changed-after', reason: (one) => `Tệp đã bị sửa sau khi ${who(one)} ký: ${listChanges(one)}.`, advice: RETURN },
  { applies: ({ chain }) => chain === 'broken', reason: (one) => `Chứng thư của ${who(one)} mang tên tổ chức tin cậy nhưng không do tổ chức đó cấp: có dấu hiệu giả mạo.`, advice: `${RETURN} Báo người phụ trách an toàn thông tin.` },
  { applies: ({ usage }) => usage === 'wrong-usage', reason: (one) => `Chứng thư của ${who(one)} không được cấp để ký văn bản.`, advice: RETURN },
  { applies: ({ revocation }) => revocation.state === 'revoked', reason: (one) => `Chứng thư của ${who(one)} đã bị thu hồi${one.revocation.revokedAt ? ` từ ${time(one.revocation.revokedAt)}` : ''}.`, advice: RETURN },
  { applies: ({ validity }) => validity === 'expired', reason: (one) => `Chứng thư của ${who(one)} đã hết hạn khi ký.`, advice: RETURN },
  { applies: ({ validity }) => validity === 'not-yet-valid', reason: (one) => `Chứng thư của ${who(one)} chưa có hiệu lực khi ký.`, advice: RETURN }
]

const undeterminedFindings: readonly Finding[] = [
  { applies: ({ integrity }) => integrity === 'unsupported', reason: () => 'Loại chữ ký này chương trình chưa kiểm tra được.', advice: 'Kiểm tra bằng công cụ của nơi cấp chứng thư, hoặc đề nghị nơi gửi ký lại theo chuẩn PAdES.' },
  { applies: isForgeable, reason: (one) => `Chữ ký của ${who(one)} dùng thuật toán ${digestName(one)} đã lỗi thời, có thể bị làm giả.`, advice: 'Đề nghị nơi gửi ký lại bằng SHA-256.' },
  { applies: ({ kind, revocation }) => kind === 'document-timestamp' && revocation.state === 'revoked', reason: (one) => `Dấu thời gian của ${who(one)} không còn tin được: chứng thư của nơi cấp dấu đã bị thu hồi${one.revocation.revokedAt ? ` từ ${time(one.revocation.revokedAt)}` : ''}.`, advice: ASK },
  { applies: ({ chain }) => chain === 'unknown-issuer', reason: (one) => `Nơi cấp chứng thư của ${who(one)} không có trong danh sách tổ chức tin cậy của cơ quan.`, advice: `${ASK} Nếu đúng là tổ chức được cấp phép, quản trị viên thêm vào danh sách tin cậy rồi kiểm tra lại.` },
  { applies: ({ revocation }) => revocation.state === 'unknown', reason: (one) => `Chưa biết chứng thư của ${who(one)} có bị thu hồi hay không: máy chưa có danh sách thu hồi.`, advice: 'Kiểm tra lại khi có mạng, hoặc nhập danh sách thu hồi (CRL) từ USB ở mục Tổ chức tin cậy.' },
  { applies: ({ revocation }) => revocation.isFresh === false, reason: (one) => `Danh sách thu hồi trên máy đã cũ${one.revocation.asOf ? ` (ngày ${time(one.revocation.asOf)})` : ''}.`, advice: 'Kiểm tra lại khi có mạng, hoặc nhập danh sách thu hồi (CRL) mới từ USB ở mục Tổ chức tin cậy.' },
  { applies: () => true, reason: (one) => `Không có dấu thời gian chứng minh ${who(one)} đã ký khi chứng thư còn hiệu lực.`, advice: ASK }
]

/** One verdict for the whole: the gravest finding of its signatures. `Hợp lệ` only when every fact of every signature holds. */
export function tellVerdict({ signatures, verdict }: DocumentReport): VerificationVerdict {
  switch (verdict) {
    case 'valid': {
      const people = signatures.filter(({ kind }) => kind === 'signature')
      const stamped = people.every(({ provenAt }) => provenAt !== undefined)
      const reason = `${people.length === 1 ? 'Chữ ký' : `Cả ${people.length} chữ ký`} còn nguyên vẹn, của tổ chức tin cậy cấp, chưa bị thu hồi; nội dung không bị sửa sau khi ký.`
      return { title: 'Hợp lệ', tone: 'good', reason, advice: stamped ? 'Dùng được văn bản này.' : 'Dùng được văn bản này. Thời gian ký do máy người ký ghi, chưa có dấu thời gian.' }
    }
    case 'invalid':
      return { title: 'Không hợp lệ', tone: 'danger', ...gravest(signatures, 'invalid', invalidFindings) }
    case 'undetermined':
      return { title: 'Chưa đủ căn cứ', tone: 'warning', ...gravest(signatures, 'undetermined', undeterminedFindings) }
    case 'unsigned':
      return {
        title: 'Không có chữ ký số',
        tone: 'warning',
        reason: signatures.length > 0 ? 'Tệp chỉ có dấu thời gian, không có chữ ký của người hay cơ quan nào.' : 'Tệp không có chữ ký số nào, hoặc chữ ký đã bị cắt mất.',
        advice: 'Không coi là bản điện tử đã ký. Đề nghị nơi gửi gửi lại tệp gốc, hoặc tiếp nhận theo bản giấy.'
      }
  }
}

function gravest(signatures: readonly SignatureReport[], verdict: SignatureReport['verdict'], findings: readonly Finding[]): { reason: string; advice: string } {
  const those = signatures.filter((one) => one.verdict === verdict)
  for (const finding of findings) {
    const one = those.find((candidate) => finding.applies(candidate))
    if (one) return { reason: finding.reason(one), advice: finding.advice }
  }
  return { reason: 'Có điểm không kiểm tra được.', advice: ASK }
}

/** Each thing that was looked at of one signature, in the order an official asks. */
export function tellSignature(one: SignatureReport): VerificationLine[] {
  const { signer } = one
  return [
    { name: 'Toàn vẹn', ...INTEGRITY[one.integrity] },
    { name: one.kind === 'signature' ? 'Người ký' : 'Nơi cấp dấu', text: signer ? signer.commonName : 'Không rõ: chữ ký không kèm chứng thư', tone: signer ? 'neutral' : 'warning' },
    ...(signer?.organisation && signer.organisation !== signer.commonName ? [{ name: 'Cơ quan', text: signer.organisation, tone: 'neutral' as const }] : []),
    { name: 'Nơi cấp chứng thư', ...tellChain(one) },
    { name: 'Hiệu lực chứng thư', ...tellValidity(one) },
    { name: 'Thu hồi', ...tellRevocation(one) },
    { name: 'Thời gian ký', ...tellTime(one) },
    { name: 'Phạm vi ký', ...tellCoverage(one) },
    ...(isForgeable(one) ? [{ name: 'Thuật toán', text: `${digestName(one)} đã lỗi thời, có thể bị làm giả`, tone: 'warning' as const }] : [])
  ]
}

const INTEGRITY: Readonly<Record<SignatureReport['integrity'], Omit<VerificationLine, 'name'>>> = {
  intact: { text: 'Đúng nội dung đã ký, chữ ký khớp với chứng thư', tone: 'good' },
  altered: { text: 'Nội dung hoặc chữ ký đã bị thay đổi', tone: 'danger' },
  unreadable: { text: 'Chữ ký bị hỏng, không đọc được', tone: 'danger' },
  unsupported: { text: 'Loại chữ ký chưa hỗ trợ, không kiểm tra được', tone: 'warning' }
}

function tellChain({ chain, signer }: SignatureReport): Omit<VerificationLine, 'name'> {
  const issuer = signer ? nameIn(signer.issuer) : 'không rõ'
  if (chain === 'trusted') return { text: `${issuer}: có trong danh sách tin cậy`, tone: 'good' }
  return chain === 'broken' ? { text: `${issuer}: không phải nơi đã cấp chứng thư này`, tone: 'danger' } : { text: `${issuer}: không có trong danh sách tin cậy của cơ quan`, tone: 'warning' }
}

function tellValidity({ signer, usage, validity }: SignatureReport): Omit<VerificationLine, 'name'> {
  if (!signer) return { text: 'Không có chứng thư để xét', tone: 'warning' }
  const span = `từ ${day(signer.validFrom)} đến ${day(signer.validTo)}, số ${signer.serial}`
  if (usage === 'wrong-usage') return { text: `Không được cấp để ký văn bản (${span})`, tone: 'danger' }
  if (validity === 'valid') return { text: `Còn hiệu lực khi ký (${span})`, tone: 'good' }
  return { text: `${validity === 'expired' ? 'Đã hết hạn' : 'Chưa có hiệu lực'} khi ký (${span})`, tone: 'danger' }
}

const SOURCE = { document: 'kèm trong văn bản', kept: 'lưu trên máy', online: 'vừa hỏi' } as const

function tellRevocation({ chain, revocation }: SignatureReport): Omit<VerificationLine, 'name'> {
  const { state, source, asOf, from, isFresh, revokedAt } = revocation
  const evidence = source === undefined ? '' : ` (${source.toUpperCase()} ${from ? `${SOURCE[from]}, ` : ''}lập ${asOf ? time(asOf) : 'không rõ lúc nào'})`
  if (state === 'revoked') return { text: `Đã bị thu hồi${revokedAt ? ` từ ${time(revokedAt)}` : ''}${evidence}`, tone: 'danger' }
  if (state === 'unknown') return { text: chain === 'trusted' ? 'Chưa biết: chưa có danh sách thu hồi và không hỏi được nơi cấp' : 'Chưa xét: nơi cấp không thuộc danh sách tin cậy', tone: 'warning' }
  if (source === undefined) return { text: 'Chính chứng thư này nằm trong danh sách tin cậy', tone: 'good' }
  return isFresh === false ? { text: `Chưa thấy bị thu hồi, nhưng dữ liệu đã cũ${evidence}`, tone: 'warning' } : { text: `Chưa bị thu hồi${evidence}`, tone: 'good' }
}

function tellTime(one: SignatureReport): Omit<VerificationLine, 'name'> {
  const { kind, provenAt, claimedAt, revokedStamp } = one
  if (revokedStamp && kind === 'signature') {
    const since = `nơi cấp dấu đã bị thu hồi chứng thư${revokedStamp.revokedAt ? ` từ ${time(revokedStamp.revokedAt)}` : ''}`
    if (provenAt && revokedStamp.isBelieved) return { text: `${time(provenAt)}, có dấu thời gian chứng minh; ${since}, dấu lập trước đó vẫn được tính`, tone: 'warning' }
    if (!provenAt) return { text: `${claimedAt ? `${time(claimedAt)}, theo máy của người ký; ` : ''}dấu thời gian không được tính vì ${since}`, tone: 'warning' }
  }
  if (provenAt) return { text: kind === 'signature' ? `${time(provenAt)}, có dấu thời gian chứng minh` : time(provenAt), tone: 'good' }
  if (claimedAt) return { text: `${time(claimedAt)}, theo máy của người ký, chưa có dấu thời gian`, tone: 'neutral' }
  return { text: 'Không ghi', tone: 'warning' }
}

function tellCoverage(one: SignatureReport): Omit<VerificationLine, 'name'> {
  switch (one.coverage.state) {
    case 'whole-file':
      return { text: 'Toàn bộ tệp', tone: 'good' }
    case 'earlier-revision':
      return { text: 'Toàn bộ nội dung; sau đó chỉ thêm chữ ký, dấu thời gian', tone: 'good' }
    case 'changed-after':
      return { text: `Tệp bị sửa sau khi ký: ${listChanges(one)}`, tone: 'danger' }
    case 'partial':
      return { text: 'Không bao trùm hết nội dung', tone: 'danger' }
  }
}

const VERDICT: Readonly<Record<SignatureReport['verdict'], Omit<VerificationLine, 'name'>>> = {
  valid: { text: 'Hợp lệ', tone: 'good' },
  undetermined: { text: 'Chưa đủ căn cứ', tone: 'warning' },
  invalid: { text: 'Không hợp lệ', tone: 'danger' }
}

/** A signature as a heading: what it is, whose, and how it stands. */
export function tellHeading(one: SignatureReport, index: number): VerificationLine {
  const what = one.kind === 'signature' ? 'Chữ ký' : 'Dấu thời gian'
  return { name: `${what} ${index + 1}: ${one.signer?.commonName ?? 'không rõ'}`, ...VERDICT[one.verdict] }
}

/** On what ground the whole was judged. */
export function tellBasis({ authorities, online, checkedAt }: Pick<CheckedFile, 'authorities' | 'online' | 'checkedAt'>): string {
  const list = authorities === 0 ? 'danh sách tổ chức tin cậy đang trống' : `${authorities} tổ chức trong danh sách tin cậy`
  return `Kiểm tra lúc ${time(checkedAt)}; ${list}; ${online ? 'có mạng để hỏi thu hồi' : 'không có mạng, dùng dữ liệu thu hồi lưu trên máy'}.`
}

function isForgeable({ digest }: SignatureReport): boolean {
  return digest === 'sha-1' || digest === 'md5'
}

function digestName({ digest }: SignatureReport): string {
  return (digest ?? '').toUpperCase()
}

function listChanges({ coverage }: SignatureReport): string {
  return coverage.changes.length > 0 ? coverage.changes.map((change) => CHANGE[change]).join('; ') : 'không rõ phần nào'
}

function who({ signer }: SignatureReport): string {
  return signer?.commonName ?? 'người ký'
}

/** The common name in a distinguished name; else all of it. */
function nameIn(distinguished: string): string {
  return /(?:^|, )CN=(.*?)(?:, [A-Za-z0-9.]+=|$)/.exec(distinguished)?.[1] ?? distinguished
}

function day(iso: string): string {
  return formatLocalDate(toLocalTime(Date.parse(iso)).slice(0, 10))
}

/** `09:05 15/03/2021`, Vietnam's clock. */
function time(iso: string): string {
  return `${toLocalTime(Date.parse(iso)).slice(11, 16)} ${day(iso)}`
}
