import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { degrees, PDFDocument, PDFName, StandardFonts, TextRenderingMode } from '@cantoo/pdf-lib'
import { buildImagePdf } from '../../electron/press/image-pages.ts'
import { makeNoisePng } from '../harness/sample-scan.ts'

/** PDFs of the kinds that reach a counter, made by different programs. */
export const sampleKinds = ['table', 'object-streams', 'linearized', 'linearized-object-streams', 'pdf-1.4', 'cairo', 'form', 'indirect-annotations', 'rotated-90', 'rotated-270', 'hybrid', 'pdf-a', 'pdf-a-1-packed', 'scan', 'libreoffice'] as const
/** Too large for every run of the suite: `npm run prove -- signing` signs them. */
export const heavyKinds = ['scan-25-mb'] as const
export type SampleKind = (typeof sampleKinds)[number] | (typeof heavyKinds)[number]

const heavyPages = 5
/** Of one page, a byte each dot: five of them make 25 MB. */
const heavySide = 2_240

export async function makeSamplePdf(kind: SampleKind, folder: string): Promise<Buffer> {
  const base = join(folder, 'base.pdf')
  const result = join(folder, `${kind}.pdf`)
  const runQpdf = (...args: string[]): Buffer => {
    execFileSync('qpdf', [...args, base, result])
    return readFileSync(result)
  }
  writeFileSync(base, await draw({ useObjectStreams: false }))
  switch (kind) {
    case 'table':
      return readFileSync(base)
    case 'object-streams':
      return draw({ useObjectStreams: true })
    case 'linearized':
      return runQpdf('--linearize', '--object-streams=disable')
    case 'linearized-object-streams':
      return runQpdf('--linearize', '--object-streams=generate')
    case 'pdf-1.4':
      return runQpdf('--object-streams=disable', '--force-version=1.4')
    case 'cairo':
      execFileSync('pdftocairo', ['-pdf', base, result])
      return readFileSync(result)
    case 'form':
      return draw({ useObjectStreams: false, form: true })
    case 'indirect-annotations':
      return draw({ useObjectStreams: false, indirectAnnotations: true })
    case 'rotated-90':
      return draw({ useObjectStreams: false, rotation: 90 })
    case 'rotated-270':
      return draw({ useObjectStreams: true, rotation: 270 })
    case 'hybrid':
      return makeHybridPdf()
    case 'pdf-a':
      return draw({ useObjectStreams: true, archive: '2B' })
    case 'pdf-a-1-packed':
      // Calls itself PDF/A-1 and was packed by a program that does not care: cross-reference streams are forbidden there, and met all the same.
      writeFileSync(base, await draw({ useObjectStreams: false, archive: '1B' }))
      return runQpdf('--object-streams=generate', '--min-version=1.5')
    case 'scan':
      return makeScan(base, result)
    case 'scan-25-mb':
      return addSearchText(await toPages(Array.from({ length: heavyPages }, () => makeNoisePng(heavySide))))
    case 'libreoffice':
      // Written by Writer 7.4 from an HTML page of three (`soffice --convert-to pdf`): tagged, a classic table, stream lengths in objects of their own.
      return readFileSync(join(import.meta.dirname, 'fixtures', 'libreoffice.pdf'))
  }
}

