import type { FormTemplate } from '../catalogue.ts'
import { dayOf } from '../calendar.ts'
import type { IdKind } from '../citizen-id.ts'
import { FEE_KIND_NAME, type FeeBill, type FeeLine } from '../fee.ts'
import { amountInWords, formatVnd } from '../money-text.ts'
import { toNfc } from '../text.ts'
import { barcodeDigits, barMarkup, qrMarkup } from './barcode.ts'
import { formStyle, fontUrls } from './form-style.ts'
import { COLLECTED_AT_NAME, longDate, longTime, NO_FIXED_DATE, readablePhone, sentenceCase, timeLimitInWords, twoDigits } from './form-text.ts'
import { type Markup, markup, trustedMarkup } from './markup.ts'
import type { FormOffice, FormPerson, ReceiptFormData, RenderedForm } from './receipt-data.ts'
import { RECEIPT_FORM_KIND } from './receipt-templates.ts'

const DOTS = '………'
const ID_LABEL: Readonly<Record<Exclude<IdKind, 'none'>, string>> = { cccd: 'Số CCCD', cmnd: 'Số CMND', passport: 'Số hộ chiếu' }

/**
 * The receipt a citizen takes home: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (Mẫu 01 of TT 01/2018/TT-VPCP and of
 * TT 03/2025/TT-VPCP, as the template says), one HTML document without script.
 * Throws when the template is of another kind.
 */
export function renderReceiptForm(data: ReceiptFormData, template: FormTemplate): RenderedForm {
  if (template.kind !== RECEIPT_FORM_KIND) throw new RangeError(`not a receipt form: ${template.kind}`)
  const title = `${template.title} ${toNfc(data.code)}`
  const page = markup`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${title}</title>
${fontUrls(data.fontBaseUrl).map((url) => markup`<link rel="preload" as="font" type="font/ttf" crossorigin href="${url}">`)}
<style>${trustedMarkup(formStyle(template.paper, data.fontBaseUrl))}</style>
</head>
<body>
${head(data)}
${titleBlock(data, template)}
<main>
${parties(data)}
${papers(data)}
${terms(data)}
${ending(data, template)}
</main>
</body>
</html>
`
  return { html: page.html, title, paper: template.paper }
}

function head({ office, number, receivedAt }: ReceiptFormData): Markup {
  return markup`<header class="head">
<div>${office.parentAgency !== null && markup`<div>${capitals(office.parentAgency)}</div>`}
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
<div>${reprint && markup`<div class="reprint">BẢN IN LẠI</div>`}</div>
<div><h1>${capitals(template.title)}</h1>
<div class="code">Mã hồ sơ: <b>${code}</b></div>
${barMarkup(barcodeDigits(code), 'Mã vạch của hồ sơ')}</div>
<div>${qrMarkup(lookupUrl ?? code, 'Mã QR để tra cứu hồ sơ')}
<div class="qr-note">${lookupUrl === null ? 'Mã hồ sơ' : 'Quét để tra cứu'}</div></div>
</section>`
}

function parties({ office, applicant, owner, procedureName }: ReceiptFormData): Markup {
  return markup`<p>${office.counter} ${office.agency}</p>
<p>Tiếp nhận hồ sơ của: <b>${applicant.fullName}</b></p>
${idLine(applicant)}
<p>Địa chỉ: ${applicant.address}</p>
<p>Số điện thoại: ${applicant.phone === null ? DOTS : readablePhone(applicant.phone)}${applicant.email !== null && markup`&emsp;Email: ${applicant.email}`}</p>
${owner !== null && markup`<p>Chủ hồ sơ: <b>${owner.fullName}</b>; địa chỉ: ${owner.address}</p>`}
<p>Nội dung yêu cầu giải quyết: <b>${procedureName}</b></p>`
}

function idLine({ idKind, idNumber }: FormPerson): Markup | false {
  return idKind !== 'none' && idNumber !== null && markup`<p>${ID_LABEL[idKind]}: ${idNumber}</p>`
}

