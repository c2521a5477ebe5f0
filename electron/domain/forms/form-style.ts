import type { RenderedForm } from './form-data.ts'

const FACES = [
  { file: 'Tinos_400Regular.ttf', weight: 400, style: 'normal' },
  { file: 'Tinos_700Bold.ttf', weight: 700, style: 'normal' },
  { file: 'Tinos_400Regular_Italic.ttf', weight: 400, style: 'italic' },
  { file: 'Tinos_700Bold_Italic.ttf', weight: 700, style: 'italic' }
] as const

/** What a paper allows, in points unless named: the text area inside `margin`, and body sizes largest first. */
export const PAGE = {
  A5: { widthMm: 148, heightMm: 210, margin: '8mm 8mm 7mm 10mm', textWidthPt: 368, textHeightPt: 550, head: 9.5, title: 12.5, bodies: [12, 11.75, 11.5, 11.25, 11, 10.75, 10.5, 10.25, 10], signatureMm: 12 },
  A4: { widthMm: 210, heightMm: 297, margin: '20mm 15mm 20mm 30mm', textWidthPt: 467, textHeightPt: 728, head: 11.5, title: 15, bodies: [13], signatureMm: 25 }
} as const

/** A list laid across an A4 sheet, bound at its left. */
const LANDSCAPE_MARGIN = '12mm 10mm 10mm 20mm'

/** A column of the papers table that holds a count; its widest word is "Chứng". */
export const COUNT_COLUMN_PT: number = 36

/** Table text against body text. */
export const TABLE_SCALE = 0.92

/** Addresses of the faces, fetched before the page counts as loaded so that no form is printed in a stand-in face. */
export function fontUrls(fontBaseUrl: string): string[] {
  // The address goes into a style sheet, where HTML escaping does not reach.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[\w./%:-]*\/$/i.test(fontBaseUrl)) throw new RangeError('not a folder address for fonts')
  return FACES.map(({ file }) => fontBaseUrl + file)
}

/**
 * The style sheet of the legal forms: Tinos, which has the metrics of Times New Roman (NĐ 30/2020) and all Vietnamese marks.
 * @param bodyPt size of running text; the rest follows from it
 * @param landscape lays the sheet across, for wide tables
 */
