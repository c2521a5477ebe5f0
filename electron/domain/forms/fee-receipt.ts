import type { FormTemplate, OfficeLetterhead } from '../catalogue.ts'
import { dayOf, type LocalTime } from '../calendar.ts'
import { FEE_KIND_NAME } from '../fee.ts'
import { amountInWords, formatVnd } from '../money-text.ts'
import type { FeeReceipt } from '../payment.ts'
import type { RenderedForm } from './form-data.ts'
import { capitals, paragraph, reprintMark, signatures, wholePage } from './form-page.ts'
import { longDate, sentenceCase } from './form-text.ts'
import { type Markup, markup } from './markup.ts'

export interface FeeReceiptFormData {
  office: OfficeLetterhead
  receipt: FeeReceipt
  payer: { fullName: string; address: string }
  dossierCode: string
  method: 'cash' | 'transfer'
  at: LocalTime
  officerName: string
  /** Set: both copies bear it across their title. */
  voided: { reason: string } | null
  reprint: boolean
  fontBaseUrl: string
}

const COPIES = ['Liên 1: Lưu tại cơ quan thu', 'Liên 2: Giao người nộp tiền'] as const
const METHOD = { cash: 'Tiền mặt', transfer: 'Chuyển khoản' } as const

/**
 * Biên lai thu phí or lệ phí, in two copies, each on a sheet of its own. Model number, symbol and circular are the template's (`texts.symbol`).
 * Throws when the template is of another kind.
 */
export function renderFeeReceiptForm(data: FeeReceiptFormData, template: FormTemplate): RenderedForm {
  if (template.kind !== 'fee-receipt') throw new RangeError(`not a fee receipt form: ${template.kind}`)
  const serial = serialOf(data.receipt)
  return wholePage(`${template.title} ${serial}`, template, { bodyPt: 12, fontBaseUrl: data.fontBaseUrl, foot: `Mã hồ sơ: ${data.dossierCode}` }, markup`${COPIES.map((copy, i) => sheet(data, template, copy, i > 0))}`)
}

/** Serials of receipts have seven digits. */
export function serialOf({ serial }: FeeReceipt): string {
  return String(serial).padStart(7, '0')
}

function sheet(data: FeeReceiptFormData, template: FormTemplate, copy: string, isNext: boolean): Markup {
  const { office, receipt, payer, dossierCode, method, at, officerName, voided, reprint } = data
  const title = `Biên lai thu tiền ${FEE_KIND_NAME[receipt.kind].toLowerCase()}`
  const rows = receipt.lines.map(({ name, amount }) => markup`<tr><td>- ${name}</td><td class="amount">${formatVnd(amount)}</td></tr>\n`)
  return markup`<section class="${isNext ? 'copy next' : 'copy'}">
<header class="head"><div><b>${capitals(office.agency)}</b><div>${office.counter}</div>${office.taxCode && markup`<div>Mã số thuế: ${office.taxCode}</div>`}</div>
<div class="marks"><div>Mẫu số: ${template.formNumber}</div>${template.texts['symbol'] && markup`<div>Ký hiệu: ${template.texts['symbol']}</div>`}${receipt.book && markup`<div>Quyển số: ${receipt.book}</div>`}<div>Số:&nbsp;${serialOf(receipt)}</div></div></header>
<div class="center"><h1>${capitals(title)}</h1><i>(${copy})</i>
${(reprint || voided) && markup`<div>${reprintMark(reprint)}${voided && markup`<span class="reprint">ĐÃ HỦY: ${voided.reason}</span>`}</div>`}</div>
${paragraph({ label: 'Tên đơn vị hoặc người nộp tiền:', text: payer.fullName, strong: true })}${paragraph({ label: 'Địa chỉ:', text: payer.address })}${paragraph({ label: 'Nộp cho hồ sơ:', text: dossierCode })}
<table class="fees"><tbody>${rows}</tbody></table>
${paragraph({ label: 'Tổng số tiền:', text: formatVnd(receipt.amount), strong: true })}${paragraph({ label: 'Viết bằng chữ:', text: sentenceCase(amountInWords(receipt.amount)) })}${paragraph({ label: 'Hình thức thanh toán:', text: METHOD[method] })}
<p class="right"><i>${office.place}, ${longDate(dayOf(at))}</i></p>
${signatures([
  { title: 'Người nộp tiền', hint: '(Ký và ghi rõ họ tên)', name: payer.fullName },
  { title: 'Người thu tiền', hint: '(Ký và ghi rõ họ tên)', name: officerName }
])}
</section>`
}