function papers({ components, sets }: ReceiptFormData): Markup {
  const rows = components.map(
    ({ name, originals, copies }, i) =>
      markup`<tr><td class="no">${i + 1}</td><td>${name}</td><td class="count">${count(originals)}</td><td class="count">${count(copies)}</td></tr>\n`
  )
  return markup`<p class="lead">1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ gồm:${components.length === 0 && ' không có giấy tờ kèm theo'}</p>
${
  components.length > 0 &&
  markup`<table class="papers"><thead><tr><th class="no">TT</th><th>Tên giấy tờ</th><th class="count">Bản chính</th><th class="count">Bản sao</th></tr></thead>
<tbody>${rows}</tbody></table>`
}
<p>2. Số lượng hồ sơ: ${twoDigits(sets)} (bộ)</p>`
}

function terms({ timeLimit, receivedAt, dueAt, office, returnAt, applicant, fees }: ReceiptFormData): Markup {
  const place = returnAt === 'post' ? `qua dịch vụ bưu chính công ích, ${applicant.address}` : `${office.counter} ${office.agency}`
  return markup`<p>3. Thời gian giải quyết hồ sơ theo quy định là: ${timeLimitInWords(timeLimit)}</p>
<p>4. Thời gian nhận hồ sơ: ${longTime(receivedAt)}</p>
<p>5. Thời gian trả kết quả giải quyết hồ sơ: <b>${dueAt === null ? NO_FIXED_DATE : longTime(dueAt)}</b></p>
<p>6. Đăng ký nhận kết quả tại: ${place}</p>
${feeBlock(fees)}`
}

function feeBlock({ lines, total }: FeeBill): Markup {
  if (lines.length === 0) return markup`<p>7. Phí, lệ phí: không thu</p>`
  const rows = lines.map(
    (line) => markup`<tr><td>${FEE_KIND_NAME[line.kind]}: ${line.name} (${feeNote(line)})</td><td class="amount">${formatVnd(line.amount)}</td></tr>\n`
  )
  return markup`<p class="lead">7. Phí, lệ phí: <b>${formatVnd(total)}</b> (bằng chữ: <i>${sentenceCase(amountInWords(total))}</i>)</p>
<table class="fees"><tbody>${rows}</tbody></table>`
}

function feeNote({ amount, fullAmount, collectedAt }: FeeLine): string {
  if (amount === 0 && fullAmount > 0) return 'được miễn'
  return amount < fullAmount ? `đã giảm, ${COLLECTED_AT_NAME[collectedAt]}` : COLLECTED_AT_NAME[collectedAt]
}

/** Register line, signatures and source stay together on one page, with the last words a citizen needs. */
function ending({ office, register, applicant, officerName }: ReceiptFormData, template: FormTemplate): Markup {
  return markup`<section class="end">
<p>Vào Sổ theo dõi hồ sơ, Quyển số: ${register?.book ?? DOTS} Số thứ tự: ${register?.line ?? DOTS}</p>
<p class="note">${contactNote(office)}</p>
<div class="signatures">
<div><b>NGƯỜI NỘP HỒ SƠ</b><i>(Ký và ghi rõ họ tên)</i><div class="name">${applicant.fullName}</div></div>
<div><b>NGƯỜI TIẾP NHẬN HỒ SƠ</b><i>(Ký và ghi rõ họ tên)</i><div class="name">${officerName}</div></div>
</div>
<footer class="source"><span>Mẫu số ${template.formNumber} ban hành kèm theo Thông tư số ${template.circular}</span></footer>
</section>`
}

function contactNote({ phone, website }: FormOffice): string {
  const ways = [website !== null && `tra cứu tại ${website}`, phone !== null && `gọi ${readablePhone(phone)}`].filter((way) => way !== false)
  const lookUp = ways.length === 0 ? '' : ` Xem tình hình giải quyết: ${ways.join(' hoặc ')}.`
  return `Khi đến nhận kết quả, Ông/Bà mang theo Giấy này.${lookUp}`
}

function count(value: number): string {
  return value === 0 ? '' : twoDigits(value)
}

function capitals(text: string): string {
  return toNfc(text).toLocaleUpperCase('vi')
}
