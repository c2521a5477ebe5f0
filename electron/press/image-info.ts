import { listPngChunks } from './png-chunks.ts'

/** How an image wants to be printed: its density, and the turn a camera wrote into it. */
export interface ImageInfo {
  /** Dots per inch, where the file says so. */
  dpi: number | undefined
  /** EXIF orientation 1-8 (1: as it is; 3: upside down; 6: turn clockwise; 8: turn anticlockwise; even ones between mirror). */
  orientation: number
}

const dpiPerDotsPerMetre = 0.0254

/** JFIF density (APP0) and EXIF orientation (APP1) of a JPEG. */
export function readJpegInfo(bytes: Buffer): ImageInfo {
  const info: ImageInfo = { dpi: undefined, orientation: 1 }
  for (let offset = 2; offset + 4 <= bytes.length && bytes[offset] === 0xff; ) {
    const marker = bytes[offset + 1] ?? 0
    // Start of scan: what follows is the picture.
    if (marker === 0xda) break
    const segment = bytes.subarray(offset + 4, offset + 2 + bytes.readUInt16BE(offset + 2))
    if (marker === 0xe0 && segment.subarray(0, 5).equals(Buffer.from('JFIF\0', 'latin1')) && segment.length >= 12) info.dpi ??= readJfifDpi(segment)
    if (marker === 0xe1 && segment.subarray(0, 6).equals(Buffer.from('Exif\0\0', 'latin1'))) info.orientation = readExifOrientation(segment.subarray(6))
    offset += 2 + bytes.readUInt16BE(offset + 2)
  }
  return info
}

function readJfifDpi(segment: Buffer): number | undefined {
  const unit = segment[7]
  const density = segment.readUInt16BE(8)
  // 72 and 96 are what programs write when they know nothing.
  if (unit === 1) return density > 96 ? density : undefined
  return unit === 2 ? Math.round(density * 2.54) : undefined
}

function readExifOrientation(tiff: Buffer): number {
  if (tiff.length < 10) return 1
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const read16 = (at: number): number => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  for (let index = 0; index < read16(directory); index += 1) {
    const entry = directory + 2 + index * 12
    if (read16(entry) === 0x0112) return Math.min(8, Math.max(1, read16(entry + 8)))
  }
  return 1
}

/** pHYs of a PNG. @throws RangeError when a chunk before the picture is longer than the file */
export function readPngInfo(bytes: Buffer): ImageInfo {
  for (const { type, content } of listPngChunks(bytes)) {
    if (type === 'IDAT') break
    if (type !== 'pHYs' || content[8] !== 1) continue
    const dpi = Math.round(content.readUInt32BE(0) * dpiPerDotsPerMetre)
    return { dpi: dpi > 96 ? dpi : undefined, orientation: 1 }
  }
  return { dpi: undefined, orientation: 1 }
}
