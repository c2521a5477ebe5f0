import type { PaperKind } from '../../electron/contract/forms.ts'
import { ownProblemTypes, problemTypes } from '../../electron/contract/problem-types.ts'
import type { Secrecy } from '../../electron/contract/intake.ts'
import type { DeliveryState, LinkState, QueueItem, QueueSummary, StatusBar, TokenSummary } from '../../electron/contract/views.ts'
import type { ApplicantField, ApplicantProblem, SubjectKind } from '../../electron/domain/applicant.ts'
import type { IdKind } from '../../electron/domain/citizen-id.ts'
import type { Channel } from '../../electron/domain/catalogue.ts'
import type { DocumentEntryKind } from '../../electron/domain/document.ts'
import type { DossierEntryKind } from '../../electron/domain/dossier.ts'
import { TEXT_FIELD_NAME } from '../../electron/domain/field-names.ts'
import type { NumberKind } from '../../electron/domain/numbers.ts'
import { assertNever } from '../../electron/domain/result.ts'
import { tellExpiry } from './certificate-expiry.ts'
import { formatBytes, formatMoment } from './format.ts'
import { explainProblem } from './problems.ts'
import type { DifferingField } from '../../electron/domain/reconcile.ts'

/** Words shared by several screens, and the sentences of the bar that is always in view (design/ui.md, "Words for the queue"). */

export const secrecyName: Record<Secrecy, string> = { none: 'Không mật', mat: 'Mật', 'toi-mat': 'Tối mật', 'tuyet-mat': 'Tuyệt mật' }

export const channelName: Record<Channel, string> = { direct: 'trực tiếp tại quầy', online: 'trực tuyến', post: 'qua bưu chính' }

export const idKindName: Record<IdKind, string> = { cccd: 'CCCD', cmnd: 'CMND', passport: 'Hộ chiếu', none: 'Không có' }

export const subjectName: Record<SubjectKind, string> = {
  citizen: 'Cá nhân',
  business: 'Doanh nghiệp',
  agency: 'Cơ quan nhà nước',
  organisation: 'Tổ chức khác'
}

export const applicantFieldName: Record<ApplicantField, string> = TEXT_FIELD_NAME

const FIELD_PROBLEM: Partial<Record<ApplicantField, Partial<Record<ApplicantProblem['reason'], string>>>> = {
  fullName: { required: 'Nhập họ và tên.', malformed: 'Họ tên chỉ gồm chữ. Bỏ số và ký hiệu.' },
  idNumber: { required: 'Nhập số giấy tờ, hoặc chọn loại "Không có".', malformed: 'Số chưa đúng: CCCD 12 số, CMND 9 số.' },
  birthDate: { malformed: 'Ngày sinh chưa đúng. Ghi như 05/09/1988, hoặc chỉ năm 1988.', 'in-the-future': 'Ngày sinh ở tương lai. Kiểm tra lại năm.' },
  address: { required: 'Nhập địa chỉ.' },
  phone: { malformed: 'Điện thoại: di động 10 số, cố định 11 số.' },
  email: { malformed: 'Email không đúng, ví dụ ten@example.vn.' },
  taxCode: { malformed: 'Mã số thuế không đúng: 10 hoặc 13 số.' }
}

/** What is wrong with a field of the applicant, and how it should be. */
export function explainField({ field, reason }: ApplicantProblem): string {
  const special = FIELD_PROBLEM[field]?.[reason]
  if (special !== undefined) return special
  const name = applicantFieldName[field]
  if (reason === 'required') return `Nhập ${name.toLowerCase()}.`
  return reason === 'too-long' ? `${name} quá dài. Rút gọn lại.` : `${name} không đúng. Kiểm tra lại.`
}

/** The same of the one whose dossier it is, when another hands it in. */
export function explainOwnerField(problem: ApplicantProblem): string {
  return `Chủ hồ sơ: ${explainField(problem)}`
}

export const NUMBER_KIND_NAME: Record<NumberKind, string> = {
  dossier: 'mã hồ sơ',
  'register-line': 'sổ theo dõi hồ sơ',
  'certification-line': 'sổ chứng thực',
  'fee-receipt': 'biên lai thu phí, lệ phí',
  'outgoing-document': 'văn bản đi',
  'form-number': 'phiếu của Bộ phận một cửa'
}

