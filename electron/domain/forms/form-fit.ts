import { toNfc } from '../text.ts'
import type { FormLine, RenderedForm } from './form-data.ts'
import { PAGE } from './form-style.ts'

/** A stretch of a form for measuring its height: text set at `scale` times the body size in a column `widthPt` wide. */
export interface FitBlock {
  text: string
  widthPt: number
  scale: number
  /** Space around it that does not grow with the type. */
  extraPt: number
}

const LINE_HEIGHT = 1.16
/** Advances of Times in thousandths of an em; what is not listed is 500. Marks do not widen a letter. */
const ADVANCES = new Map(
  ([[250, ' .,'], [278, 'ijlt;:/'], [333, 'fr()-I'], [389, 'sJ'], [444, 'acez'], [556, 'PSF'], [611, 'ELTZ'], [667, 'BCR'], [722, 'wADĐGHKNOQUVXY'], [778, 'm'], [889, 'M'], [944, 'W']] as const).flatMap(
    ([advance, letters]) => [...letters].map((letter): [string, number] => [letter, advance])
  )
)

/** What is lost at the foot of a page because rows and signatures are not cut in two. */
const PAGE_USE = 0.92

/**
 * The largest of `sizesPt` (largest first) that needs no more pages than the smallest does.
 * @param fixedPt height of what does not grow with the type
 */
export function chooseBodySize(blocks: readonly FitBlock[], fixedPt: number, pagePt: number, sizesPt: readonly number[]): number {
  const smallest = sizesPt.at(-1)
  if (smallest === undefined) throw new RangeError('no size to choose from')
  const pagesAt = (sizePt: number): number => {
    const height = fixedPt + heightOf(blocks, sizePt)
    return height <= pagePt ? 1 : Math.max(2, Math.ceil(height / (pagePt * PAGE_USE)))
  }
  const fewest = pagesAt(smallest)
  return sizesPt.find((sizePt) => pagesAt(sizePt) === fewest) ?? smallest
}

/** Space under a paragraph, and the share of a line that bold type, which is wider, gets. */
const PARAGRAPH_PT = 1.2
const BOLD_SHARE = 0.98
/** Head, title with QR, signatures and source line, whose sizes do not follow the body's. */
const FRAME_PT = 190

/** A paragraph as it is measured. */
export function lineBlock({ label, text, strong, after = '' }: FormLine, widthPt: number): FitBlock {
  return { text: `${label} ${text}${after}`, widthPt: widthPt * (strong === true ? BOLD_SHARE : 1), scale: 1, extraPt: PARAGRAPH_PT }
}

/** The largest type that gets a form of running text onto the fewest pages. */
export function chooseLinesBodySize(lines: readonly FormLine[], paper: RenderedForm['paper']): number {
  const page = PAGE[paper]
  return chooseBodySize(lines.map((line) => lineBlock(line, page.textWidthPt * 0.995)), FRAME_PT + (page.signatureMm * 72) / 25.4, page.textHeightPt, page.bodies)
}

function heightOf(blocks: readonly FitBlock[], sizePt: number): number {
  return blocks.reduce((total, { text, widthPt, scale, extraPt }) => {
    const size = sizePt * scale
    return total + countLines(text, (widthPt / size) * 1000) * size * LINE_HEIGHT + extraPt
  }, 0)
}

/** Lines a text breaks into at spaces, in a column of `width` thousandths of an em; words wider than that are cut. */
export function countLines(text: string, width: number): number {
  let lines = 1
  let used = 0
  for (const word of toNfc(text).split(' ')) {
    const advance = advanceOf(word)
    if (used > 0 && used + 250 + advance > width) {
      lines++
      used = 0
    }
    used += (used > 0 ? 250 : 0) + advance
    while (used > width) {
      lines++
      used -= width
    }
  }
  return lines
}

function advanceOf(word: string): number {
  let total = 0
  for (const letter of word.normalize('NFD').replace(/\p{M}/gu, '')) total += ADVANCES.get(letter) ?? 500
  return total
}
