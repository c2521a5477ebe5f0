import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PDFDocument, rgb } from '@cantoo/pdf-lib'
import * as fontkit from 'fontkit'

const fontPath = join(import.meta.dirname, '..', '..', 'node_modules', '@expo-google-fonts', 'tinos', '400Regular', 'Tinos_400Regular.ttf')

/** Writes a PDF as an office scanner would leave it: A4 pages with a paper's lines on them. Invented text. */
export async function writeSampleScan(path: string, title: string, pages = 1): Promise<string> {
  const document = await PDFDocument.create()
  document.registerFontkit(fontkit as unknown as Parameters<typeof document.registerFontkit>[0])
  const font = await document.embedFont(readFileSync(fontPath), { subset: true })
  for (let number = 1; number <= pages; number++) {
    const page = document.addPage([595.28, 841.89])
    page.drawText('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { x: 150, y: 770, size: 13, font })
    page.drawText('Độc lập – Tự do – Hạnh phúc', { x: 205, y: 750, size: 13, font })
    page.drawText(title.toUpperCase(), { x: 90, y: 690, size: 15, font })
    for (let line = 0; line < 18; line++) page.drawText(`${line + 1}. ....................................................................................`, { x: 70, y: 650 - line * 28, size: 12, font })
    page.drawCircle({ x: 430, y: 110, size: 45, borderColor: rgb(0.8, 0.1, 0.1), borderWidth: 3 })
    page.drawText(`Trang ${number}/${pages}`, { x: 270, y: 40, size: 10, font })
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, await document.save())
  return path
}
