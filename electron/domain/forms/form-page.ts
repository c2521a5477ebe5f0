import type { FormTemplate, OfficeLetterhead } from '../catalogue.ts'
import { formatLocalDate } from '../calendar.ts'
import { toNfc } from '../text.ts'
import { barcodeDigits, barMarkup, qrMarkup } from './barcode.ts'
import { DOTS, type FormFacts, type FormLine, type FormSignature, type RenderedForm } from './form-data.ts'
import { abbreviateAgency } from './form-lines.ts'
import { formStyle, fontUrls } from './form-style.ts'
import { longDate } from './form-text.ts'
import { type Markup, markup, trustedMarkup } from './markup.ts'

/**
 * A whole form of one dossier: national motto, agency and number above; title, code, bar and QR; the body; the template it follows at the foot of every page. One HTML
 * document without script.
 * @param bodyPt size of running text
 */
export function formPage(facts: FormFacts, template: FormTemplate, bodyPt: number, body: Markup): RenderedForm {
  const title = `${template.title} ${toNfc(facts.code ?? `${formatLocalDate(facts.day)} ${facts.number ?? ''}`)}`.trimEnd()
  return wholePage(title, template, { bodyPt, fontBaseUrl: facts.fontBaseUrl, foot: facts.code === null ? '' : `Mã hồ sơ: ${facts.code}` }, markup`${formHead(facts.office, facts.number, template.notation, facts.day)}
${titleBlock(facts, template)}
<main>
${body}
</main>`)
}

/** The document around a form of a circular: the template's source at the foot of each page. */
export function wholePage(title: string, template: FormTemplate, look: { bodyPt: number; fontBaseUrl: string; foot: string; landscape?: boolean }, content: Markup): RenderedForm {
  return plainPage(title, template.paper, look, content, markup`<div class="source"><span>Mẫu số ${template.formNumber} ban hành kèm theo Thông tư số ${template.circular}</span><span>${look.foot}</span></div>`)
}

/** The document around any paper: faces and style; `foot` is repeated on every page. */
export function plainPage(title: string, paper: RenderedForm['paper'], look: { bodyPt: number; fontBaseUrl: string; landscape?: boolean }, content: Markup, foot?: Markup): RenderedForm {
  const page = markup`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${title}</title>
${fontUrls(look.fontBaseUrl).map((url) => markup`<link rel="preload" as="font" type="font/ttf" crossorigin href="${url}">\n`)}
<style>${trustedMarkup(formStyle(paper, look.bodyPt, look.fontBaseUrl, look.landscape))}</style>
</head>
<body>
<table class="sheet" role="presentation">
<tfoot><tr><td>${foot}</td></tr></tfoot>
<tbody><tr><td>
${content}
</td></tr></tbody>
</table>
</body>
</html>
`
  return { html: page.html, title, paper, ...(look.landscape ? { landscape: true } : {}) }
}

/** @param notation what follows the number; null takes the office's own ("BPTNTKQ") */
export function formHead(office: OfficeLetterhead, number: string | null, notation: string | null, day: string): Markup {
  return markup`<header class="head">
<div>${office.parentAgency !== null && markup`<div>${capitals(abbreviateAgency(office.parentAgency))}</div>`}
<b>${capitals(office.agency)}</b>
<b>${capitals(office.counter)}</b>
<div class="rule"></div>
<div class="number">Số: ${number ?? DOTS}/${notation ?? office.notation}</div></div>
<div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>
<div class="motto">Độc lập - Tự do - Hạnh phúc</div>
<div class="dated">${office.place}, ${longDate(day)}</div></div>
</header>`
}

function titleBlock({ code, lookupUrl, reprint }: FormFacts, template: FormTemplate): Markup {
  if (code === null) return markup`<section class="center"><h1>${capitals(template.title)}</h1>${reprintMark(reprint)}</section>`
  return markup`<section class="title">
<div><h1>${capitals(template.title)}</h1>
<div class="code">${reprintMark(reprint)}Mã hồ sơ: <b>${code}</b></div>
${barMarkup(barcodeDigits(code), 'Mã vạch của hồ sơ')}</div>
${qrMarkup(lookupUrl ?? code, 'Mã QR để tra cứu hồ sơ')}
</section>`
}

/** The mark of every copy after the first. */
export function reprintMark(reprint: boolean): Markup | false {
  return reprint && markup`<span class="reprint">BẢN IN LẠI</span>`
}

/** One line of running text. */
export function paragraph(line: FormLine): Markup {
  const { label, text, strong = false, after = '' } = line
  const space = after === '' || after.startsWith(';') ? '' : ' '
  return markup`<p>${label} ${strong ? markup`<b>${text}</b>` : text}${trustedMarkup(space)}${after}</p>\n`
}

/** Signatures side by side; a single one stands at the right, as on letters. */
export function signatures(people: readonly FormSignature[]): Markup {
  const cells = people.map(({ title, hint, name }) => markup`<div><b>${capitals(title)}</b><i>${hint}</i><div class="name">${name ?? ''}</div></div>\n`)
  return markup`<div class="signatures">
${people.length === 1 && markup`<div></div>`}${cells}</div>`
}

export function capitals(text: string): string {
  return toNfc(text).toLocaleUpperCase('vi')
}
