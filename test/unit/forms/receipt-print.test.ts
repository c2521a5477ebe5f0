import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RenderedForm } from '../../../electron/domain/forms/form-data.ts'
import { computeFees } from '../../../electron/domain/fee.ts'
import { listCertifiedPapers, renderCertificationReceipt } from '../../../electron/domain/forms/certification-receipt.ts'
import { renderReceiptForm } from '../../../electron/domain/forms/receipt.ts'
import { judge, pagesOfPdf, printForms, textOfPdf, type PrintAnswer } from './print-forms.ts'
import { getFees } from '../../reference-data/fees.ts'
import { birthReceipt, getLongestName, longReceipt, template2018, template2025, templateOf, ward2025 } from './receipt-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-receipt-'))
const pathOf = (name: string) => join(process.env['QMC_FORMS_OUT'] ?? folder, `${name}.pdf`)
const shortPapers = Array.from({ length: 20 }, (_, i) => ({ name: `Giấy tờ chứng minh quan hệ nhân thân thứ ${i + 1}`, originals: 1, copies: i % 3 }))
const papers = longReceipt().components
/** One paper more each time, so that wherever a page may end it does end in one of them. */
const growing = [4, 5, 6, 7, 8, 9, 10, 11].map((n): [string, RenderedForm] => [`papers-${n}`, renderReceiptForm(birthReceipt({ components: papers.slice(0, n) }), template2018)])
/** Two copies of a diploma of three pages: 2 x (2.000 + 2.000 + 1.000). */
const certificationFees = computeFees({ items: getFees('2.000815'), quantities: { '2.000815-PH': { units: 2, pages: 3 } }, channel: 'direct', day: '2021-03-05' })
const certifiedPapers = [{ name: 'Bản chính Bằng tốt nghiệp đại học', kind: 'submit' as const, originals: 1, certifiedCopies: 0, copies: 2 }, { name: 'Căn cước công dân', kind: 'present' as const, originals: 1, certifiedCopies: 0, copies: 0 }]
const certified = {
  ...birthReceipt({ procedureName: 'Chứng thực bản sao từ bản chính giấy tờ, văn bản', fees: certificationFees, components: certifiedPapers, register: { book: '01/2021-SCT/BS', line: '127' } }),
  papers: listCertifiedPapers(certifiedPapers, certificationFees)
}
const forms: Record<string, RenderedForm> = {
  ...Object.fromEntries(growing),
  birth: renderReceiptForm(birthReceipt(), template2018),
  reprint: renderReceiptForm(birthReceipt({ reprint: true, number: null }), template2018),
  'certified-2018': renderCertificationReceipt(certified, templateOf('tt-01-2018-01-chung-thuc')),
  'certified-2025': renderCertificationReceipt({ ...certified, office: ward2025 }, templateOf('tt-03-2025-01-chung-thuc')),
  long: renderReceiptForm(longReceipt(), template2025),
  twenty: renderReceiptForm(birthReceipt({ components: shortPapers }), template2018),
  hostile: renderReceiptForm(birthReceipt({ procedureName: '<script>document.title="PWNED"</script><style>p{display:none}</style>' }), template2018)
}
/** As markup that got into a page would be: neither script nor foreign style nor request may work. */
const injected = '<script>document.body.textContent="PWNED"</script><p style="display:none">KEPT</p><img src="https://example.invalid/x.png"><iframe src="app://counter/index.html"></iframe>'
let outcomes: PrintAnswer['files']
let printed: PrintAnswer['printed']

