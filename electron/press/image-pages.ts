import { degrees, PDFDocument, type PDFImage } from '@cantoo/pdf-lib'
import type { DocumentFailure } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { readJpegInfo, readPngInfo, type ImageInfo } from './image-info.ts'

const a4 = { width: 595.28, height: 841.89 }
/** A scanner's A4 is a few dots larger or smaller than the paper. */
const scanTolerance = 1.02

export interface SourceImage {
  kind: 'jpeg' | 'png'
  bytes: Buffer
}

/**
 * One PDF of images, a page each. An image of known density that fits A4 is put on it at 100 % (Decree 30/2020 Phụ lục I); a larger or unmeasured one is
 * fitted to the page, on a landscape page when it is wider than high. JPEG data goes in unchanged.
 */
export async function buildImagePdf(images: SourceImage[]): Promise<Result<{ bytes: Buffer; pages: number }, DocumentFailure>> {
  const document = await PDFDocument.create()
  for (const image of images) {
    try {
      const info = image.kind === 'jpeg' ? readJpegInfo(image.bytes) : readPngInfo(image.bytes)
      addPage(document, image.kind === 'jpeg' ? await document.embedJpg(image.bytes) : await document.embedPng(image.bytes), info)
    } catch {
      return err({ kind: 'file-broken', reason: 'unreadable' })
    }
  }
  return ok({ bytes: Buffer.from(await document.save({ useObjectStreams: false })), pages: images.length })
}

function addPage(document: PDFDocument, image: PDFImage, info: ImageInfo): void {
  const turned = info.orientation >= 5
  const seen = turned ? { width: image.height, height: image.width } : { width: image.width, height: image.height }
  const page = seen.width > seen.height ? { width: a4.height, height: a4.width } : a4
  const scale = getScale(seen, page, info.dpi)
  const width = seen.width * scale
  const height = seen.height * scale
  // Centred across, at the top: where the paper's own top edge was.
  const left = (page.width - width) / 2
  const bottom = page.height - height - (height < page.height * 0.9 ? 28 : Math.max(0, (page.height - height) / 2))
  const drawn = document.addPage([page.width, page.height])
  const own = { width: image.width * scale, height: image.height * scale }
  const turn = getTurn(info.orientation)
  if (turn === 90) drawn.drawImage(image, { ...own, x: left + width, y: bottom, rotate: degrees(90) })
  else if (turn === 180) drawn.drawImage(image, { ...own, x: left + width, y: bottom + height, rotate: degrees(180) })
  else if (turn === 270) drawn.drawImage(image, { ...own, x: left, y: bottom + height, rotate: degrees(270) })
  else drawn.drawImage(image, { ...own, x: left, y: bottom })
}

/** Points per pixel. */
function getScale(pixels: { width: number; height: number }, page: { width: number; height: number }, dpi: number | undefined): number {
  const fitted = Math.min(page.width / pixels.width, page.height / pixels.height)
  const real = dpi ? 72 / dpi : undefined
  return real !== undefined && real <= fitted * scanTolerance ? real : fitted
}

/** Anticlockwise, as PDF turns. Mirrored orientations are not turned back: cameras do not write them. */
function getTurn(orientation: number): 0 | 90 | 180 | 270 {
  if (orientation === 3) return 180
  if (orientation === 6) return 270
  return orientation === 8 ? 90 : 0
}