const ENTRY_NAME: Record<DossierEntryKind | DocumentEntryKind, string> = {
  'dossier.received': 'Tiếp nhận hồ sơ',
  'dossier.status-changed': 'Chuyển trạng thái',
  'dossier.reappointed': 'Hẹn lại ngày trả',
  'dossier.registered': 'Vào sổ theo dõi',
  'dossier.amended': 'Sửa thông tin',
  'dossier.handed-over': 'Giao hồ sơ cho',
  'dossier.taken-over': 'Đã nhận bàn giao',
  'dossier.hand-over-declined': 'Trả lại, thu hồi bàn giao',
  'leg.sent': 'Chuyển liên thông',
  'leg.answered': 'Cơ quan liên thông trả lời',
  'dossier.supplement-answered': 'Công dân bổ sung trực tuyến',
  'file.attached': 'Nhận tệp',
  'file.signed': 'Ký số tệp, người ký',
  'fee.exempted': 'Miễn, giảm phí',
  'fee.collected': 'Thu phí bằng tiền mặt',
  'fee.transfer-awaited': 'Chờ chuyển khoản',
  'fee.transfer-settled': 'Đối soát chuyển khoản',
  'fee.receipt-voided': 'Hủy biên lai số',
  'document.created': 'Nhập văn bản',
  'document.signed': 'Ký văn bản, người ký',
  'document.numbered': 'Cấp số văn bản',
  'document.timestamped': 'Dấu thời gian',
  'document.returned': 'Trả lại văn bản'
}

/** What the counter itself writes into the journal. */
const COUNTER_ENTRY_NAME: Record<string, string> = {
  'number.issued': 'Cấp số',
  'number.voided': 'Hủy số',
  'counter.refused': 'Từ chối tiếp nhận tại quầy',
  'entry.withdrawn': 'Rút bước không gửi',
  'handover.exported': 'Xuất gói bàn giao ra USB',
  'handover.imported': 'Nhận gói bàn giao từ USB',
  'satisfaction.rated': 'Công dân đánh giá',
  'shift.opened': 'Mở két',
  'shift.closed': 'Chốt két',
  'citizen.told': 'Đã báo công dân hồ sơ bị từ chối',
  'trust.authority-added': 'Thêm tổ chức tin cậy',
  'trust.authority-removed': 'Bỏ tổ chức tin cậy',
  'content.purged': 'Xóa nội dung hồ sơ hết thời hạn lưu',
  'counter.restored': 'Máy quầy khôi phục từ bản sao',
  'counter.recalled': 'Cổng khôi phục từ bản sao, gửi lại phần Cổng đã mất'
}

/** An entry of the journal as a line: what was done, and to what. */
export function tellEntry(kind: string, fact: string): string {
  const name = Object.hasOwn(ENTRY_NAME, kind) ? ENTRY_NAME[kind as DossierEntryKind | DocumentEntryKind] : (COUNTER_ENTRY_NAME[kind] ?? kind)
  return fact === '' ? name : `${name}: ${fact}`
}

/** Forms by what they are for; their legal titles are in the templates. */
export const formName: Record<PaperKind, string> = {
  receipt: 'giấy tiếp nhận và hẹn trả',
  supplement: 'phiếu yêu cầu bổ sung',
  refusal: 'phiếu từ chối',
  'counter-refusal': 'phiếu từ chối tiếp nhận',
  apology: 'phiếu xin lỗi, hẹn lại',
  stop: 'thông báo dừng giải quyết',
  'control-slip': 'phiếu kiểm soát',
  'fee-receipt': 'biên lai',
  'till-sheet': 'biên bản kiểm đếm két',
  verification: 'báo cáo kiểm tra chữ ký số',
  register: 'sổ theo dõi hồ sơ'
}

/** How a line of text is coloured; the words always say it too. */
export type Tone = 'good' | 'busy' | 'warning' | 'danger' | 'neutral'
export interface Told {
  text: string
  tone: Tone
}

const countRows = ({ dossiersWaiting, dossiersChanged = 0, documentsWaiting }: QueueSummary): string =>
  [dossiersWaiting > dossiersChanged && `${dossiersWaiting - dossiersChanged} hồ sơ`, dossiersChanged > 0 && `${dossiersChanged} hồ sơ có bước mới`, documentsWaiting > 0 && `${documentsWaiting} văn bản`].filter(Boolean).join(', ')

const countFiles = ({ filesWaiting }: QueueSummary): string => (filesWaiting > 0 ? `${filesWaiting} tệp` : '')

/** What has not reached the portal: "3 hồ sơ, 1 văn bản, 2 tệp"; of the counter's own entries alone (till, numbers, opinions) "2 mục"; empty when all is there. */
export function countWaiting(queue: QueueSummary): string {
  return [countRows(queue), countFiles(queue)].filter(Boolean).join(', ') || (queue.entriesWaiting > 0 ? `${queue.entriesWaiting} mục` : '')
}

