import { formatLocalDate } from '../../electron/domain/calendar.ts'
import type { OutOfForce } from '../../electron/domain/procedure-validity.ts'

/** Beside a procedure in a list. */
export function tellOutOfForce(why: OutOfForce): string {
  return why.kind === 'ended' ? `hết hiệu lực sau ${formatLocalDate(why.lastDay)}` : `có hiệu lực từ ${formatLocalDate(why.firstDay)}`
}

/** What happened to the procedure and what the officer does now. */
export function explainOutOfForce(procedureCode: string, why: OutOfForce): string {
  const kept = 'Người nộp, giấy tờ và tệp đã nhập vẫn giữ.'
  if (why.kind === 'to-come') return `Thủ tục ${procedureCode} chỉ có hiệu lực từ ${formatLocalDate(why.firstDay)}. Chọn thủ tục đang áp dụng. ${kept}`
  const ended = `Thủ tục ${procedureCode} đã bị bãi bỏ, chỉ nhận đến hết ngày ${formatLocalDate(why.lastDay)}.`
  const instead = why.replacedBy.length > 0 ? `Chọn thủ tục thay thế: ${why.replacedBy.join(', ')}.` : 'Chưa có thủ tục thay thế: chọn thủ tục khác, hoặc lập phiếu từ chối (Ctrl+Y).'
  return `${ended} ${instead} ${kept}`
}
