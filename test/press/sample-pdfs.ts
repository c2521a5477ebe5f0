import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { degrees, PDFDocument, PDFName, StandardFonts } from '@cantoo/pdf-lib'

/** PDFs of the kinds that reach a counter, made by different programs. */
export const sampleKinds = ['table', 'object-streams', 'linearized', 'linearized-object-streams', 'pdf-1.4', 'cairo', 'form', 'indirect-annotations', 'rotated-90', 'rotated-270'] as const
export type SampleKind = (typeof sampleKinds)[number]

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
  }
}

interface Drawing {
  useObjectStreams: boolean
  form?: true
  indirectAnnotations?: true
  rotation?: number
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
