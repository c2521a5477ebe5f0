import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFDocument, type PDFPage, type PDFRef } from '@cantoo/pdf-lib'
import type { Appearance } from '../contract/press.ts'
import { fillTemplate, getTemplate } from './appearance-templates.ts'
import { fontResourceName, getFontSubset, type FontSubset } from './font.ts'
import { listSignatureFields } from './pdf-structure.ts'

/** A visible signature ready to be put on a page. */
export interface PlacedAppearance {
  /** In the page's own (unrotated) coordinates: x1, y1, x2, y2. */
  rect: [number, number, number, number]
  /** The form XObject that draws it. */
  form: PDFRef
}

const pointsPerMm = 72 / 25.4
const marginRightPt = 10 * pointsPerMm
const marginTopPt = 6 * pointsPerMm
const maxWidthPt = 75 * pointsPerMm
const gapPt = 12
const leading = 1.2

/** Lays the appearance out in the top right corner of the page as it is seen, beside or below the visible signatures already there. */
export async function placeAppearance(document: PDFDocument, page: PDFPage, appearance: Appearance): Promise<PlacedAppearance> {
  const template = getTemplate(appearance.kind, appearance.signedAt)
  const texts = fillTemplate(template, appearance)
  const font = await getFontSubset(texts)
  const lines = texts.flatMap((text) => wrap(text, font, template.sizePt))
  const width = Math.max(...lines.map((line) => font.measure(line, template.sizePt)))
  const height = lines.length * template.sizePt * leading
  const view = getPageView(page)
  const taken = listVisibleSignatureRects(document, page).map((rect) => toSeen(rect, view))
  const seen = findFreePlace({ width, height }, view, taken)
  return { rect: toPage(seen, view), form: createForm(document, lines, font, template.sizePt, { width, height }, view.rotation) }
}

function wrap(text: string, font: FontSubset, sizePt: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && font.measure(longer, sizePt) > maxWidthPt) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line]
}

type Rect = [number, number, number, number]

/** The page as a reader sees it: its visible box and how far it is turned clockwise. */
interface PageView {
  box: { x: number; y: number; width: number; height: number }
  rotation: 0 | 90 | 180 | 270
  width: number
  height: number
}

function getPageView(page: PDFPage): PageView {
  const box = page.getCropBox()
  const rotation = ((((Math.round(page.getRotation().angle / 90) * 90) % 360) + 360) % 360) as PageView['rotation']
  const turned = rotation === 90 || rotation === 270
  return { box, rotation, width: turned ? box.height : box.width, height: turned ? box.width : box.height }
}

/** From the place as seen (origin bottom left of the turned page) to the page's own coordinates. */
function toPage(seen: Rect, view: PageView): Rect {
  return normalise(mapPoint(seen[0], seen[1]), mapPoint(seen[2], seen[3]))
  function mapPoint(x: number, y: number): [number, number] {
    const { box } = view
    if (view.rotation === 90) return [box.x + box.width - y, box.y + x]
    if (view.rotation === 180) return [box.x + box.width - x, box.y + box.height - y]
    if (view.rotation === 270) return [box.x + y, box.y + box.height - x]
    return [box.x + x, box.y + y]
  }
}

function toSeen(rect: Rect, view: PageView): Rect {
  return normalise(mapPoint(rect[0], rect[1]), mapPoint(rect[2], rect[3]))
  function mapPoint(x: number, y: number): [number, number] {
    const { box } = view
    if (view.rotation === 90) return [y - box.y, box.x + box.width - x]
    if (view.rotation === 180) return [box.x + box.width - x, box.y + box.height - y]
    if (view.rotation === 270) return [box.y + box.height - y, x - box.x]
    return [x - box.x, y - box.y]
  }
}

function normalise(a: [number, number], b: [number, number]): Rect {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])]
}

/** From the corner leftwards along the top margin, then a row lower; at the worst the corner itself. */
function findFreePlace(size: { width: number; height: number }, view: PageView, taken: Rect[]): Rect {
  const right = view.width - marginRightPt
  const top = view.height - marginTopPt
  for (let y = top; y - size.height > 0; y -= size.height + gapPt) {
    for (let x = right; x - size.width >= 0; ) {
      const place: Rect = [x - size.width, y - size.height, x, y]
      const inTheWay = taken.filter((other) => overlaps(place, other))
      if (inTheWay.length === 0) return place
      x = Math.min(...inTheWay.map((other) => other[0])) - gapPt
    }
  }
  return [right - size.width, top - size.height, right, top]
}

function overlaps(a: Rect, b: Rect): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

function listVisibleSignatureRects(document: PDFDocument, page: PDFPage): Rect[] {
  return listSignatureFields(document).flatMap(({ dict }) => {
    const [x1, y1, x2, y2] = (dict.lookupMaybe(PDFName.of('Rect'), PDFArray)?.asArray() ?? []).map((value) => (value instanceof PDFNumber ? value.asNumber() : 0))
    if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined || x1 === x2) return []
    const onPage = dict.get(PDFName.of('P'))
    return onPage === undefined || onPage === page.ref ? [normalise([x1, y1], [x2, y2])] : []
  })
}

/** Turns the drawing against the page's rotation, so that it is read upright (ISO 32000-1 §12.5.5: the matrix first, then fitted to /Rect). */
const turnedBy: Record<PageView['rotation'], number[]> = {
  0: [1, 0, 0, 1, 0, 0],
  90: [0, 1, -1, 0, 0, 0],
  180: [-1, 0, 0, -1, 0, 0],
  270: [0, -1, 1, 0, 0, 0]
}

function createForm(
  document: PDFDocument,
  lines: string[],
  font: FontSubset,
  sizePt: number,
  size: { width: number; height: number },
  rotation: PageView['rotation']
): PDFRef {
  const { context } = document
  const lineHeight = sizePt * leading
  const firstBaseline = size.height - sizePt
  const shown = lines.map((line) => `${font.encode(line)} Tj T*`).join('\n')
  const content = `q\nBT\n0 g\n/F0 ${sizePt} Tf\n${lineHeight} TL\n0 ${firstBaseline.toFixed(2)} Td\n${shown}\nET\nQ`
  const resources = PDFDict.withContext(context)
  resources.set(PDFName.of('Font'), context.obj({ [fontResourceName.decodeText()]: font.embed(context) }))
  return context.register(
    context.flateStream(content, {
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, size.width, size.height],
      Matrix: turnedBy[rotation],
      Resources: resources
    })
  )
}