beforeAll(async () => {
  const answer = await printForms(
    folder,
    [
      ...Object.entries(forms).map(([name, form]) => ({ ...form, outPath: pathOf(name) })),
      { html: forms['birth']!.html.replace('<main>', `<main>${injected}`), title: 'x', paper: 'A5' as const, outPath: pathOf('injected') },
      { ...forms['birth']!, outPath: join(folder, 'app', 'main.js', 'not-a-folder.pdf') }
    ],
    'no-such-printer'
  )
  outcomes = answer.files
  printed = answer.printed
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pagesOf = (name: string) => pagesOfPdf(pathOf(name))
const textOf = (name: string) => textOfPdf(pathOf(name))

describe('the receipt as printed by Electron', () => {
  it('puts an ordinary dossier, printed or reprinted, on one A5 page', () => {
    for (const name of ['birth', 'reprint']) {
      expect(pagesOf(name), name).toBe(1)
      const [, width, height] = /^Page size:\s+([\d.]+) x ([\d.]+) pts/m.exec(judge('pdfinfo', pathOf(name))) ?? []
      expect(Math.abs(Number(width) - (148 / 25.4) * 72)).toBeLessThan(1)
      expect(Math.abs(Number(height) - (210 / 25.4) * 72)).toBeLessThan(1)
    }
    expect(textOf('reprint')).toContain('BẢN IN LẠI')
  })

  it('tells a certification with pages, copies, fee and the number of its book, by the circular in force', () => {
    expect(certified.papers).toEqual([{ name: 'Bản chính Bằng tốt nghiệp đại học', pages: 3, copies: 2, fee: 10_000 }, { name: 'Căn cước công dân', pages: null, copies: 1, fee: null }])
    for (const [name, circular] of [['certified-2018', '01/2018'], ['certified-2025', '03/2025']] as const) {
      expect(pagesOf(name), name).toBe(1)
      const text = textOf(name).replace(/\s+/g, ' ')
      for (const words of ['Số trang', 'Số bản', 'Lệ phí', '10.000 đ 10.000 đ', 'Quyển số: 01/2021-SCT/BS Số chứng thực: 127', circular]) expect(text, name).toContain(words)
    }
  })

  it('has twenty papers on two pages and goes on to as many as the longest case needs', () => {
    expect(pagesOf('twenty')).toBe(2)
    expect(pagesOf('long')).toBe(3)
  })

  it('repeats the head of the table and the code on each page, and keeps the signatures with the appointment', () => {
    const page = (n: number) => judge('pdftotext', '-f', String(n), '-l', String(n), pathOf('long'), '-').replace(/\s+/g, ' ')
    for (const n of [1, 2, 3]) {
      expect(page(n), `page ${n}`).toContain('Tên giấy tờ')
      expect(page(n), `page ${n}`).toContain('Mã hồ sơ: H42.113-261008-000975')
    }
    for (const [name] of growing) {
      const last = judge('pdftotext', '-f', String(pagesOf(name)), pathOf(name), '-')
      for (const part of ['3. Thời gian giải quyết', '5. Thời gian trả kết quả', 'NGƯỜI TIẾP NHẬN HỒ SƠ', 'Trần Thị Thu Hường']) expect(last, name).toContain(part)
    }
  })

  it('gives its text back in NFC, whole and searchable', () => {
    const text = textOf('long')
    expect(text).toBe(text.normalize('NFC'))
    expect(text).toContain('Công Tằng Tôn Nữ Nguyễn Thị Phương Huyền Trang Thùy Dương')
    expect(text.replaceAll(' ', '')).toContain(getLongestName().replaceAll(' ', ''))
    expect(judge('pdfinfo', pathOf('birth'))).toMatch(/^Title:\s+Giấy tiếp nhận hồ sơ và hẹn trả kết quả 000\.17\.22\.H40-210305-0001$/m)
  })

  it('embeds Tinos and uses no other face', () => {
    for (const name of Object.keys(forms)) {
      const fonts = judge('pdffonts', pathOf(name)).trim().split('\n').slice(2)
      expect(fonts.length, name).toBeGreaterThanOrEqual(3)
      for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+Tinos-\w+\s.*\s(yes) (yes) (yes)\s/)
    }
  })

  it('carries a QR and a bar that scan from 200 dpi paper', () => {
    const cases = [
      ['birth', 'https://dichvucong.namdinh.gov.vn/tra-cuu/000.17.22.H40-210305-0001/k3m9qy7t2w', '0001722402103050001'],
      ['long', 'H42.113-261008-000975', '42113261008000975']
    ] as const
    for (const [name, qr, bar] of cases) {
      judge('pdftoppm', '-r', '200', '-gray', '-png', '-singlefile', pathOf(name), join(folder, name))
      const codes = judge('zbarimg', '-q', join(folder, `${name}.png`)).trim().split('\n').sort()
      expect(codes).toEqual([`CODE-128:${bar}`, `QR-Code:${qr}`])
    }
  })

  it('shows hostile data as the letters it is', () => {
    const text = textOf('hostile')
    expect(text.replaceAll(' ', '')).toContain('<script>document.title="PWNED"</script><style>p{display:none}</style>')
    expect(judge('pdfinfo', pathOf('hostile'))).toMatch(/^Title:\s+Giấy tiếp nhận/m)
  })

  it('runs no script, obeys no foreign style and loads nothing even if markup got in', () => {
    const text = textOf('injected')
    expect(text).not.toContain('PWNED')
    expect(text).toContain('KEPT')
    expect(text).toContain('Nguyễn Đình Khuyến')
  })

  it('answers failures as data: a place that cannot be written, a printer that is not there', () => {
    expect(outcomes.slice(0, -1).every(({ ok }) => ok)).toBe(true)
    expect(outcomes.at(-1)).toMatchObject({ ok: false, error: { kind: 'print-failed', stage: 'write', reason: expect.stringMatching(/^E[A-Z]+$/) } })
    expect(printed).toMatchObject({ ok: false, error: { kind: 'print-failed', stage: 'spool' } })
  })
})
