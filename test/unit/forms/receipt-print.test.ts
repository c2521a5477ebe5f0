import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { electronCommand, startXvfb, type Display } from '../../../build/launch.ts'
import { renderReceiptForm } from '../../../electron/domain/forms/receipt.ts'
import type { RenderedForm } from '../../../electron/domain/forms/receipt-data.ts'
import { birthReceipt, getLongestName, longReceipt, template2018, template2025 } from './receipt-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-receipt-'))
const pathOf = (name: string) => join(folder, `${name}.pdf`)
const shortPapers = Array.from({ length: 20 }, (_, i) => ({ name: `Giấy tờ chứng minh quan hệ nhân thân thứ ${i + 1}`, originals: 1, copies: i % 3 }))
const papers = longReceipt().components
/** One paper more each time, so that wherever a page may end it does end in one of them. */
const growing = [4, 5, 6, 7, 8, 9, 10, 11].map((n): [string, RenderedForm] => [`papers-${n}`, renderReceiptForm(birthReceipt({ components: papers.slice(0, n) }), template2018)])
const forms: Record<string, RenderedForm> = {
  ...Object.fromEntries(growing),
  birth: renderReceiptForm(birthReceipt(), template2018),
  reprint: renderReceiptForm(birthReceipt({ reprint: true, number: null }), template2018),
  long: renderReceiptForm(longReceipt(), template2025),
  twenty: renderReceiptForm(birthReceipt({ components: shortPapers }), template2018),
  hostile: renderReceiptForm(birthReceipt({ procedureName: '<script>document.title="PWNED"</script><style>p{display:none}</style>' }), template2018)
}
/** As markup that got into a page would be: neither script nor foreign style nor request may work. */
const injected = '<script>document.body.textContent="PWNED"</script><p style="display:none">KEPT</p><img src="https://example.invalid/x.png"><iframe src="app://counter/index.html"></iframe>'
let display: Display
let outcomes: { ok: boolean; value?: { path: string; sizeBytes: number }; error?: { kind: string; stage: string; reason: string } }[]
let printed: { ok: boolean; error?: { kind: string; stage: string } }

beforeAll(async () => {
  display = await startXvfb('1366x768', true)
  mkdirSync(join(folder, 'app'))
  const fontsFolder = join(folder, 'fonts')
  mkdirSync(fontsFolder)
  const tinos = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'))
  for (const face of ['400Regular', '700Bold', '400Regular_Italic', '700Bold_Italic']) {
    writeFileSync(join(fontsFolder, `Tinos_${face}.ttf`), readFileSync(join(tinos, face, `Tinos_${face}.ttf`)))
  }
  writeFileSync(join(folder, 'app', 'package.json'), JSON.stringify({ name: 'print-app', type: 'module', main: 'main.js' }))
  await build({ entryPoints: [join(import.meta.dirname, 'print-app.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node20', external: ['electron'], outfile: join(folder, 'app', 'main.js'), logLevel: 'warning' })
  const jobs = [
    ...Object.entries(forms).map(([name, form]) => ({ ...form, outPath: pathOf(name) })),
    { html: forms['birth']!.html.replace('<main>', `<main>${injected}`), title: 'x', paper: 'A5' as const, outPath: pathOf('injected') },
    { ...forms['birth']!, outPath: join(folder, 'app', 'main.js', 'not-a-folder.pdf') }
  ]
  const answerPath = join(folder, 'answer.json')
  writeFileSync(join(folder, 'jobs.json'), JSON.stringify({ answerPath, fontsFolder, forms: jobs, deviceName: 'no-such-printer' }))
  const { executable, args, env } = electronCommand(join(folder, 'app'))
  const run = spawnSync(executable, args, { env: { ...env, PRINT_JOBS: join(folder, 'jobs.json'), DISPLAY: display.display }, encoding: 'utf8', timeout: 55_000 })
  if (run.status !== 0) throw new Error(`Electron ended with ${run.status ?? run.signal}: ${run.stderr.slice(-2000)}`)
  const answer = JSON.parse(readFileSync(answerPath, 'utf8')) as { files: typeof outcomes; printed: typeof printed }
  outcomes = answer.files
  printed = answer.printed
}, 90_000)

afterAll(async () => {
  await display.stop()
  rmSync(folder, { recursive: true, force: true })
})

function judge(tool: string, ...args: string[]): string {
  const run = spawnSync(tool, args, { encoding: 'utf8' })
  if (run.error) throw new Error(`${tool} is not installed`)
  return run.stdout
}

function pagesOf(name: string): number {
  return Number(/^Pages:\s+(\d+)/m.exec(judge('pdfinfo', pathOf(name)))?.[1])
}

function textOf(name: string): string {
  return judge('pdftotext', pathOf(name), '-').replace(/\s+/g, ' ')
}

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
