import { listAmendedFields } from '../../domain/amend.ts'
import { formatLocalDate, isLocalDate } from '../../domain/calendar.ts'
import { currentSha256, DossierEntry, type Dossier, type FileSigned, type StatusChanged } from '../../domain/dossier.ts'
import { STATUS_NAME } from '../../domain/dossier-status.ts'
import { TEXT_FIELD_NAME } from '../../domain/field-names.ts'
import type { HandedOver } from '../../domain/hand-over.ts'
import type { LegAnswered, LegSent } from '../../domain/interlink.ts'
import { formatVnd } from '../../domain/money-text.ts'
import type { JournalRow } from '../journal/journal-store.ts'

/** An entry as the rules read it; undefined when its payload was purged or is of no kind of a dossier's. */
export function readEntry(row: Pick<JournalRow, 'header' | 'payload'>): DossierEntry | undefined {
  const parsed = DossierEntry.safeParse({ kind: row.header.kind, payload: row.payload })
  return parsed.success ? parsed.data : undefined
}

/** The fact of an entry beside its kind: a procedure's name, a status, a file's name. */
export function describeEntry(entry: DossierEntry): string {
  switch (entry.kind) {
    case 'dossier.received':
      return entry.payload.procedure.name
    case 'dossier.status-changed':
      return [`${STATUS_NAME[entry.payload.from]} → ${STATUS_NAME[entry.payload.to]}`, entry.payload.reason].filter(Boolean).join(': ')
    case 'dossier.reappointed':
      return entry.payload.reason
    case 'dossier.registered': {
      const { book, period, serial } = entry.payload.register
      return `Quyển số ${book ?? period}, số ${serial}`
    }
    case 'dossier.amended':
      return entry.payload.reason
    case 'dossier.handed-over':
      return `${entry.payload.to.unit}: ${entry.payload.to.fullName}`
    case 'dossier.taken-over':
      return entry.payload.by.fullName
    case 'dossier.hand-over-declined':
      return entry.payload.reason
    case 'leg.sent':
      return entry.payload.note ?? ''
    case 'leg.answered':
      return [LEG_ANSWER[entry.payload.answer], entry.payload.note].filter(Boolean).join(': ')
    case 'dossier.supplement-answered':
      return entry.payload.note
    case 'file.attached':
      return entry.payload.name
    case 'file.signed':
      return entry.payload.signerName
    case 'fee.exempted':
      return entry.payload.reason
    case 'fee.collected':
    case 'fee.transfer-awaited':
      return formatVnd(entry.payload.total)
    case 'fee.transfer-settled':
      return entry.payload.bankReference ?? ''
    case 'fee.receipt-voided':
      return `${entry.payload.serial}: ${entry.payload.reason}`
  }
}

/** What else the entry says, a line each. @param before the dossier the entry was laid upon */
export function listDetails(entry: DossierEntry, before: Dossier | undefined): string[] {
  if (entry.kind === 'dossier.status-changed') return listStatusDetails(entry.payload)
  if (entry.kind === 'file.signed') return listSignedFile(entry.payload, before)
  if (entry.kind === 'dossier.reappointed') return [`Hẹn cũ ${tellTime(entry.payload.previousDueAt)}, hẹn mới ${tellTime(entry.payload.newDueAt)}`]
  if (entry.kind === 'dossier.handed-over') return listHandOverDetails(entry.payload, before)
  if (entry.kind === 'leg.sent' || entry.kind === 'leg.answered') return listLegDetails(entry.payload, before)
  if (entry.kind !== 'dossier.amended' || before === undefined) return []
  return listAmendedFields(before, entry.payload.changes).map(({ person, field, from, to }) => {
    const name = person === 'owner' ? `${TEXT_FIELD_NAME[field]} chủ hồ sơ` : TEXT_FIELD_NAME[field]
    return `${name}: ${tellValue(field, from)} → ${tellValue(field, to)}`
  })
}

function listSignedFile({ sourceSha256 }: FileSigned, before: Dossier | undefined): string[] {
  const file = before?.files.find((one) => currentSha256(one) === sourceSha256)
  return file ? [file.name] : []
}

function listStatusDetails({ items = [], answerBy, payment, result, handBack, dueAt, acceptance }: StatusChanged): string[] {
  return [
    ...(acceptance ? [`Cấp mã hồ sơ ${acceptance.code}`] : []),
    ...items.map((item, index) => `${index + 1}. ${item}`),
    ...(answerBy ? [`Bổ sung đến hết ngày ${formatLocalDate(answerBy)}`] : []),
    ...(payment ? [`${payment.content}: ${formatVnd(payment.amount)}`] : []),
    ...(result ? [[result.outcome === 'granted' ? 'Đồng ý giải quyết' : 'Không đồng ý giải quyết', result.documentNumber].filter(Boolean).join(', số ')] : []),
    ...(handBack ? [tellCollector(handBack.collector), ...handBack.originals.map(({ name, count }) => `Trả lại ${count} bản chính: ${name}`)] : []),
    ...(dueAt ? [`Hẹn cũ ${tellTime(dueAt.previous)}, hẹn mới ${tellTime(dueAt.next)}`] : [])
  ]
}

function listLegDetails(told: LegSent | LegAnswered, before: Dossier | undefined): string[] {
  const leg = before?.procedure.legs?.find(({ id }) => id === told.legId)
  return [
    ...(leg ? [`${leg.name}, ${leg.agency}`] : []),
    ...('dueAt' in told && told.dueAt !== null ? [`Hạn ${tellTime(told.dueAt)}`] : []),
    ...('documentNumber' in told && told.documentNumber !== null ? [`Số ${told.documentNumber}`] : [])
  ]
}

const LEG_ANSWER: Record<LegAnswered['answer'], string> = { accepted: 'đã nhận', 'sent-back': 'trả lại', granted: 'đồng ý', rejected: 'không đồng ý' }

function listHandOverDetails({ stepId, componentIds, otherPapers, takenAt, note }: HandedOver, before: Dossier | undefined): string[] {
  const step = before?.procedure.process?.find(({ id }) => id === stepId)
  const isWhole = before !== undefined && componentIds.length === before.components.length
  return [
    ...(step ? [`Bước: ${step.name}`] : []),
    ...(componentIds.length > 0 ? [isWhole ? `Toàn bộ ${componentIds.length} giấy tờ của hồ sơ` : `${componentIds.length} giấy tờ của hồ sơ`] : []),
    ...(otherPapers === null ? [] : [`Kèm: ${otherPapers}`]),
    ...(takenAt === null ? ['Chờ bên nhận ký nhận'] : ['Bên nhận đã ký nhận']),
    ...(note === null ? [] : [note])
  ]
}

function tellCollector(collector: NonNullable<StatusChanged['handBack']>['collector']): string {
  if (collector.kind === 'applicant') return 'Người nộp ký nhận'
  if (collector.kind === 'post') return `Gửi bưu chính, số hiệu ${collector.trackingNumber}`
  return `Nhận thay: ${collector.fullName}, giấy tờ số ${collector.idNumber}, ${collector.authorisation}`
}

function tellValue(field: string, value: string | null): string {
  if (value === null) return 'trống'
  if (field === 'sex') return value === 'male' ? 'nam' : 'nữ'
  return field === 'birthDate' && isLocalDate(value) ? formatLocalDate(value) : value
}

function tellTime(time: string | null): string {
  return time === null ? 'không có ngày cụ thể' : `${time.slice(11, 16)} ${formatLocalDate(time.slice(0, 10))}`
}
