import { inflateSync } from 'node:zlib'
import { PDFName, PDFRawStream, type PDFContext, type PDFRef } from '@cantoo/pdf-lib'
import { listPngChunks } from './png-chunks.ts'

interface PngParts {
  width: number
  height: number
  bitDepth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  colorType: number
  interlaced: boolean
  palette: Buffer | undefined
  transparent: boolean
  /** The IDAT chunks joined: one zlib stream of filtered rows. */
  data: Buffer
}

export interface EmbeddedImage {
  ref: PDFRef
  width: number
  height: number
}

/** An A3 page at 600 dpi has seventy million. A header may name any number, and a decoder believes it: a file of a hundred bytes then keeps press busy for ten seconds and more. */
const mostPixels = 100_000_000

/**
 * Puts a PNG into a PDF without decoding it: its rows, filtered and deflated, are just what PDF's predictor 15 reads (ISO 32000-1 §7.4.4.4). A scanned A4 page takes
 * milliseconds instead of seconds.
 * @returns undefined when the PNG is interlaced or transparent and has to be decoded after all.
 * @throws when its data is damaged, or it names more pixels than a scanner makes.
 */
export function embedPngRows(context: PDFContext, bytes: Buffer): EmbeddedImage | undefined {
  const png = readParts(bytes)
  if (png.width * png.height > mostPixels) throw new RangeError('PNG of too many pixels')
  if (png.interlaced || png.transparent || (png.colorType !== 0 && png.colorType !== 2 && png.colorType !== 3)) return undefined
  const colors = png.colorType === 2 ? 3 : 1
  const rowBytes = Math.ceil((png.width * colors * png.bitDepth) / 8) + 1
  if (inflateSync(png.data, { maxOutputLength: rowBytes * (png.height + 1) }).length < rowBytes * png.height) throw new RangeError('PNG is cut short')
  const dict = context.obj({
    Type: 'XObject',
    Subtype: 'Image',
    Width: png.width,
    Height: png.height,
    BitsPerComponent: png.bitDepth,
    Filter: 'FlateDecode',
    DecodeParms: { Predictor: 15, Colors: colors, BitsPerComponent: png.bitDepth, Columns: png.width },
    Length: png.data.length
  })
  dict.set(PDFName.of('ColorSpace'), context.obj(getColorSpace(context, png)))
  return { ref: context.register(PDFRawStream.of(dict, png.data)), width: png.width, height: png.height }
}

function getColorSpace(context: PDFContext, png: PngParts): string | (string | number | PDFRef)[] {
  if (png.colorType === 0) return 'DeviceGray'
  if (png.colorType === 2) return 'DeviceRGB'
  const palette = png.palette
  if (!palette) throw new RangeError('PNG has no palette')
  const table = context.register(PDFRawStream.of(context.obj({ Length: palette.length }), palette))
  return ['Indexed', 'DeviceRGB', palette.length / 3 - 1, table]
}

function readParts(bytes: Buffer): PngParts {
  const data: Buffer[] = []
  const parts: PngParts = { width: 0, height: 0, bitDepth: 0, colorType: -1, interlaced: false, palette: undefined, transparent: false, data: Buffer.alloc(0) }
  for (const { type, content } of listPngChunks(bytes)) {
    if (type === 'IHDR') {
      parts.width = content.readUInt32BE(0)
      parts.height = content.readUInt32BE(4)
      parts.bitDepth = content.readUInt8(8)
      parts.colorType = content.readUInt8(9)
      parts.interlaced = content.readUInt8(12) !== 0
    } else if (type === 'PLTE') parts.palette = content
    else if (type === 'tRNS') parts.transparent = true
    else if (type === 'IDAT') data.push(content)
  }
  if (parts.width === 0 || parts.height === 0 || data.length === 0) throw new RangeError('PNG has no picture')
  return { ...parts, data: Buffer.concat(data) }
}
