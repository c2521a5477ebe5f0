import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
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

/** Writes a PDF of one page that no compression makes smaller: a grey picture of noise, as a scan at a high resolution weighs. @param bytes about its size */
export async function writeHeavyScan(path: string, bytes: number): Promise<string> {
  const document = await PDFDocument.create()
  const side = Math.ceil(Math.sqrt(bytes))
  const picture = await document.embedPng(makeNoisePng(side))
  document.addPage([595.28, 841.89]).drawImage(picture, { x: 50, y: 200, width: 495, height: 495 })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, await document.save())
  return path
}

/** A PNG with a transparent ground and a ring of one colour, as a picture of a seal or a hand is kept. */
export function writeTransparentPng(path: string, [red, green, blue]: readonly [number, number, number]): string {
  const side = 120
  const rows = Buffer.concat(
    Array.from({ length: side }, (_, y) =>
      Buffer.concat([
        Buffer.from([0]),
        ...Array.from({ length: side }, (_unused, x) => {
          const distance = Math.hypot(x - side / 2, y - side / 2)
          return Buffer.from([red, green, blue, distance > 48 && distance < 56 ? 255 : 0])
        })
      ])
    )
  )
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 8
  header[9] = 6
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), makeChunk('IHDR', header), makeChunk('IDAT', deflateSync(rows)), makeChunk('IEND', Buffer.alloc(0))]))
  return path
}

/** A square grey PNG of random bytes (PNG specification: signature, IHDR, IDAT, IEND; each row begins with its filter). */
export function makeNoisePng(side: number): Buffer {
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), randomBytes(side)])))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 8
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), makeChunk('IHDR', header), makeChunk('IDAT', deflateSync(rows)), makeChunk('IEND', Buffer.alloc(0))])
}

function makeChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