export function formStyle(paper: RenderedForm['paper'], bodyPt: number, fontBaseUrl: string, landscape = false): string {
  const page = PAGE[paper]
  const [widthMm, heightMm] = landscape ? [page.heightMm, page.widthMm] : [page.widthMm, page.heightMm]
  const urls = fontUrls(fontBaseUrl)
  const faces = FACES.map(
    ({ weight, style }, i) =>
      `@font-face{font-family:Tinos;font-weight:${weight};font-style:${style};font-display:block;src:url("${urls[i]}") format("truetype")}`
  )
  return `${faces.join('\n')}
@page{size:${widthMm}mm ${heightMm}mm;margin:${landscape ? LANDSCAPE_MARGIN : page.margin}}
*{box-sizing:border-box}
html{background:#fff;color:#000}
body{margin:0;font:${bodyPt}pt/1.16 Tinos,"Times New Roman",serif;overflow-wrap:anywhere;font-variant-ligatures:none;
  -webkit-print-color-adjust:exact;print-color-adjust:exact}
p{margin:0 0 1.2pt;orphans:2;widows:2}
/* A collapsed border lies half outside its table, and the page's edge would cut it. */
table{width:calc(100% - 1pt);margin-left:.5pt!important;border-collapse:collapse}
.head{display:grid;grid-template-columns:1fr auto;column-gap:4mm;font-size:${page.head}pt;line-height:1.2;text-align:center}
.head b{display:block;text-wrap:balance}
.motto{display:inline-block;font-size:1.06em;font-weight:700;border-bottom:.7pt solid;padding:0 1pt 1.5pt}
.rule{width:22mm;margin:1.5pt auto 0;border-top:.7pt solid}
.head .number,.head .dated{margin-top:3pt;font-size:1.06em}
.head .dated{font-style:italic}
.title{display:grid;grid-template-columns:1fr auto;column-gap:2mm;align-items:center;margin:2.5mm 0 1.5mm;text-align:center}
.title h1{margin:0;font-size:${page.title}pt;line-height:1.2;text-wrap:balance}
.title .code{margin-top:1pt;font-size:11.5pt;white-space:nowrap}
.reprint{display:inline-block;margin:0 2mm 0 0;border:1pt solid;padding:0 2.5pt;font-weight:700;font-size:10pt}
.qr svg{display:block;width:18mm;height:18mm}
.bar svg{display:block;width:54mm;height:6mm;margin:1.2mm auto 0}
.papers{margin:1pt 0 2.5pt;font-size:${TABLE_SCALE}em;line-height:1.15}
.papers th,.papers td{border:.6pt solid;padding:1pt 2.5pt;vertical-align:top}
.papers th{font-size:${page.head}pt;font-weight:700;text-align:center;vertical-align:middle}
.papers thead{display:table-header-group}
.papers tr,.fees tr{break-inside:avoid}
.papers .no{width:8mm;text-align:center}
.papers .count{width:${COUNT_COLUMN_PT}pt;text-align:center}
.lead{break-after:avoid}
.fees{margin:0 0 2pt;font-size:${TABLE_SCALE}em;line-height:1.15}
.fees td{padding:0 0 1pt 4mm;vertical-align:top}
.fees .amount{width:30mm;padding-left:2mm;text-align:right;white-space:nowrap}
.end{break-inside:avoid}
.center{text-align:center;margin:2mm 0}
.center h1{margin:0;font-size:${page.title}pt;line-height:1.2}
.right{text-align:right}
.marks{text-align:left}
.papers .amount{text-align:right;white-space:nowrap}
.copy.next{break-before:page}
.register{table-layout:fixed;font-size:8.5pt;line-height:1.1}
.register th{font-size:8.5pt}
/* Widths in shares: on A5 the agency's name needs as much room as the times. */
.control{table-layout:fixed;font-size:9.5pt}
.control .agency{width:23%}
.control .times{width:47%}
.control .outcome{width:18%}
.control p{margin:0}
.control .outcome p{white-space:nowrap}
.control .remark{font-size:8.5pt}
.control .box{display:inline-block;width:8pt;height:8pt;border:.6pt solid;font-size:7pt;line-height:7.5pt;text-align:center;vertical-align:-.5pt}
.control .pair{display:grid;grid-template-columns:1fr 1fr;column-gap:2mm;margin-top:1pt;text-align:center}
.control .sign{min-height:11mm;padding-top:5mm}
.note{font-size:8.5pt;font-style:italic;line-height:1.15;margin-top:1pt}
.signatures{display:grid;grid-template-columns:1fr 1fr;column-gap:4mm;margin-top:1.5mm;text-align:center;font-size:${Math.min(bodyPt, 11)}pt}
.signatures b{display:block;text-wrap:balance}
.signatures i{display:block}
.signatures .name{margin-top:${page.signatureMm}mm;font-weight:700}
/* A table for its foot, repeated on every page: a loose second page can be told whose it is. */
.sheet>tbody>tr>td,.sheet>tfoot>tr>td{padding:0}
.sheet>tfoot{display:table-footer-group}
.source{display:flex;justify-content:space-between;margin-top:2pt;border-top:.4pt solid #555;padding-top:1pt;font-size:7pt;line-height:1.1;color:#222}
@media screen{html{background:#ddd}body{width:${widthMm}mm;min-height:${heightMm}mm;margin:4mm auto;padding:${landscape ? LANDSCAPE_MARGIN : page.margin};background:#fff${landscape ? ';zoom:.85' : ''}}}
`
}
