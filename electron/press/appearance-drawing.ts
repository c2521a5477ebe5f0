import { PDFDict, PDFName, type PDFContext, type PDFRef } from '@cantoo/pdf-lib'
import { fontResourceName, type FontSubset } from './font.ts'
import type { PageView } from './page-view.ts'
import type { SignatureImage } from './signature-image.ts'

/** What stands in the rectangle: the picture above, the lines below it. In points. */
export interface Block {
  width: number
  height: number
  lines: string[]
  sizePt: number
  lineHeight: number
  image?: { source: SignatureImage; width: number; height: number }
}

/** Turns the drawing against the page's rotation, so that it is read upright (ISO 32000-1 §12.5.5: the matrix first, then fitted to /Rect). */
const turnedBy: Record<PageView['rotation'], number[]> = {
  0: [1, 0, 0, 1, 0, 0],
  90: [0, 1, -1, 0, 0, 0],
  180: [-1, 0, 0, -1, 0, 0],
  270: [0, -1, 1, 0, 0, 0]
}

/** The form XObject of a visible signature: its picture on top, its lines below, centred under a picture and flush left without one. */
export function drawAppearance(context: PDFContext, block: Block, font: FontSubset, rotation: PageView['rotation']): PDFRef {
  const resources = PDFDict.withContext(context)
  const content: string[] = []
  if (block.image) {
    const { source, width, height } = block.image
    resources.set(PDFName.of('XObject'), context.obj({ I0: source.embed(context) }))
    content.push(`q ${numbers(width, 0, 0, height, (block.width - width) / 2, block.height - height)} cm /I0 Do Q`)
  }
  if (block.lines.length > 0) {
    resources.set(PDFName.of('Font'), context.obj({ [fontResourceName.decodeText()]: font.embed(context) }))
    content.push(drawLines(block, font))
  }
  return context.register(
    context.flateStream(content.join('\n'), {
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, block.width, block.height],
      Matrix: turnedBy[rotation],
      Resources: resources
    })
  )
}

function drawLines(block: Block, font: FontSubset): string {
  const first = block.lines.length * block.lineHeight - block.sizePt
  const shown = block.lines.map((line, index) => {
    const x = block.image ? (block.width - font.measure(line, block.sizePt)) / 2 : 0
    return `1 0 0 1 ${numbers(x, first - index * block.lineHeight)} Tm ${font.encode(line)} Tj`
  })
  return `q\nBT\n0 g\n/${fontResourceName.decodeText()} ${block.sizePt} Tf\n${shown.join('\n')}\nET\nQ`
}

function numbers(...values: number[]): string {
  return values.map((value) => value.toFixed(2)).join(' ')
}
