import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewFile } from '../../electron/contract/press.ts'
import { readEncryptedFile, sha256Hex } from '../../electron/crypto/file-cipher.ts'
import { importDocument } from '../../electron/press/import-document.ts'
import type { DocumentFailure } from '../../electron/contract/press.ts'
import { exportFile, isWritten, newFile } from './desk.ts'
import { judgeWithQpdf } from './judges.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-import-'))
const limitBytes = 5_000_000
let scan: string
let scans: string[]

beforeAll(async () => {
  await makeSamplePdf('table', folder)
  // A real scan of SANE's test device: a JPEG of known density.
  const args = ['-d', 'test:0', '--format=jpeg', '--mode', 'Color', '--resolution', '200', '-x', '100', '-y', '150', '--test-picture', 'Grid', '--source', 'Automatic Document Feeder']
  const scan3 = (): unknown => execFileSync('scanimage', [...args, `--batch=${join(folder, 'scan-%d.jpg')}`, '--batch-count=3'], { stdio: 'ignore', timeout: 20_000, killSignal: 'SIGKILL' })
  // SANE's test device has been seen to hang where the product's own tests scan at the same moment.
  try {
    scan3()
  } catch {
    scan3()
  }
  scans = [1, 2, 3].map((number) => join(folder, `scan-${number}.jpg`))
  scan = scans[0] ?? ''
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function importFiles(sourcePaths: string[], limit = limitBytes): Promise<{ answer: Awaited<ReturnType<typeof importDocument>>; target: NewFile }> {
  const target = newFile(folder)
  return { answer: await importDocument({ sourcePaths, target, limitBytes: limit }), target }
}

/** The width that a PNG's header names (IHDR), without its check sum, which no reader here looks at. */
function withWidth(png: Buffer, width: number): Buffer {
  const changed = Buffer.from(png)
  changed.writeUInt32BE(width, 16)
  return changed
}

const headerEnd = 33
const endChunkBytes = 12

/** The same PNG with one chunk more, whose check sum no reader here looks at. @param length as the chunk says it is */
function withChunk(png: Buffer, type: string, { content, length = content.length, at = headerEnd }: { content: string; length?: number; at?: number }): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(length)
  return Buffer.concat([png.subarray(0, at), size, Buffer.from(`${type}${content}sum!`, 'latin1'), png.subarray(at)])
}

/** Of those that are decoded, because they have an alpha channel. */
function drawTransparent(): Buffer {
  const path = join(folder, 'trong-suot')
  execFileSync('pdftocairo', ['-png', '-transp', '-singlefile', '-r', '50', join(folder, 'base.pdf'), path])
  return readFileSync(`${path}.png`)
}

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

test('a PDF is stored byte for byte, encrypted on disk', async () => {
  const path = join(folder, 'base.pdf')
  const bytes = readFileSync(path)
  const { answer, target } = await importFiles([path])
  expect(answer).toEqual({ ok: true, value: { sha256: sha256Hex(bytes), sizeBytes: bytes.length, pages: 3 } })
  expect(readEncryptedFile(target.path, target.key).equals(bytes)).toBe(true)
  expect(readFileSync(target.path).includes('%PDF')).toBe(false)
})

test('a scan of known density is put on A4 at its real size, its JPEG data unchanged', async () => {
  const { answer, target } = await importFiles([scan])
  expect(answer).toMatchObject({ ok: true, value: { pages: 1 } })
  const path = exportFile(folder, target, 'one-page.pdf')
  expect(judgeWithQpdf(path)).toMatchObject({ status: 0 })
  const images = execFileSync('pdfimages', ['-list', path], { encoding: 'utf8' })
  // poppler tells pixels per inch as placed: 200 again means 100 %.
  expect(/\bjpeg\b.*\s200\s+200\s/.test(images)).toBe(true)
  expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toMatch(/Page size:\s+595\.28 x 841\.89 pts \(A4\)/)
  execFileSync('pdfimages', ['-all', path, join(folder, 'extracted')])
  expect(readFileSync(join(folder, 'extracted-000.jpg')).equals(readFileSync(scan))).toBe(true)
})

test('several images become one PDF, a page each in the order chosen', async () => {
  const png = join(folder, 'page.png')
  execFileSync('pdftoppm', ['-r', '150', '-png', '-f', '1', '-l', '1', '-singlefile', join(folder, 'base.pdf'), join(folder, 'page')])
  const { answer, target } = await importFiles([scans[1] ?? '', png, scan])
  expect(answer).toMatchObject({ ok: true, value: { pages: 3 } })
  const list = execFileSync('pdfimages', ['-list', exportFile(folder, target, 'three.pdf')], { encoding: 'utf8' })
  const rows = list.split('\n').slice(2).filter((row) => row !== '')
  expect(rows.map((row) => row.trim().split(/\s+/).at(0))).toEqual(['1', '2', '3'])
  expect(rows[1]).toMatch(/\s150\s+150\s/)
})

/** Where the dark square of a rendered page is, e.g. 'top-left'; the page must have exactly one dark corner region. */
function findDarkCorner(pdfPath: string): string {
  const pgm = execFileSync('pdftoppm', ['-r', '20', '-gray', '-f', '1', '-l', '1', pdfPath])
  const [, width = 0, height = 0] = (/^P5\s(\d+)\s(\d+)\s255\s/.exec(pgm.subarray(0, 40).toString('latin1')) ?? []).map(Number)
  const pixels = pgm.subarray(pgm.length - width * height)
  let dark = 0
  let sumX = 0
  let sumY = 0
  for (let index = 0; index < pixels.length; index += 1) {
    if ((pixels[index] ?? 255) > 100) continue
    dark += 1
    sumX += index % width
    sumY += Math.floor(index / width)
  }
  if (dark === 0) return 'none'
  return `${sumY / dark < height / 2 ? 'top' : 'bottom'}-${sumX / dark < width / 2 ? 'left' : 'right'}`
}

// Where the corner that the camera saw top left has to be seen (EXIF 2.3, tag 0x0112).
test.each([
  [1, 'top-left', '595.28 x 841.89'],
  [2, 'top-right', '595.28 x 841.89'],
  [3, 'bottom-right', '595.28 x 841.89'],
  [4, 'bottom-left', '595.28 x 841.89'],
  [5, 'top-left', '841.89 x 595.28'],
  [6, 'top-right', '841.89 x 595.28'],
  [7, 'bottom-right', '841.89 x 595.28'],
  [8, 'bottom-left', '841.89 x 595.28']
])('a photo with EXIF orientation %i stands upright', async (orientation, corner, pageSize) => {
  const drawn = join(folder, `corner-${orientation}`)
  const document = await PDFDocument.create()
  document.addPage([300, 400]).drawRectangle({ x: 0, y: 300, width: 100, height: 100 })
  writeFileSync(`${drawn}.pdf`, await document.save())
  execFileSync('pdftoppm', ['-r', '72', '-jpeg', '-singlefile', `${drawn}.pdf`, drawn])
  const jpeg = readFileSync(`${drawn}.jpg`)
  // APP1 with a TIFF directory of one entry: tag 0x0112, SHORT, 1 value.
  const tiff = Buffer.from(`4d4d002a0000000800010112000300000001000${orientation}000000000000`, 'hex')
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const photo = write(`photo-${orientation}.jpg`, Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif, jpeg.subarray(2)]))
  const { answer, target } = await importFiles([photo])
  expect(answer).toMatchObject({ ok: true, value: { pages: 1 } })
  const path = exportFile(folder, target, `photo-${orientation}.pdf`)
  expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toContain(`Page size:       ${pageSize} pts`)
  expect(findDarkCorner(path)).toBe(corner)
})

