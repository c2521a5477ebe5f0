import { deflateSync, inflateSync } from 'node:zlib'
import { PDFName, PDFRawStream, type PDFContext, type PDFRef } from '@cantoo/pdf-lib'
import type { EmbeddedImage } from './png-image.ts'
import type { TiffPage } from './tiff-directory.ts'

/**
 * True for what scanners write: strips of whole pixels in black and white, grey, palette or RGB; uncompressed, PackBits, LZW, deflate, or CCITT G4 in one strip.
 * Tiles, separate planes, 16-bit samples, alpha, CMYK and JPEG inside TIFF are not.
 */
export function isReadableTiff(page: TiffPage): boolean {
  if (page.tiled || page.planar !== 1 || page.width === 0 || page.height === 0 || page.strips.length === 0) return false
  if (page.compression === 4) return page.bitsPerSample === 1 && page.samplesPerPixel === 1 && page.strips.length === 1 && page.photometric < 2
  if (![1, 5, 8, 32946, 32773].includes(page.compression) || page.fillOrder !== 1) return false
  if (page.predictor === 2 && page.bitsPerSample !== 8) return false
  if (page.photometric === 2) return page.samplesPerPixel === 3 && page.bitsPerSample === 8
  return page.photometric <= 3 && page.samplesPerPixel === 1 && [1, 4, 8].includes(page.bitsPerSample)
}

/** Puts a picture that isReadableTiff into a PDF. @throws when its data is damaged. */
export function embedTiffPage(context: PDFContext, page: TiffPage): EmbeddedImage {
  const common = { Type: 'XObject', Subtype: 'Image', Width: page.width, Height: page.height, BitsPerComponent: page.bitsPerSample }
  const data = page.compression === 4 ? getFaxData(page) : deflateSync(decodeRows(page))
  const dict = context.obj({ ...common, Length: data.length, ...getFilter(page) })
  dict.set(PDFName.of('ColorSpace'), context.obj(getColorSpace(context, page)))
  // White is zero: PDF's grey is the other way round. G4 says so in its own parameters.
  if (page.photometric === 0 && page.compression !== 4) dict.set(PDFName.of('Decode'), context.obj([1, 0]))
  return { ref: context.register(PDFRawStream.of(dict, data)), width: page.width, height: page.height }
}

function getFilter(page: TiffPage): Record<string, string | Record<string, number | boolean>> {
  if (page.compression !== 4) return { Filter: 'FlateDecode' }
  return { Filter: 'CCITTFaxDecode', DecodeParms: { K: -1, Columns: page.width, Rows: page.height, BlackIs1: page.photometric === 1 } }
}

function getColorSpace(context: PDFContext, page: TiffPage): string | (string | number | PDFRef)[] {
  if (page.photometric === 2) return 'DeviceRGB'
  if (page.photometric !== 3) return 'DeviceGray'
  const entries = page.palette.length / 3
  const table = Buffer.alloc(entries * 3)
  for (let index = 0; index < entries; index += 1) {
    for (let channel = 0; channel < 3; channel += 1) table[index * 3 + channel] = (page.palette[channel * entries + index] ?? 0) >> 8
  }
  return ['Indexed', 'DeviceRGB', entries - 1, context.register(PDFRawStream.of(context.obj({ Length: table.length }), table))]
}

function getFaxData(page: TiffPage): Buffer {
  const [strip = Buffer.alloc(0)] = page.strips
  return page.fillOrder === 2 ? Buffer.from(strip.map(reverseBits)) : strip
}

function reverseBits(byte: number): number {
  let reversed = 0
  for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) reversed |= 0x80 >> bit
  return reversed
}

function decodeRows(page: TiffPage): Buffer {
  const rowBytes = Math.ceil((page.width * page.samplesPerPixel * page.bitsPerSample) / 8)
  const rows = Buffer.alloc(rowBytes * page.height)
  let written = 0
  for (const strip of page.strips) {
    const wanted = Math.min(rowBytes * page.rowsPerStrip, rows.length - written)
    const decoded = decodeStrip(strip, page.compression, wanted)
    if (decoded.length < wanted) throw new RangeError('TIFF strip is cut short')
    decoded.copy(rows, written, 0, wanted)
    written += wanted
  }
  if (written < rows.length) throw new RangeError('TIFF has too few strips')
  if (page.predictor === 2) undoDifferences(rows, rowBytes, page.samplesPerPixel)
  return rows
}

function decodeStrip(strip: Buffer, compression: number, wantedBytes: number): Buffer {
  if (compression === 5) return decodeLzw(strip, wantedBytes)
  if (compression === 32773) return decodePackBits(strip, wantedBytes)
  return compression === 1 ? strip : inflateSync(strip)
}

function undoDifferences(rows: Buffer, rowBytes: number, samples: number): void {
  for (let start = 0; start < rows.length; start += rowBytes) {
    for (let at = start + samples; at < start + rowBytes; at += 1) rows[at] = ((rows[at] ?? 0) + (rows[at - samples] ?? 0)) & 0xff
  }
}

/** A count byte, then so many literal bytes, or one byte to repeat (TIFF 6.0 §9). */
function decodePackBits(strip: Buffer, wantedBytes: number): Buffer {
  const out = Buffer.alloc(wantedBytes)
  let written = 0
  for (let at = 0; at < strip.length && written < wantedBytes; ) {
    const count = strip.readInt8(at)
    at += 1
    if (count === -128) continue
    if (count >= 0) {
      written += strip.copy(out, written, at, Math.min(at + count + 1, strip.length))
      at += count + 1
    } else {
      out.fill(strip[at] ?? 0, written, Math.min(written + 1 - count, wantedBytes))
      written += 1 - count
      at += 1
    }
  }
  return out.subarray(0, Math.min(written, wantedBytes))
}

const lzwClear = 256
const lzwEnd = 257

/** TIFF's LZW (TIFF 6.0 §13): codes of 9 to 12 bits, high bit first, widened one code early. */
function decodeLzw(strip: Buffer, wantedBytes: number): Buffer {
  const out = Buffer.alloc(wantedBytes)
  // Entry n is a run of bytes already written: where it starts and how long it is.
  const starts = new Int32Array(4097)
  const lengths = new Int32Array(4097)
  let written = 0
  let next = 258
  let width = 9
  let previous: { start: number; length: number } | undefined
  let bits = 0
  let bitCount = 0
  for (let at = 0; written < wantedBytes; ) {
    while (bitCount < width && at < strip.length) {
      bits = ((bits << 8) | (strip[at] ?? 0)) & 0xffffff
      bitCount += 8
      at += 1
    }
    if (bitCount < width) break
    const code = (bits >> (bitCount - width)) & ((1 << width) - 1)
    bitCount -= width
    if (code === lzwEnd) break
    if (code === lzwClear) {
      next = 258
      width = 9
      previous = undefined
      continue
    }
    const start = written
    if (code < 256) {
      out[written] = code
      written += 1
    } else if (previous && code <= next) {
      // The code about to be made is the previous run and its own first byte.
      const from = code < next ? (starts[code] ?? 0) : previous.start
      const length = code < next ? (lengths[code] ?? 0) : previous.length + 1
      for (let index = 0; index < length && written < wantedBytes; index += 1) {
        out[written] = out[from + index] ?? 0
        written += 1
      }
    } else throw new RangeError('TIFF has a broken LZW code')
    if (previous && next < 4096) {
      starts[next] = previous.start
      lengths[next] = previous.length + 1
      next += 1
    }
    if (next >= (1 << width) - 1 && width < 12) width += 1
    previous = { start, length: written - start }
  }
  return out.subarray(0, written)
}
