import type { FormTemplate } from '../catalogue.ts'
import { dayOf } from '../calendar.ts'
import { toNfc } from '../text.ts'
import { barcodeDigits, barMarkup, qrMarkup } from './barcode.ts'
import { formStyle, fontUrls } from './form-style.ts'
import { longDate, twoDigits } from './form-text.ts'
import { type Markup, markup, trustedMarkup } from './markup.ts'
import type { ReceiptFormData, RenderedForm } from './receipt-data.ts'
import { chooseReceiptBodySize } from './receipt-fit.ts'
import { abbreviateAgency, contactNote, countColumns, feeLines, openingLines, registerLine, termLines, type FormLine } from './receipt-lines.ts'

const DOTS = '………'

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
  const { paper } = template
  const title = `${template.title} ${toNfc(data.code)}`
  const page = markup`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${title}</title>
${fontUrls(data.fontBaseUrl).map((url) => markup`<link rel="preload" as="font" type="font/ttf" crossorigin href="${url}">\n`)}
<style>${trustedMarkup(formStyle(paper, chooseReceiptBodySize(data, paper), data.fontBaseUrl))}</style>
</head>
<body>
<table class="sheet" role="presentation">
<tfoot><tr><td><div class="source"><span>Mẫu số ${template.formNumber} ban hành kèm theo Thông tư số ${template.circular}</span><span>Mã hồ sơ: ${data.code}</span></div></td></tr></tfoot>
<tbody><tr><td>
${head(data)}
${titleBlock(data, template)}
<main>
${openingLines(data).map(paragraph)}
${papers(data)}
${ending(data)}
</main>
</td></tr></tbody>
</table>
</body>
</html>
`
  return { html: page.html, title, paper }
}

function head({ office, number, receivedAt }: ReceiptFormData): Markup {
  return markup`<header class="head">
<div>${office.parentAgency !== null && markup`<div>${capitals(abbreviateAgency(office.parentAgency))}</div>`}
<b>${capitals(office.agency)}</b>
<b>${capitals(office.counter)}</b>
<div class="rule"></div>
<div class="number">Số: ${number ?? DOTS}/${office.notation}</div></div>
<div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>
<div class="motto">Độc lập - Tự do - Hạnh phúc</div>
<div class="dated">${office.place}, ${longDate(dayOf(receivedAt))}</div></div>
</header>`
}

function titleBlock({ code, lookupUrl, reprint }: ReceiptFormData, template: FormTemplate): Markup {
  return markup`<section class="title">
<div><h1>${capitals(template.title)}</h1>
<div class="code">${reprint && markup`<span class="reprint">BẢN IN LẠI</span>`}Mã hồ sơ: <b>${code}</b></div>
${barMarkup(barcodeDigits(code), 'Mã vạch của hồ sơ')}</div>
${qrMarkup(lookupUrl ?? code, 'Mã QR để tra cứu hồ sơ')}
</section>`
}

function paragraph(line: FormLine): Markup {
  const { label, text, strong = false, after = '' } = line
  const space = after === '' || after.startsWith(';') ? '' : ' '
  return markup`<p>${label} ${strong ? markup`<b>${text}</b>` : text}${trustedMarkup(space)}${after}</p>\n`
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
  const { office, applicant, officerName } = data
  return markup`<section class="end">
${termLines(data).map(paragraph)}
${fees(data)}
${paragraph(registerLine(data))}
<p class="note">${contactNote(office)}</p>
<div class="signatures">
<div><b>NGƯỜI NỘP HỒ SƠ</b><i>(Ký và ghi rõ họ tên)</i><div class="name">${applicant.fullName}</div></div>
<div><b>NGƯỜI TIẾP NHẬN HỒ SƠ</b><i>(Ký và ghi rõ họ tên)</i><div class="name">${officerName}</div></div>
</div>
</section>`
}

function count(value: number): string {
  return value === 0 ? '' : twoDigits(value)
}

function capitals(text: string): string {
  return toNfc(text).toLocaleUpperCase('vi')
}