/** A hybrid-reference file (ISO 32000-1 §7.5.8.4), as old office programs wrote: a table for every reader, and a stream for what only newer ones see. */
function makeHybridPdf(): Buffer {
  const parts: Buffer[] = []
  const offsets = new Map<number, number>()
  let length = 0
  const add = (text: string | Buffer): void => {
    const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1')
    parts.push(bytes)
    length += bytes.length
  }
  const object = (number: number, body: string): void => {
    offsets.set(number, length)
    add(`${number} 0 obj\n${body}\nendobj\n`)
  }
  const content = 'BT /F1 14 Tf 72 700 Td (To khai, trang 1) Tj ET'
  add('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n')
  object(1, '<</Type/Catalog/Pages 2 0 R/Lang(vi)/Metadata 7 0 R/PieceInfo 6 0 R>>')
  object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>')
  object(3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>')
  object(4, `<</Length ${content.length}>>\nstream\n${content}\nendstream`)
  object(5, '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>')
  object(7, '<</Type/Metadata/Subtype/XML/Length 0>>\nstream\n\nendstream')
  // Object 6 is seen only by readers that know object streams.
  const inner = '<</An<<>>>>'
  const head = '6 0 '
  object(8, `<</Type/ObjStm/N 1/First ${head.length}/Length ${head.length + inner.length}>>\nstream\n${head}${inner}\nendstream`)
  const row = (type: number, a: number, b: number): number[] => [type, a >> 8, a & 255, b]
  const streamAt = length
  const rows = Buffer.from([...row(2, 8, 0), ...row(1, offsets.get(7)!, 0), ...row(1, offsets.get(8)!, 0), ...row(1, streamAt, 0)])
  add(Buffer.concat([Buffer.from(`9 0 obj\n<</Type/XRef/Size 10/W[1 2 1]/Index[6 4]/Root 1 0 R/Length ${rows.length}>>\nstream\n`), rows, Buffer.from('\nendstream\nendobj\n')]))
  const table = length
  const line = (n: number): string => `${String(offsets.get(n)).padStart(10, '0')} 00000 n \n`
  add(`xref\n0 6\n0000000000 65535 f \n${[1, 2, 3, 4, 5].map(line).join('')}6 4\n0000000000 00000 f \n${line(7)}${line(8)}0000000000 00000 f \n`)
  add(`trailer\n<</Size 10/Root 1 0 R/XRefStm ${streamAt}>>\nstartxref\n${table}\n%%EOF\n`)
  return Buffer.concat(parts)
}

/** A page as our own import makes it of a scanner's picture; the text is put under it as scanners with recognition do. */
async function makeScan(base: string, result: string): Promise<Buffer> {
  const picture = result.replace(/\.pdf$/, '')
  execFileSync('pdftoppm', ['-png', '-gray', '-r', '150', base, picture])
  return addSearchText(await toPages([1, 2, 3].map((number) => readFileSync(`${picture}-${number}.png`))))
}

async function toPages(pictures: readonly Buffer[]): Promise<Buffer> {
  const pages = await buildImagePdf(pictures.map((bytes) => ({ kind: 'png' as const, bytes })))
  if (!pages.ok) throw new Error(pages.error.kind)
  return pages.value.bytes
}

async function addSearchText(pages: Buffer): Promise<Buffer> {
  const document = await PDFDocument.load(pages)
  const font = await document.embedFont(StandardFonts.TimesRoman)
  for (const [index, page] of document.getPages().entries()) page.drawText(`To khai, trang ${index + 1}`, { x: 72, y: 700, size: 14, font, renderMode: TextRenderingMode.Invisible })
  return Buffer.from(await document.save({ useObjectStreams: false }))
}

interface Drawing {
  useObjectStreams: boolean
  form?: true
  indirectAnnotations?: true
  rotation?: number
  /** Named PDF/A in its metadata, with colour profile and identifier; its font is not embedded, so no validator would pass it. */
  archive?: '1B' | '2B'
}

async function draw(drawing: Drawing): Promise<Buffer> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.TimesRoman)
  for (let number = 1; number <= 3; number += 1) {
    const page = document.addPage([595, 842])
    page.setRotation(degrees(drawing.rotation ?? 0))
    page.drawText(`To khai, trang ${number}`, { x: 72, y: 700, size: 14, font })
  }
  const first = document.getPage(0)
  if (drawing.form) {
    const field = document.getForm().createTextField('hoTen')
    field.setText('Tran Van A')
    field.addToPage(first, { x: 72, y: 600, width: 200, height: 20, font })
  }
  if (drawing.indirectAnnotations) {
    const link = document.context.register(document.context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [72, 600, 200, 620], Border: [0, 0, 0] }))
    first.node.set(PDFName.of('Annots'), document.context.register(document.context.obj([link])))
  }
  if (drawing.archive) document.convertToPDFA({ conformance: drawing.archive })
  return Buffer.from(await document.save({ useObjectStreams: drawing.useObjectStreams }))
}

/** A document its author certified against every change (DocMDP, P 1). The signature in it is not checked by anybody: the permission is what counts. */
export async function makeCertifiedPdf(): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.addPage([595, 842])
  const { context } = document
  const signature = context.register(
    context.obj({ Type: 'Sig', Filter: 'Adobe.PPKLite', Reference: [{ Type: 'SigRef', TransformMethod: 'DocMDP', TransformParams: { Type: 'TransformParams', P: 1, V: '1.2' } }] })
  )
  document.catalog.set(PDFName.of('Perms'), context.obj({ DocMDP: signature }))
  return Buffer.from(await document.save({ useObjectStreams: false }))
}
