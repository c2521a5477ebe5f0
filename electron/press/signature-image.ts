import { PDFDocument, PDFName, PDFRawStream, type PDFContext, type PDFObject, type PDFRef } from '@cantoo/pdf-lib'
import type { AppearanceImage, SignatureImageProblem } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { readPngInfo } from './image-info.ts'
import { toBarePng } from './png-chunks.ts'
import { readSource } from './stored-files.ts'

/** A handwritten signature or a seal, decoded once for a batch and put into any number of PDFs. */
export interface SignatureImage {
  widthPx: number
  heightPx: number
  /** On paper, where officer or file say it. */
  widthMm: number | undefined
  embed(context: PDFContext): PDFRef
}

/** A seal of 36 mm at 1200 dpi has 1700 pixels. */
const limitPx = 3_000
const limitBytes = 4_000_000
const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')
const mmPerInch = 25.4

/** Reads the stored picture and makes of it what a PDF holds: colours and, apart, transparency (ISO 32000-1 §11.6.5.3). */
export async function readSignatureImage(image: AppearanceImage): Promise<Result<SignatureImage, { kind: 'signature-image-unusable'; reason: SignatureImageProblem }>> {
  const bytes = readSource(image.file)
  if (!bytes.ok) return refuse(bytes.error.kind === 'file-broken' ? 'missing' : 'damaged')
  const problem = findPngProblem(bytes.value)
  if (problem) return refuse(problem)
  try {
    return ok(await decode(bytes.value, image.widthMm))
  } catch {
    // The decoder throws whatever it stumbles over.
    return refuse('damaged')
  }
}

function refuse(reason: SignatureImageProblem): Result<never, { kind: 'signature-image-unusable'; reason: SignatureImageProblem }> {
  return err({ kind: 'signature-image-unusable', reason })
}

/** By the header (PNG specification, IHDR): colour types 4 and 6 have an alpha channel, a palette may have a tRNS. */
function findPngProblem(bytes: Buffer): SignatureImageProblem | undefined {
  if (!bytes.subarray(0, 8).equals(pngSignature)) return 'not-png'
  if (bytes.length < 33) return 'damaged'
  if (bytes.length > limitBytes || bytes.readUInt32BE(16) > limitPx || bytes.readUInt32BE(20) > limitPx) return 'too-large'
  const colorType = bytes[25]
  const hasAlpha = colorType === 4 || colorType === 6 || bytes.subarray(0, bytes.indexOf('IDAT', 0, 'latin1')).includes('tRNS')
  return hasAlpha ? undefined : 'no-transparency'
}

async function decode(bytes: Buffer, widthMm: number | undefined): Promise<SignatureImage> {
  // The library embeds into a document; what it made there is copied from then on.
  const scratch = await PDFDocument.create()
  const embedded = await scratch.embedPng(toBarePng(bytes))
  await embedded.embed()
  const picture = asStream(scratch.context.lookup(embedded.ref))
  const alpha = asStream(scratch.context.lookup(picture.dict.get(PDFName.of('SMask'))))
  const { dpi } = readPngInfo(bytes)
  return {
    widthPx: embedded.width,
    heightPx: embedded.height,
    widthMm: widthMm ?? (dpi === undefined ? undefined : (embedded.width / dpi) * mmPerInch),
    embed: (context) => {
      const mask = context.register(PDFRawStream.of(alpha.dict.clone(context), alpha.contents))
      const dict = picture.dict.clone(context)
      dict.set(PDFName.of('SMask'), mask)
      return context.register(PDFRawStream.of(dict, picture.contents))
    }
  }
}

function asStream(object: PDFObject | undefined): PDFRawStream {
  if (object instanceof PDFRawStream) return object
  throw new Error('the picture has no stream')
}