/** What of the files is left to send, to stand behind a count; with a budget why it takes that long. Empty when nothing is left. */
export function tellBytesWaiting({ bytesWaiting, uploadBytesPerSecond }: QueueSummary): string {
  if (bytesWaiting === 0) return ''
  const left = `, còn ${formatBytes(bytesWaiting)} tệp`
  if (uploadBytesPerSecond === undefined) return left
  const minutes = Math.ceil(bytesWaiting / uploadBytesPerSecond / 60)
  const atLeast = minutes < 2 ? 'dưới một phút' : minutes < 120 ? `ít nhất ${minutes} phút` : `ít nhất ${Math.floor(minutes / 60)} giờ`
  return `${left} (mức ${formatBytes(uploadBytesPerSecond)}/giây: ${atLeast})`
}

/** What waits for a signature and for whose: none of it is in the queue until then. Empty when nothing does. */
export function tellUnsigned({ filesUnsigned, documentsUnsigned: { person, agency } = { person: 0, agency: 0 } }: QueueSummary): string {
  return [filesUnsigned > 0 && `${filesUnsigned} tệp quét chờ cán bộ ký`, person > 0 && `${person} văn bản chờ lãnh đạo ký`, agency > 0 && `${agency} văn bản chờ văn thư đóng dấu`].filter(Boolean).join(', ')
}

/** The link alone; why the two do not come together, and what to do, is told above every screen (alarms.ts). */
export function tellConnection(link: LinkState): Told {
  switch (link.state) {
    case 'training':
      return { text: 'Tập huấn: hồ sơ bịa, không gửi đi đâu', tone: 'warning' }
    case 'connecting':
      return { text: 'Đang kết nối', tone: 'busy' }
    case 'offline':
      return { text: 'Mất mạng: vẫn nhận hồ sơ được', tone: 'warning' }
    case 'refused':
      return { text: link.reason === 'receipt' ? 'Xác nhận của Cổng không đúng' : 'Cổng từ chối máy này', tone: 'danger' }
    case 'untrusted':
      return { text: 'Chưa tin được Cổng, chưa gửi gì', tone: 'danger' }
    case 'online':
      return { text: 'Đã kết nối', tone: 'good' }
    default:
      return assertNever(link)
  }
}

/** The link and what waits for it, as one sentence. */
export function tellLink({ link, queue }: StatusBar): Told {
  const connection = tellConnection(link)
  const counted = countRows(queue) || countWaiting(queue)
  if (link.state === 'offline' && !counted) return { ...connection, text: `${connection.text}; không có gì chờ gửi` }
  if (link.state === 'online' && !counted) return queue.lastReceivedAt ? { text: `Đã gửi ${formatMoment(queue.lastReceivedAt)}`, tone: 'good' } : connection
  if (!counted || !countsWithLink(link)) return connection
  if (isRefused(link, queue)) return { text: `${connection.text}; ${counted} chưa đến Cổng`, tone: 'warning' }
  return { text: `${connection.text}; ${counted} chờ gửi`, tone: link.state === 'online' ? 'busy' : connection.tone }
}

/** What was refused does not go by waiting. */
const isRefused = ({ state }: LinkState, { needsOfficer }: QueueSummary): boolean => state === 'online' && needsOfficer > 0

const countsWithLink = ({ state }: LinkState): boolean => state === 'connecting' || state === 'offline' || state === 'online'

/** What waits and does not stand beside the link already, so that the bar says each thing once; undefined when nothing is left to say. */
export function tellQueue({ link, queue }: StatusBar): Told | undefined {
  if (countWaiting(queue) === '') return { text: 'Hàng đợi gửi trống', tone: 'good' }
  const told = countsWithLink(link) ? countRows(queue) && countFiles(queue) : countWaiting(queue)
  return told ? { text: `${told} ${isRefused(link, queue) ? 'chưa đến Cổng' : 'chờ gửi'}`, tone: 'busy' } : undefined
}

/** The token in a few words. */
export function tellToken(token: TokenSummary, nowMs: number = Date.now()): Told {
  switch (token.state) {
    case 'unknown':
      return { text: 'Thiết bị ký: chưa kiểm tra', tone: 'neutral' }
    case 'absent':
      return { text: 'Chưa cắm thiết bị ký', tone: 'warning' }
    case 'ready':
      if (token.pin === 'locked') return { text: 'Thiết bị ký bị khóa PIN', tone: 'danger' }
      if (token.pin === 'final-try') return { text: 'Thiết bị ký: còn 1 lần nhập PIN', tone: 'danger' }
      if (token.pin === 'count-low') return { text: 'Thiết bị ký: sắp hết lần nhập PIN', tone: 'warning' }
      if (token.pin === 'not-initialised') return { text: 'Thiết bị ký chưa đặt PIN', tone: 'warning' }
      if (tellExpiry(token.validTo, nowMs) !== undefined) return { text: `Chứng thư ký ${tellExpiry(token.validTo, nowMs)}`, tone: 'warning' }
      return { text: `Sẵn sàng ký: ${token.signerName}`, tone: 'good' }
    case 'unusable':
      return { text: 'Thiết bị ký không dùng được', tone: 'danger' }
    case 'failed':
      return { text: token.kind === 'module-missing' ? 'Chưa cài thiết bị ký' : 'Thiết bị ký lỗi', tone: 'warning' }
    default:
      return assertNever(token)
  }
}