/** A page with a dark block bottom right, drawn at 200 dpi. */
async function drawPage(name: string, options: string[]): Promise<string> {
  const document = await PDFDocument.create()
  document.addPage([595.28, 841.89]).drawRectangle({ x: 300, y: 0, width: 295, height: 420 })
  writeFileSync(`${name}.pdf`, await document.save())
  execFileSync('pdftoppm', ['-r', '200', ...options, '-singlefile', `${name}.pdf`, name])
  return name
}

test.each([
  ['grey', ['-gray']],
  ['black and white', ['-mono']],
  ['colour', []]
])('a PNG in %s shows the same picture at its real size', async (_, options) => {
  const drawn = await drawPage(join(folder, 'drawn'), ['-png', ...options])
  const { answer, target } = await importFiles([`${drawn}.png`])
  expect(answer).toMatchObject({ ok: true, value: { pages: 1 } })
  const path = exportFile(folder, target, 'png.pdf')
  expect(judgeWithQpdf(path)).toMatchObject({ status: 0 })
  expect(execFileSync('pdfimages', ['-list', path], { encoding: 'utf8' })).toMatch(/\s200\s+200\s/)
  expect(findDarkCorner(path)).toBe('bottom-right')
})

/** A PGM as the PPM that pdfimages writes of a grey picture. */
function toColour(pgm: Buffer): Buffer {
  const [header = '', size = ''] = /^P5\n(\d+ \d+)\n255\n/.exec(pgm.subarray(0, 40).toString('latin1')) ?? []
  const pixels = pgm.subarray(header.length)
  const colour = Buffer.alloc(pixels.length * 3)
  for (let index = 0; index < pixels.length; index += 1) colour.fill(pixels[index] ?? 0, index * 3, index * 3 + 3)
  return Buffer.concat([Buffer.from(`P6\n${size}\n255\n`, 'latin1'), colour])
}

