import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFDocument, type PDFPage, type PDFRef } from '@cantoo/pdf-lib'
import type { Appearance, AppearancePlace } from '../contract/press.ts'
import { drawAppearance, type Block } from './appearance-drawing.ts'
import { fillTemplate, getTemplate, type AppearanceTemplate } from './appearance-templates.ts'
import { getFontSubset, type FontSubset } from './font.ts'
import { buildNew } from './lazy-document.ts'
import { getPageView, moveOntoPage, normalise, overlaps, pointsPerMm, toPage, toSeen, type PageView, type Rect } from './page-view.ts'
import { listSignatureFields } from './pdf-structure.ts'
import type { SignatureImage } from './signature-image.ts'

/** A visible signature ready to be put on a page. */
export interface PlacedAppearance {
  page: PDFPage
  /** In the page's own (unrotated) coordinates. */
  rect: Rect
  /** The form XObject that draws it. */
  form: PDFRef
}

const marginRightPt = 10 * pointsPerMm
const marginTopPt = 6 * pointsPerMm
const maxTextWidthPt = 75 * pointsPerMm
const gapPt = 12
const leading = 1.2
/** Clear of the signer’s name, which stands beside the lower edge of the seal. */
const gapUnderImagePt = 9

/** Lays the appearance out as the template of its day says. @param image read before, where the template asks for one. */
export async function placeAppearance(document: PDFDocument, appearance: Appearance, image: SignatureImage | undefined): Promise<PlacedAppearance> {
  const template = getTemplate(appearance.kind, appearance.signedAt)
  const texts = fillTemplate(template, appearance)
  const font = await getFontSubset(texts)
  const block = layOut(template, texts, font, image)
  const { page, seen } = findPlace(document, template, block, 'place' in appearance ? appearance.place : undefined)
  const view = getPageView(page)
  return { page, rect: toPage(seen, view), form: buildNew(document.context, () => drawAppearance(document.context, block, font, view.rotation)) }
}

function layOut(template: AppearanceTemplate, texts: string[], font: FontSubset, source: SignatureImage | undefined): Block {
  const { sizePt } = template
  const lineHeight = sizePt * leading
  const lines = texts.flatMap((text) => wrap(text, font, sizePt))
  const textWidth = Math.max(0, ...lines.map((line) => font.measure(line, sizePt)))
  const textHeight = lines.length * lineHeight
  if (!template.image || !source) return { width: textWidth, height: textHeight, lines, sizePt, lineHeight }
  const width = (source.widthMm ?? template.image.widthMm) * pointsPerMm
  const height = (width * source.heightPx) / source.widthPx
  const gap = lines.length > 0 ? gapUnderImagePt : 0
  return { width: Math.max(width, textWidth), height: height + gap + textHeight, lines, sizePt, lineHeight, image: { source, width, height } }
}

function wrap(text: string, font: FontSubset, sizePt: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && font.measure(longer, sizePt) > maxTextWidthPt) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line]
}

function findPlace(document: PDFDocument, template: AppearanceTemplate, block: Block, wanted: AppearancePlace | undefined): { page: PDFPage; seen: Rect } {
  if (template.place.at === 'corner') {
    const page = document.getPage(0)
    const view = getPageView(page)
    const taken = listVisibleSignatures(document, page).map((rect) => toSeen(rect, view))
    return { page, seen: findFreeCorner(block, view, taken) }
  }
  const signature = template.place.at === 'over-signature' ? findLastVisibleSignature(document) : undefined
  if (signature && template.place.at === 'over-signature') {
    const view = getPageView(signature.page)
    const [left, bottom, right, top] = toSeen(signature.rect, view)
    // The picture's right edge stands this far inside the signature.
    const middleX = left + (right - left) * template.place.share - (block.image?.width ?? 0) / 2
    return { page: signature.page, seen: moveOntoPage(standAround(block, middleX, (bottom + top) / 2), view) }
  }
  const page = document.getPage(Math.min(wanted?.page ?? Number.MAX_SAFE_INTEGER, document.getPageCount()) - 1)
  const view = getPageView(page)
  // Without a word from the caller, where Decree 30's form has the signer: the right half, below the middle.
  const middle = wanted ? { x: wanted.xMm * pointsPerMm, y: view.height - wanted.yMm * pointsPerMm } : { x: view.width * 0.73, y: view.height * 0.35 }
  return { page, seen: moveOntoPage(standAround(block, middle.x, middle.y), view) }
}

/** The block with the middle of its picture (or of all, without one) at this point. */
function standAround(block: Block, middleX: number, middleY: number): Rect {
  const top = middleY + (block.image?.height ?? block.height) / 2
  return [middleX - block.width / 2, top - block.height, middleX + block.width / 2, top]
}

/** From the corner leftwards along the top margin, then a row lower; at the worst the corner itself. */
function findFreeCorner(size: { width: number; height: number }, view: PageView, taken: Rect[]): Rect {
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

function listVisibleSignatures(document: PDFDocument, page: PDFPage): Rect[] {
  return listSignatureFields(document).flatMap(({ dict }) => {
    const rect = readRect(dict)
    const onPage = dict.get(PDFName.of('P'))
    return rect && (onPage === undefined || onPage === page.ref) ? [rect] : []
  })
}

/** The competent person's, when the agency's turn comes: only signed fields count. */
function findLastVisibleSignature(document: PDFDocument): { page: PDFPage; rect: Rect } | undefined {
  const signed = listSignatureFields(document).filter(({ dict }) => dict.has(PDFName.of('V')))
  for (const { ref, dict } of signed.reverse()) {
    const rect = readRect(dict)
    const page = document.getPages().find((one) => dict.get(PDFName.of('P')) === one.ref || (ref && one.node.Annots()?.asArray().includes(ref)))
    if (rect && page) return { page, rect }
  }
  return undefined
}

/** Undefined for a field that is not seen. */
function readRect(field: PDFDict): Rect | undefined {
  const [x1, y1, x2, y2] = (field.lookupMaybe(PDFName.of('Rect'), PDFArray)?.asArray() ?? []).map((value) => (value instanceof PDFNumber ? value.asNumber() : 0))
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined || x1 === x2 || y1 === y2) return undefined
  return normalise([x1, y1], [x2, y2])
}
