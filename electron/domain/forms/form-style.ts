import type { RenderedForm } from './receipt-data.ts'

const FACES = [
  { file: 'Tinos_400Regular.ttf', weight: 400, style: 'normal' },
  { file: 'Tinos_700Bold.ttf', weight: 700, style: 'normal' },
  { file: 'Tinos_400Regular_Italic.ttf', weight: 400, style: 'italic' },
  { file: 'Tinos_700Bold_Italic.ttf', weight: 700, style: 'italic' }
] as const

/** Margins and type by paper: Times at 12 pt and up is for A4, an A5 form holds one dossier a page at 11. */
const SIZES = {
  A5: { margin: '9mm 10mm 9mm 13mm', body: 11, head: 9.5, title: 13, table: 10, small: 8.5, signatureMm: 15 },
  A4: { margin: '20mm 15mm 20mm 30mm', body: 13, head: 12, title: 15, table: 12, small: 11, signatureMm: 25 }
} as const

/** Links that fetch the faces before the page counts as loaded, so that no form is printed in a stand-in face. */
export function fontUrls(fontBaseUrl: string): string[] {
  // The address goes into a style sheet, where HTML escaping does not reach.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[\w./%:-]*\/$/i.test(fontBaseUrl)) throw new RangeError('not a folder address for fonts')
  return FACES.map(({ file }) => fontBaseUrl + file)
}

/** The style sheet common to the legal forms: Tinos, which has the metrics of Times New Roman (NĐ 30/2020) and all Vietnamese marks. */
export function formStyle(paper: RenderedForm['paper'], fontBaseUrl: string): string {
  const size = SIZES[paper]
  const urls = fontUrls(fontBaseUrl)
  const faces = FACES.map(
    ({ weight, style }, i) =>
      `@font-face{font-family:Tinos;font-weight:${weight};font-style:${style};font-display:block;src:url("${urls[i]}") format("truetype")}`
  )
  return `${faces.join('\n')}
@page{size:${paper} portrait;margin:${size.margin}}
*{box-sizing:border-box}
html{background:#fff;color:#000}
body{margin:0;font:${size.body}pt/1.22 Tinos,"Times New Roman",serif;overflow-wrap:anywhere;font-variant-ligatures:none;
  -webkit-print-color-adjust:exact;print-color-adjust:exact}
p{margin:0 0 1.6pt;orphans:2;widows:2}
table{width:100%;border-collapse:collapse}
.head{display:grid;grid-template-columns:1fr auto;column-gap:3mm;font-size:${size.head}pt;line-height:1.2;text-align:center}
.head b{display:block}
.motto{display:inline-block;font-size:1.06em;font-weight:700;border-bottom:.7pt solid;padding:0 1pt 1.5pt}
.rule{width:22mm;margin:1.5pt auto 0;border-top:.7pt solid}
.head .number,.head .dated{margin-top:3pt;font-size:1.06em}
.head .dated{font-style:italic}
.title{display:grid;grid-template-columns:24mm 1fr 24mm;column-gap:2mm;align-items:center;margin:2.5mm 0 1.5mm;text-align:center}
.title h1{margin:0;font-size:${size.title}pt;line-height:1.2;text-wrap:balance}
.title .code{margin-top:1pt;font-size:${size.body + 0.5}pt;white-space:nowrap}
.reprint{border:1pt solid;padding:2pt;font-weight:700;font-size:${size.table}pt;line-height:1.15}
.qr svg{display:block;width:20mm;height:20mm;margin:0 0 0 auto}
.qr-note{width:20mm;margin:.8mm 0 0 auto;font-size:7pt;line-height:1.05}
.bar svg{display:block;width:52mm;height:6.5mm;margin:1.2mm auto 0}
.papers{margin:1pt 0 2.5pt;font-size:${size.table}pt;line-height:1.15}
.papers th,.papers td{border:.6pt solid;padding:1.3pt 2.5pt;vertical-align:top}
.papers th{font-weight:700;text-align:center;vertical-align:middle}
.papers thead{display:table-header-group}
.papers tr,.fees tr{break-inside:avoid}
.papers .no{width:8mm;text-align:center}
.papers .count{width:13mm;text-align:center}
.lead{break-after:avoid}
.fees{margin:0 0 2pt;font-size:${size.table}pt;line-height:1.15}
.fees td{padding:0 0 1pt 4mm;vertical-align:top}
.fees .amount{width:30mm;padding-left:2mm;text-align:right;white-space:nowrap}
.end{break-inside:avoid}
.note{font-size:${size.small}pt;font-style:italic;line-height:1.15}
.signatures{display:grid;grid-template-columns:1fr 1fr;column-gap:4mm;margin-top:2mm;text-align:center}
.signatures i{display:block}
.signatures .name{margin-top:${size.signatureMm}mm;font-weight:700}
.source{margin-top:2mm;border-top:.4pt solid #555;padding-top:1pt;font-size:7pt;color:#222;display:flex;justify-content:space-between;gap:3mm}
@media screen{html{background:#ddd}body{width:${paper === 'A5' ? 148 : 210}mm;min-height:${paper === 'A5' ? 210 : 297}mm;margin:4mm auto;padding:${size.margin};background:#fff}}
`
}
