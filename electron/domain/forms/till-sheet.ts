import type { OfficeLetterhead } from '../catalogue.ts'
import { dayOf, formatLocalDate, type LocalTime } from '../calendar.ts'
import { DENOMINATIONS, expectedCash, type ShiftClosed } from '../cash-up.ts'
import { amountInWords, formatVnd } from '../money-text.ts'
import type { RenderedForm } from './form-data.ts'
import { formHead, paragraph, plainPage, reprintMark, signatures } from './form-page.ts'
import { longTime, sentenceCase } from './form-text.ts'
import { type Markup, markup } from './markup.ts'

export interface TillSheetData {
  office: OfficeLetterhead
  officerName: string
  openedAt: LocalTime
  closed: ShiftClosed
  receipts: readonly { serial: number; book: string | null; payerName: string; amount: number; method: 'cash' | 'transfer'; isOutOfShift: boolean; voided: { reason: string } | null }[]
  reprint: boolean
  fontBaseUrl: string
}

/** Biên bản kiểm đếm, bàn giao két of one shift: the books, the notes counted, the difference and why, every voided receipt and the transfers found before, while no till was open. An inner paper of the office, by no circular. */
export function renderTillSheet(data: TillSheetData): RenderedForm {
  const { closed, office } = data
  const { totals } = closed
  const day = dayOf(closed.at)
  const voided = data.receipts.filter((receipt) => receipt.voided !== null)
  const outOfShift = data.receipts.filter((receipt) => receipt.isOutOfShift)
  const sums: [string, number][] = [
    ['Tiền đầu ca', totals.openingFloat],
    ['Thu tiền mặt', totals.cashTaken],
    ['Hoàn trả tiền mặt do hủy biên lai', totals.cashRefunded],
    ['Phải có trong két', expectedCash(totals)],
    ['Kiểm đếm thực tế', closed.countedTotal]
  ]
  const body = markup`<section class="center"><h1>BIÊN BẢN KIỂM ĐẾM, BÀN GIAO KÉT</h1>${reprintMark(data.reprint)}</section>
${paragraph({ label: 'Người giữ két:', text: data.officerName, strong: true })}${paragraph({ label: 'Từ', text: `${longTime(data.openedAt)} đến ${longTime(closed.at)}` })}
<table class="papers"><tbody>${sums.map(([name, amount]) => markup`<tr><td>${name}</td><td class="amount">${formatVnd(amount)}</td></tr>`)}</tbody></table>
${paragraph({ label: 'Chênh lệch:', text: tellDifference(closed.difference), strong: true })}${closed.reason !== null && paragraph({ label: 'Lý do:', text: closed.reason })}
${paragraph({ label: 'Số tiền bàn giao bằng chữ:', text: sentenceCase(amountInWords(closed.countedTotal)) })}
${paragraph({ label: 'Biên lai:', text: `${totals.receipts} số, trong đó phí ${formatVnd(totals.serviceFees)}, lệ phí ${formatVnd(totals.statutoryFees)}; chuyển khoản ${formatVnd(totals.transfersReceived)}; hủy ${totals.voided} số` })}
${outOfShift.length > 0 && paragraph({ label: 'Ngoài ca:', text: `${outOfShift.length} biên lai chuyển khoản, ${formatVnd(outOfShift.reduce((sum, { amount }) => sum + amount, 0))}, ghi khi chưa mở két, tính vào ca này: số ${outOfShift.map(({ serial }) => String(serial).padStart(7, '0')).join(', ')}` })}
${notes(closed)}
${voided.length > 0 && markup`<p class="lead">Biên lai đã hủy:</p><table class="papers"><thead><tr><th>Số</th><th>Người nộp</th><th>Số tiền</th><th>Lý do</th></tr></thead><tbody>${voided.map(
    ({ serial, payerName, amount, voided: why }) => markup`<tr><td>${String(serial).padStart(7, '0')}</td><td>${payerName}</td><td class="amount">${formatVnd(amount)}</td><td>${why?.reason ?? ''}</td></tr>`
  )}</tbody></table>`}
<section class="end">${signatures([
    { title: 'Bên giao', hint: '(Ký và ghi rõ họ tên)', name: data.officerName },
    { title: 'Bên nhận', hint: '(Ký và ghi rõ họ tên)', name: closed.handedTo }
  ])}</section>`
  return plainPage(`Biên bản kiểm đếm két ${formatLocalDate(day)} ${data.officerName}`, 'A4', { bodyPt: 13, fontBaseUrl: data.fontBaseUrl }, markup`${formHead(office, null, null, day)}
${body}`)
}

function notes({ counted }: ShiftClosed): Markup {
  const rows = DENOMINATIONS.flatMap((value) => {
    const found = counted.find((each) => each.value === value)?.notes ?? 0
    return found === 0 ? [] : [markup`<tr><td class="amount">${formatVnd(value)}</td><td class="amount">${found}</td><td class="amount">${formatVnd(value * found)}</td></tr>`]
  })
  return markup`<table class="papers"><thead><tr><th>Mệnh giá</th><th>Số tờ</th><th>Thành tiền</th></tr></thead><tbody>${rows}</tbody></table>`
}

function tellDifference(difference: number): string {
  if (difference === 0) return 'không'
  return `${difference > 0 ? 'thừa' : 'thiếu'} ${formatVnd(Math.abs(difference))}`
}
