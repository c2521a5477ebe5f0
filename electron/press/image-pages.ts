import { concatTransformationMatrix, drawObject, PDFDocument, popGraphicsState, pushGraphicsState } from '@cantoo/pdf-lib'
import type { DocumentFailure } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { readJpegInfo, readPngInfo, type ImageInfo } from './image-info.ts'
import { toBarePng } from './png-chunks.ts'
import { embedPngRows, type EmbeddedImage } from './png-image.ts'
import { readTiffPages } from './tiff-directory.ts'
import { embedTiffPage, isReadableTiff } from './tiff-image.ts'

const a4 = { width: 595.28, height: 841.89 }
/** A scanner's A4 is a few dots larger or smaller than the paper. */
const scanTolerance = 1.02
/** Above a picture smaller than the page. */
const topMarginPt = 28

export interface SourceImage {
  kind: 'jpeg' | 'png' | 'tiff'
  bytes: Buffer
}

/**
 * One PDF of images, a page each (a TIFF may hold several). An image of known density that fits A4 is put on it at 100 % (Decree 30/2020 Phụ lục I); a larger or unmeasured one is
 * fitted to the page, on a landscape page when it is wider than high. Image data goes in as it is where PDF can read it: JPEG always, PNG mostly, fax-coded TIFF.
 */
export async function buildImagePdf(images: SourceImage[]): Promise<Result<{ bytes: Buffer; pages: number }, DocumentFailure>> {
  const document = await PDFDocument.create()
  try {
    for (const { kind, bytes } of images) {
      if (kind === 'jpeg') addPage(document, await document.embedJpg(bytes), readJpegInfo(bytes))
      else if (kind === 'png') addPage(document, embedPngRows(document.context, bytes) ?? (await document.embedPng(toBarePng(bytes))), readPngInfo(bytes))
      else {
        const pages = readTiffPages(bytes)
        if (!pages.every(isReadableTiff)) return err({ kind: 'file-unsupported', found: 'tiff' })
        for (const page of pages) addPage(document, embedTiffPage(document.context, page), page)
      }
    }
    const pages = document.getPageCount()
    return pages === 0 ? err({ kind: 'file-broken', reason: 'no-pages' }) : ok({ bytes: Buffer.from(await document.save({ useObjectStreams: false })), pages })
  } catch {
    // pdf-lib and zlib throw on damaged images, and nothing else here can fail.
    return err({ kind: 'file-broken', reason: 'unreadable' })
  }
}

function addPage(document: PDFDocument, image: EmbeddedImage, info: ImageInfo): void {
  const turned = info.orientation >= 5
  const seen = turned ? { width: image.height, height: image.width } : { width: image.width, height: image.height }
  const paper = seen.width > seen.height ? { width: a4.height, height: a4.width } : a4
  const scale = getScale(seen, paper, info.dpi)
  const width = seen.width * scale
  const height = seen.height * scale
  const left = (paper.width - width) / 2
  // At the top, where the paper's own edge was; a scan of about a whole page is centred.
  const bottom = height < paper.height * 0.9 ? paper.height - height - topMarginPt : (paper.height - height) / 2
  const page = document.addPage([paper.width, paper.height])
  const name = page.node.newXObject('Image', image.ref)
  page.pushOperators(
    pushGraphicsState(),
    concatTransformationMatrix(...getPlacement(info.orientation, { left, bottom, width, height })),
    drawObject(name),
    popGraphicsState()
  )
}

/** Points per pixel. */
function getScale(pixels: { width: number; height: number }, paper: { width: number; height: number }, dpi: number | undefined): number {
  const fitted = Math.min(paper.width / pixels.width, paper.height / pixels.height)
  const real = dpi ? 72 / dpi : undefined
  return real !== undefined && real <= fitted * scanTolerance ? real : fitted
}

type Matrix = [number, number, number, number, number, number]

/** The matrix that puts the image's unit square into the box, turned and mirrored as EXIF's orientation (1-8) says it shall be seen. */
function getPlacement(orientation: number, box: { left: number; bottom: number; width: number; height: number }): Matrix {
  const { left, bottom, width, height } = box
  const right = left + width
  const top = bottom + height
  const placements: Record<number, Matrix> = {
    2: [-width, 0, 0, height, right, bottom],
    3: [-width, 0, 0, -height, right, top],
    4: [width, 0, 0, -height, left, top],
    5: [0, -height, -width, 0, right, top],
    6: [0, -height, width, 0, left, top],
    7: [0, height, width, 0, left, bottom],
    8: [0, height, -width, 0, right, bottom]
  }
  return placements[orientation] ?? [width, 0, 0, height, left, bottom]
}