test.each([
  ['uncompressed colour', ['-tiffcompression', 'none']],
  ['PackBits colour', ['-tiffcompression', 'packbits']],
  ['LZW colour', ['-tiffcompression', 'lzw']],
  ['deflated grey', ['-tiffcompression', 'deflate', '-gray']],
  ['LZW black and white', ['-tiffcompression', 'lzw', '-mono']],
  ['uncompressed black and white', ['-tiffcompression', 'none', '-mono']]
])('a TIFF, %s, shows the same picture at its real size', async (name, options) => {
  const drawn = await drawPage(join(folder, `tiff ${name}`), ['-tiff', ...options])
  const { answer, target } = await importFiles([`${drawn}.tif`])
  expect(answer).toMatchObject({ ok: true, value: { pages: 1 } })
  const path = exportFile(folder, target, 'tiff.pdf')
  expect(judgeWithQpdf(path)).toMatchObject({ status: 0 })
  expect(execFileSync('pdfimages', ['-list', path], { encoding: 'utf8' })).toMatch(/\s200\s+200\s/)
  expect(findDarkCorner(path)).toBe('bottom-right')
  // Pixel for pixel what poppler drew: the picture taken out of our PDF is the one drawn without the TIFF between.
  execFileSync('pdfimages', [path, join(folder, 'back')])
  const [mode] = options.filter((option) => option === '-mono' || option === '-gray')
  const direct = await drawPage(join(folder, 'direct'), mode ? [mode] : [])
  const back = readFileSync(join(folder, mode === '-mono' ? 'back-000.pbm' : 'back-000.ppm'))
  const drawnPixels = readFileSync(`${direct}.${mode === '-mono' ? 'pbm' : mode === '-gray' ? 'pgm' : 'ppm'}`)
  const expected = mode === '-gray' ? toColour(drawnPixels) : drawnPixels
  expect(back.equals(expected)).toBe(true)
})

/** A fax-coded (CCITT G4) TIFF of 300 x 400 dots at 200 dpi with its lower right quarter black, as ImageMagick writes it: no program of the set-up makes one. */
const faxTiff =
  'SUkqAFwAAAD/////////////////////////////////MgYZAN//////////////////////////////////////////////////////////////////8AEAEAAQAAABAwABAAAALAEAAAEBAwABAA' +
  'AAkAEAAAIBAwABAAAAAQAAAAMBAwABAAAABAAAAAYBAwABAAAAAAAAAAoBAwABAAAAAQAAABEBBAABAAAACAAAABIBAwABAAAAAQAAABUBAwABAAAAAQAAABYBAwABAAAAkAEAABcBBAABAAAAUwAA' +
  'ABoBBQABAAAAIgEAABsBBQABAAAAKgEAABwBAwABAAAAAQAAACgBAwABAAAAAgAAACkBAwACAAAAAAABAAAAAADIAAAAAQAAAMgAAAABAAAA'

