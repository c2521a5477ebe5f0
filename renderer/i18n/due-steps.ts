import type { DueStep } from '../../electron/domain/deadline.ts'
import { formatLocalDate } from '../../electron/domain/calendar.ts'
import { officeTimeInWords } from '../../electron/domain/forms/form-text.ts'
import { assertNever } from '../../electron/domain/result.ts'
import type { TimeLimit } from '../../electron/domain/deadline.ts'
import { formatAppointment, formatWeekday } from './format.ts'

const START_REASON: Record<Extract<DueStep, { kind: 'start-moved' }>['reason'], string> = {
  'before-opening': 'Nhận trước giờ làm việc',
  'lunch-break': 'Nhận trong giờ nghỉ trưa',
  'after-closing': 'Nhận sau giờ làm việc',
  'day-off': 'Nhận vào ngày nghỉ'
}

/** One step of "vì sao hẹn ngày này" in words. */
export function explainDueStep(step: DueStep): string {
  switch (step.kind) {
    case 'received':
      return `Nhận hồ sơ lúc ${formatAppointment(step.at)}.`
    case 'start-moved':
      return `${START_REASON[step.reason]}: tính từ ${formatAppointment(step.to)}.`
    case 'day-skipped':
      if (step.reason === 'weekend') return `Không tính ${formatWeekday(step.day)}: nghỉ cuối tuần.`
      if (step.reason === 'holiday') return `Không tính ${formatWeekday(step.day)}: ${step.name ?? 'ngày nghỉ lễ'}.`
      return `Không tính ${formatWeekday(step.day)}: chỉ làm việc nửa ngày${step.name ? ` (${step.name})` : ''}.`
    case 'day-in-lieu-counted':
      return `Có tính ${formatWeekday(step.day)}: ${step.name}.`
    case 'cut-off-passed':
      return `Nhận sau ${step.cutOff}: trả vào ngày làm việc kế tiếp.`
    case 'month-has-no-such-day':
      return `Tháng hẹn không có ngày ${step.wanted}: lấy ngày ${formatLocalDate(step.used)}.`
    case 'moved-off-day-off':
      return `${formatWeekday(step.from)} là ngày nghỉ: dời sang ${formatWeekday(step.to)}.`
    case 'counted-anew':
      if (step.why === 'payment') return `Yêu cầu nộp tiền lúc ${formatAppointment(step.requestedAt)}, đã nộp lúc ${formatAppointment(step.at)}: thời hạn tính lại từ đầu.`
      return `Yêu cầu bổ sung lúc ${formatAppointment(step.requestedAt)}, đã bổ sung lúc ${formatAppointment(step.at)}: thời hạn tính lại từ đầu.`
    case 'waiting-added':
      return `Chờ ${step.why === 'payment' ? 'nộp tiền' : 'bổ sung'} từ ${formatAppointment(step.requestedAt)} đến ${formatAppointment(step.completedAt)}: cộng ${officeTimeInWords(step.minutes)} làm việc vào hẹn cũ (${formatAppointment(step.dueAt)}).`
    case 'reappointed':
      return `Hẹn lại một lần, lúc ${formatAppointment(step.at)}; hẹn cũ ${formatAppointment(step.previousDueAt)}.`
    case 'no-fixed-limit':
      return 'Thủ tục không quy định thời hạn: không có ngày hẹn trả cụ thể.'
    case 'due':
      return `Hẹn trả kết quả lúc ${formatAppointment(step.at)}.`
    default:
      return assertNever(step)
  }
}

/** The limit as the procedure states it: "5 ngày làm việc". */
export function explainLimit(limit: TimeLimit): string {
  switch (limit.unit) {
    case 'working-day':
      return `${limit.value} ngày làm việc`
    case 'day':
      return `${limit.value} ngày`
    case 'month':
      return `${limit.value} tháng`
    case 'hour':
      return `${limit.value} giờ làm việc`
    case 'same-day':
      return `trong ngày (nhận sau ${limit.cutOff}: ngày làm việc kế tiếp)`
    case 'none':
      return 'không quy định thời hạn'
    default:
      return assertNever(limit)
  }
}

/** A weekend is one line, not two: neighbouring days skipped for the same reason are told together. */
export function explainDueSteps(steps: readonly DueStep[]): string[] {
  const lines: string[] = []
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]
    if (step === undefined) continue
    let last = step
    while (step.kind === 'day-skipped') {
      const next = steps[i + 1]
      if (next?.kind !== 'day-skipped' || next.reason !== step.reason || next.name !== step.name) break
      last = next
      i++
    }
    if (step.kind === 'day-skipped' && last.kind === 'day-skipped' && last !== step) {
      const why = step.reason === 'weekend' ? 'nghỉ cuối tuần' : step.reason === 'holiday' ? (step.name ?? 'nghỉ lễ') : 'chỉ làm việc nửa ngày'
      lines.push(`Không tính từ ${formatWeekday(step.day)} đến ${formatWeekday(last.day)}: ${why}.`)
    } else lines.push(explainDueStep(step))
  }
  return lines
}
