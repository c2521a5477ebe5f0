import type { FormTemplate } from '../catalogue.ts'
import { dayOf } from '../calendar.ts'
import type { RenderedForm } from './form-data.ts'
import { formPage, paragraph, signatures } from './form-page.ts'
import { twoDigits } from './form-text.ts'
import { type Markup, markup } from './markup.ts'
import type { ReceiptFormData } from './receipt-data.ts'
import { chooseReceiptBodySize } from './receipt-fit.ts'
import { contactNote, countColumns, feeLines, openingLines, registerLine, termLines } from './receipt-lines.ts'

/** The kind of form template drawn here; its number is whatever the circular in force gave it. */
export const RECEIPT_FORM_KIND = 'receipt'

/**
 * The receipt a citizen takes home: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (Mẫu 01 of TT 01/2018/TT-VPCP and of
 * TT 03/2025/TT-VPCP, as the template says), one HTML document without script. An ordinary dossier fills one A5 page,
 * in type as large as that allows; a long one goes on, its table's head repeated.
 * Throws when the template is of another kind.
 */
export function renderReceiptForm(data: ReceiptFormData, template: FormTemplate): RenderedForm {
  if (template.kind !== RECEIPT_FORM_KIND) throw new RangeError(`not a receipt form: ${template.kind}`)
  const facts = { ...data, day: dayOf(data.receivedAt) }
  return formPage(facts, template, chooseReceiptBodySize(data, template.paper), markup`${openingLines(data).map(paragraph)}
${papers(data)}
${ending(data)}`)
}

function papers({ components, sets }: ReceiptFormData): Markup {
  const columns = countColumns(components)
  const rows = components.map(
    (paper, i) =>
      markup`<tr><td class="no">${i + 1}</td><td>${paper.name}</td>${columns.map(({ of }) => markup`<td class="count">${count(of(paper))}</td>`)}</tr>\n`
  )
  return markup`<p class="lead">1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ gồm:${components.length === 0 && ' không có giấy tờ kèm theo'}</p>
${
  components.length > 0 &&
  markup`<table class="papers"><thead><tr><th class="no">TT</th><th>Tên giấy tờ</th>${columns.map(({ title }) => markup`<th class="count">${title}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table>`
}
<p>2. Số lượng hồ sơ: ${twoDigits(sets)} (bộ)</p>`
}

function fees(data: ReceiptFormData): Markup {
  const { summary, rows } = feeLines(data.fees)
  if (rows.length === 0) return paragraph(summary)
  const cells = rows.map(({ text, amount }) => markup`<tr><td>${text}</td><td class="amount">${amount}</td></tr>\n`)
  return markup`<div class="lead">${paragraph(summary)}</div>
<table class="fees"><tbody>${cells}</tbody></table>`
}

/** The appointment, what was paid and the signatures under them stay together on one page. */
function ending(data: ReceiptFormData): Markup {
  const { applicant, officerName } = data
  return markup`<section class="end">
${termLines(data).map(paragraph)}
${fees(data)}
${paragraph(registerLine(data))}
<p class="note">${contactNote(data)}</p>
${signatures([
  { title: 'Người nộp hồ sơ', hint: '(Ký và ghi rõ họ tên)', name: applicant.fullName },
  { title: 'Người tiếp nhận hồ sơ', hint: '(Ký và ghi rõ họ tên)', name: officerName }
])}
</section>`
}

function count(value: number): string {
  return value === 0 ? '' : twoDigits(value)
}
