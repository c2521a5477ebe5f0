import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument, rgb, StandardFonts, type PDFPage } from '@cantoo/pdf-lib'

const pointsPerMm = 72 / 25.4

/** A handwritten signature in blue, 40 x 16 mm, as PNG with a transparent ground. */
export function drawHandwriting(folder: string): Promise<Buffer> {
  return rasterise(folder, 'chu-ky', 40, 16, (page) => {
    const stroke = 'M 4 30 C 14 2 22 2 18 24 C 16 40 30 8 36 14 C 42 20 28 34 44 26 C 60 18 56 6 66 16 C 74 24 84 8 108 20'
    page.drawSvgPath(stroke, { x: 0, y: 16 * pointsPerMm, borderColor: rgb(0.05, 0.15, 0.75), borderWidth: 1.8 })
  })
}

/** A round seal in red, 36 mm across. */
export function drawSeal(folder: string): Promise<Buffer> {
  return rasterise(folder, 'dau', 36, 36, async (page, document) => {
    const middle = 18 * pointsPerMm
    const red = rgb(0.85, 0.05, 0.1)
    page.drawCircle({ x: middle, y: middle, size: middle - 2, borderColor: red, borderWidth: 2.5 })
    page.drawCircle({ x: middle, y: middle, size: middle * 0.62, borderColor: red, borderWidth: 1.2 })
    const font = await document.embedFont(StandardFonts.TimesRomanBold)
    page.drawText('HUYEN Y YEN', { x: middle - 24, y: middle - 3, size: 7.5, font, color: red })
  })
}

async function rasterise(folder: string, name: string, widthMm: number, heightMm: number, draw: (page: PDFPage, document: PDFDocument) => void | Promise<void>): Promise<Buffer> {
  const document = await PDFDocument.create()
  await draw(document.addPage([widthMm * pointsPerMm, heightMm * pointsPerMm]), document)
  writeFileSync(join(folder, `${name}.pdf`), await document.save())
  execFileSync('pdftocairo', ['-png', '-transp', '-singlefile', '-r', '300', join(folder, `${name}.pdf`), join(folder, name)])
  return readFileSync(join(folder, `${name}.png`))
}

/** An official letter's last page as Decree 30 lays it out: title and name of the signer on the right, recipients on the left. */
export async function makeLetter(pages: number): Promise<Buffer> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.TimesRoman)
  const bold = await document.embedFont(StandardFonts.TimesRomanBold)
  for (let number = 1; number <= pages; number += 1) {
    const page = document.addPage([595, 842])
    page.drawText(`Van ban, trang ${number}`, { x: 85, y: 740, size: 14, font })
  }
  const last = document.getPage(pages - 1)
  last.drawText('CHU TICH', { x: 395, y: 420, size: 13, font: bold })
  last.drawText('Pham Thi Khanh', { x: 380, y: 320, size: 14, font: bold })
  last.drawText('Noi nhan: Luu VT.', { x: 85, y: 420, size: 12, font })
  return Buffer.from(await document.save({ useObjectStreams: false }))
}