/** "Đăng ký khai sinh": in a list every name begins with the same word, and the narrow column ends with it. */
export function shortProcedureName(name: string): string {
  const rest = name.replace(/^Thủ tục\s+/i, '')
  return rest.charAt(0).toLocaleUpperCase('vi') + rest.slice(1)
}

/** A dossier's or entry's way to the portal, one of the words of design/ui.md. */
export function tellDelivery(delivery: DeliveryState, link?: LinkState): Told {
  switch (delivery.state) {
    case 'from-portal':
      return { text: 'Từ Cổng', tone: 'neutral' }
    case 'saved':
      return link?.state === 'online' ? { text: 'Chờ gửi', tone: 'busy' } : { text: 'Đã lưu trên máy', tone: 'neutral' }
    case 'sending':
      return { text: 'Đang gửi', tone: 'busy' }
    case 'received':
      if (delivery.again === 'waiting') return { text: `Đã tiếp nhận ${formatMoment(delivery.at)}; Cổng mất mục này, đang gửi lại`, tone: 'busy' }
      if (delivery.again === 'needs-officer') return { text: `Đã tiếp nhận ${formatMoment(delivery.at)}; Cổng mất mục này và từ chối nhận lại, xem F7`, tone: 'danger' }
      if (delivery.again === 'refused') return { text: `Đã tiếp nhận ${formatMoment(delivery.at)}; Cổng mất mục này và không nhận lại vì nay đã có bước khác`, tone: 'warning' }
      return { text: `Đã tiếp nhận ${formatMoment(delivery.at)}${delivery.again ? ', đã gửi lại' : ''}`, tone: 'good' }
    case 'needs-officer':
      return tellStopped(delivery.problemType, `: ${explainProblem(delivery.problemType, delivery.detail)}`)
    default:
      return assertNever(delivery)
  }
}

const queueStateName: Record<Exclude<QueueItem['state'], 'needs-officer'>, Told> = {
  queued: { text: 'Chờ gửi', tone: 'busy' },
  sending: { text: 'Đang gửi', tone: 'busy' },
  unsigned: { text: 'Chờ ký', tone: 'warning' }
}

/** Nothing of it goes before what stands before it is settled. */
export const behindStep: Told = { text: 'Chờ bước trước', tone: 'warning' }

/** The word of an item of the queue. */
export function tellQueueState({ state, problemType, behindSeq }: Pick<QueueItem, 'state' | 'problemType' | 'behindSeq'>): Told {
  if (state === 'queued' && behindSeq !== undefined) return behindStep
  return state === 'needs-officer' ? tellStopped(problemType) : queueStateName[state]
}

/** Nobody refused what the portal only fails on, what is damaged here and what another changed first. */
export function tellStopped(problemType: string | undefined, reason = ''): Told {
  if (problemType === ownProblemTypes.portalFault) return { text: `Gác lại${reason}`, tone: 'warning' }
  if (problemType === ownProblemTypes.fileDamaged) return { text: `Tệp hỏng${reason}`, tone: 'danger' }
  if (problemType === problemTypes.editConflict) return { text: `Hai bản khác nhau${reason}`, tone: 'danger' }
  return { text: `Bị từ chối${reason}`, tone: 'danger' }
}

/** Files of a row: "2 đã gửi", "1/2 chờ ký"; those a citizen filed online were at the portal before they were here. */
export function tellFiles(files: { total: number; unsigned: number; received: number; filed: number }): Told {
  if (files.total === 0) return { text: '—', tone: 'neutral' }
  if (files.unsigned > 0) return { text: `${files.unsigned}/${files.total} chờ ký`, tone: 'warning' }
  if (files.filed === files.total) return { text: `${files.total} từ Cổng`, tone: 'neutral' }
  const there = files.received + files.filed
  const where = files.filed > 0 ? 'ở Cổng' : 'đã gửi'
  return there === files.total ? { text: `${files.total} ${where}`, tone: 'good' } : { text: `${there}/${files.total} ${where}`, tone: 'busy' }
}

const DIFFERING_FIELD_NAME: Record<DifferingField['field'], string> = { status: 'Trạng thái', due: 'Hẹn trả', ...TEXT_FIELD_NAME }

/** A text in which two versions of a dossier differ. */
export function differingFieldName({ field, person }: DifferingField): string {
  return person === 'owner' ? `${DIFFERING_FIELD_NAME[field]} chủ hồ sơ` : DIFFERING_FIELD_NAME[field]
}