test('a fax-coded TIFF, what office scanners make of text, goes in as it is', async () => {
  const { answer, target } = await importFiles([write('fax.tif', Buffer.from(faxTiff, 'base64'))])
  expect(answer).toMatchObject({ ok: true, value: { pages: 1 } })
  const path = exportFile(folder, target, 'fax.pdf')
  expect(execFileSync('pdfimages', ['-list', path], { encoding: 'utf8' })).toMatch(/ccitt.*\s200\s+200\s/)
  execFileSync('pdfimages', [path, join(folder, 'fax')])
  const pbm = readFileSync(join(folder, 'fax-000.pbm'))
  const pixels = pbm.subarray(pbm.length - 38 * 400)
  const isBlack = (x: number, y: number): boolean => ((pixels[y * 38 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0
  expect([isBlack(10, 10), isBlack(290, 10), isBlack(10, 390), isBlack(290, 390), isBlack(149, 300), isBlack(150, 300), isBlack(200, 199), isBlack(200, 200)]).toEqual([false, false, false, true, false, true, false, true])
})

// pdf-lib's decoder looked for the end of such a text for ever.
test('a PNG with a text that has no end shows its picture all the same', async () => {
  const png = drawTransparent()
  const { answer } = await importFiles([write('chu.png', withChunk(png, 'iTXt', { content: 'x', at: png.length - endChunkBytes }))])
  expect(answer).toMatchObject({ ok: true, value: { pages: 1 } })
})

test('what cannot be stored is refused with the reason, and nothing is written', async () => {
  const base = readFileSync(join(folder, 'base.pdf'))
  const encrypted = join(folder, 'password.pdf')
  execFileSync('qpdf', ['--encrypt', 'mat-khau', 'chu-so-huu', '256', '--', join(folder, 'base.pdf'), encrypted])
  const png = join(folder, 'to-khai.png')
  execFileSync('pdftoppm', ['-r', '100', '-png', '-f', '1', '-l', '1', '-singlefile', join(folder, 'base.pdf'), png.slice(0, -4)])
  const plainTiff = await drawPage(join(folder, 'plain'), ['-tiff', '-tiffcompression', 'packbits'])
  const jpegTiff = `${await drawPage(join(folder, 'jpeg'), ['-tiff', '-tiffcompression', 'jpeg'])}.tif`
  const docx = join(folder, 'don.docx')
  mkdirSync(join(folder, 'word'), { recursive: true })
  writeFileSync(join(folder, 'word', 'document.xml'), '<w:document/>')
  execFileSync('python3', ['-c', `import zipfile; z = zipfile.ZipFile(${JSON.stringify(docx)}, 'w'); z.write(${JSON.stringify(join(folder, 'word/document.xml'))}, 'word/document.xml')`])

  const cases: { paths: string[]; limit?: number; error: DocumentFailure }[] = [
    { paths: [write('rong.pdf', '')], error: { kind: 'file-empty' } },
    { paths: [scan, write('rong.jpg', '')], error: { kind: 'file-empty' } },
    { paths: [encrypted], error: { kind: 'file-encrypted' } },
    { paths: [write('dut.pdf', base.subarray(0, base.length / 2))], error: { kind: 'file-broken', reason: 'cut-short' } },
    { paths: [write('lech.pdf', Buffer.concat([Buffer.from('\n\n'), base]))], error: { kind: 'file-broken', reason: 'header-misplaced' } },
    { paths: [write('sai-xref.pdf', base.toString('latin1').replace(/startxref\s+\d+/, 'startxref\n7'))], error: { kind: 'file-broken', reason: 'xref-misplaced' } },
    { paths: [write('hong.jpg', readFileSync(scan).subarray(0, 30))], error: { kind: 'file-broken', reason: 'unreadable' } },
    { paths: [write('dut.png', readFileSync(png).subarray(0, 300))], error: { kind: 'file-broken', reason: 'unreadable' } },
    { paths: [write('khong-lo.png', withWidth(readFileSync(png), 2 ** 30))], error: { kind: 'file-broken', reason: 'unreadable' } },
    { paths: [write('qua-dai.png', withChunk(drawTransparent(), 'IDAT', { content: 'x', length: 2 ** 32 - 1 }))], error: { kind: 'file-broken', reason: 'unreadable' } },
    { paths: [write('hai-dau.png', withChunk(drawTransparent(), 'IHDR', { content: drawTransparent().toString('latin1', 16, 29) }))], error: { kind: 'file-broken', reason: 'unreadable' } },
    { paths: [join(folder, 'khong-co.pdf')], error: { kind: 'file-broken', reason: 'missing' } },
    { paths: [folder], error: { kind: 'file-unsupported', found: 'folder' } },
    { paths: [docx], error: { kind: 'file-unsupported', found: 'office-document' } },
    { paths: [write('ghi-chu.pdf', 'Xin chao, day khong phai PDF')], error: { kind: 'file-unsupported', found: 'text' } },
    { paths: [join(folder, 'base.pdf'), scan], error: { kind: 'file-unsupported', found: 'pdf-among-several' } },
    { paths: [join(folder, 'base.pdf')], limit: 100, error: { kind: 'file-too-large', sizeBytes: base.length, limitBytes: 100 } },
    { paths: [jpegTiff], error: { kind: 'file-unsupported', found: 'tiff' } },
    { paths: [write('dut.tif', readFileSync(`${plainTiff}.tif`).subarray(0, 5000))], error: { kind: 'file-broken', reason: 'unreadable' } }
  ]
  for (const { paths, limit, error } of cases) {
    const { answer, target } = await importFiles(paths, limit)
    expect({ paths, answer }).toEqual({ paths, answer: { ok: false, error } })
    expect(isWritten(target)).toBe(false)
  }
})
