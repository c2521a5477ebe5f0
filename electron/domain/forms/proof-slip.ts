import { toNfc } from '../text.ts'
import { qrMarkup } from './barcode.ts'
import type { RenderedForm } from './form-data.ts'
import { fontUrls, formStyle } from './form-style.ts'
import { markup, trustedMarkup } from './markup.ts'

export interface ProofSlip {
  officeName: string
  code: string
  /** What the QR holds (crypto/proof.ts). */
  proof: string
  dossierId: string
  entryHash: string
  /** When the portal signed, as people read it. */
  signedAt: string
  portal: string
  keyId: string
  fontBaseUrl: string
}

/** Larger than a look-up's QR: about a thousand letters that an ordinary phone or scanner must read from paper. */
const look = `.proof{text-align:center}.proof h1{margin:4mm 0 1mm}.proof .qr{display:inline-block;margin:4mm 0}.proof .qr svg{width:74mm;height:74mm}.proof dl{text-align:left;margin:0}.proof dt{font-weight:bold}.proof dd{margin:0 0 1mm;overflow-wrap:anywhere}`

/** The portal's receipt on paper: no legal form, but the proof of one that anybody can check without counter, portal or network (out/app/verify.mjs). Names no person. A5. */
export function renderProofSlip(slip: ProofSlip): RenderedForm {
  const title = `Biên nhận của Cổng ${toNfc(slip.code)}`
  const facts = [
    ['Mã hồ sơ', slip.code],
    ['Cổng ký nhận lúc', slip.signedAt],
    ['Định danh hồ sơ', slip.dossierId],
    ['Mã băm bản ghi', slip.entryHash],
    ['Cổng, khóa ký', `${slip.portal} · ${slip.keyId}`]
  ].map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>\n`)
  const page = markup`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${title}</title>
${fontUrls(slip.fontBaseUrl).map((url) => markup`<link rel="preload" as="font" type="font/ttf" crossorigin href="${url}">\n`)}
<style>${trustedMarkup(formStyle('A5', 10, slip.fontBaseUrl))}</style>
<style>${trustedMarkup(look)}</style>
</head>
<body>
<main class="proof">
<div>${slip.officeName}</div>
<h1>BIÊN NHẬN ĐIỆN TỬ CỦA CỔNG</h1>
<div>Chứng minh Cổng đã tiếp nhận hồ sơ này</div>
${qrMarkup(slip.proof, 'Mã QR chứa biên nhận có chữ ký của Cổng')}
<dl>
${facts}
</dl>
<p>Kiểm tra không cần mạng: quét mã QR, lưu nội dung vào tệp rồi chạy chương trình kiểm tra với khóa công khai của Cổng.</p>
</main>
</body>
</html>
`
  return { html: page.html, title, paper: 'A5' }
}
