import type { FormTemplate } from '../catalogue.ts'
import { dayOf } from '../calendar.ts'
import { FEE_KIND_NAME, type FeeBill } from '../fee.ts'
import { amountInWords, formatVnd } from '../money-text.ts'
import type { RenderedForm } from './form-data.ts'
import { formPage, paragraph, signatures } from './form-page.ts'
import { sentenceCase, twoDigits } from './form-text.ts'
import { type Markup, markup } from './markup.ts'
import type { ReceiptFormData } from './receipt-data.ts'
import { chooseReceiptBodySize } from './receipt-fit.ts'
import { contactNote, openingLines, registerLine, termLines } from './receipt-lines.ts'

/** The kind of form template drawn here: the receipt of a dossier that is written in a certification book. */
export const CERTIFICATION_RECEIPT_KIND = 'certification-receipt'

/** A paper as certification counts it. Null where nothing is counted or taken. */
export interface CertifiedPaper {
  name: string
  pages: number | null
  copies: number
  fee: number | null
}

/** A paper of the dossier as it was handed over. */
type Handed = { name: string; kind: 'declaration' | 'submit' | 'present'; originals: number; certifiedCopies: number; copies: number; pages?: number | undefined }

/**
 * What is certified, how many pages it has, how many copies are made and what that costs. Pages and copies are counted with the fee; they are those of the paper handed in to be certified,
 * not of one that is only shown (an identity card). Further fees are rows of their own.
 */
export function listCertifiedPapers(components: readonly Handed[], fees: FeeBill): CertifiedPaper[] {
  const [first, ...others] = fees.lines.filter(({ units }) => units > 0)
  const certified = components.find(({ kind }) => kind === 'submit') ?? components[0]
  const papers = components.map((paper): CertifiedPaper => {
    const handed = { name: paper.name, pages: paper.pages ?? null, copies: paper.originals + paper.certifiedCopies + paper.copies, fee: null }
    return paper === certified && first ? { ...handed, pages: first.pages ?? handed.pages, copies: first.units, fee: first.amount } : handed
  })
  return [...papers, ...others.map(({ name, pages, units, amount }) => ({ name, pages, copies: units, fee: amount }))]
}

/**
 * The receipt of a certification: pages, copies and fee of each paper, and the certification book with its number. Wording as provinces print it (brief §2), number and circular as the template
 * says. Throws when the template is of another kind.
 */
export function renderCertificationReceipt(data: ReceiptFormData & { papers: readonly CertifiedPaper[] }, template: FormTemplate): RenderedForm {
  if (template.kind !== CERTIFICATION_RECEIPT_KIND) throw new RangeError(`not a certification receipt form: ${template.kind}`)
  const facts = { ...data, day: dayOf(data.receivedAt) }
  return formPage(facts, template, chooseReceiptBodySize(data, template.paper), markup`${openingLines(data).map(paragraph)}
<p class="lead">1. Giấy tờ yêu cầu chứng thực:</p>
<table class="papers"><thead><tr><th class="no">TT</th><th>Tên thành phần</th><th class="count">Số trang</th><th class="count">Số bản</th><th class="amount">Lệ phí</th></tr></thead>
<tbody>${data.papers.map(row)}<tr><td></td><td><b>Cộng</b></td><td></td><td></td><td class="amount"><b>${formatVnd(data.fees.total)}</b></td></tr></tbody></table>
<p>2. Số lượng hồ sơ: ${twoDigits(data.sets)} (bộ)</p>
<section class="end">
${termLines(data).map(paragraph)}
${paragraph({ label: '7. Phí, lệ phí:', text: tellTotal(data.fees) })}
${paragraph(certificationLine(data))}
<p class="note">${contactNote(data)}</p>
${signatures([
  { title: 'Người nộp hồ sơ', hint: '(Ký và ghi rõ họ tên)', name: data.applicant.fullName },
  { title: 'Người tiếp nhận hồ sơ', hint: '(Ký và ghi rõ họ tên)', name: data.officerName }
])}
</section>`)
}

function row({ name, pages, copies, fee }: CertifiedPaper, index: number): Markup {
  return markup`<tr><td class="no">${index + 1}</td><td>${name}</td><td class="count">${pages === null ? '' : twoDigits(pages)}</td><td class="count">${copies === 0 ? '' : twoDigits(copies)}</td><td class="amount">${fee === null ? '' : formatVnd(fee)}</td></tr>\n`
}

function tellTotal({ lines, total }: FeeBill): string {
  if (total === 0) return lines.some(({ fullAmount }) => fullAmount > 0) ? 'được miễn' : 'không thu'
  const kinds = [...new Set(lines.filter(({ amount }) => amount > 0).map(({ kind }) => FEE_KIND_NAME[kind].toLowerCase()))]
  return `${kinds.join(' và ')} ${formatVnd(total)} (${sentenceCase(amountInWords(total))})`
}

function certificationLine(data: ReceiptFormData): ReturnType<typeof registerLine> {
  const line = registerLine(data)
  return { ...line, label: 'Vào Sổ chứng thực, Quyển số:', text: line.text.replace('Số thứ tự', 'Số chứng thực') }
}
