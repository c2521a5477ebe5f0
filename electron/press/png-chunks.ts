/** One chunk of a PNG: its kind, what it holds, and all of it with length and check sum. */
export interface PngChunk {
  type: string
  content: Buffer
  whole: Buffer
}

const signatureBytes = 8
/** Length and kind before what a chunk holds, check sum behind it. */
const frameBytes = 12

/**
 * The chunks of a PNG in their order, to its IEND (PNG specification §5.3).
 * @throws RangeError when one says that it is longer than the file
 */
export function* listPngChunks(bytes: Buffer): Generator<PngChunk> {
  for (let offset = signatureBytes; offset + frameBytes <= bytes.length; ) {
    const length = bytes.readUInt32BE(offset)
    const end = offset + frameBytes + length
    if (end > bytes.length) throw new RangeError('PNG is cut short')
    const type = bytes.toString('latin1', offset + 4, offset + 8)
    yield { type, content: bytes.subarray(offset + 8, offset + 8 + length), whole: bytes.subarray(offset, end) }
    if (type === 'IEND') return
    offset = end
  }
}

const kindsOfPicture = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])

/**
 * The same picture without texts, frames and all else that a PNG may carry: pdf-lib's decoder believes every length it reads, looks for the end of a text beyond the file's own, and then never comes back.
 * @throws RangeError when a chunk is longer than the file, or a second header names another size than the one that was checked
 */
export function toBarePng(bytes: Buffer): Buffer {
  const chunks = [...listPngChunks(bytes)].filter(({ type }) => kindsOfPicture.has(type))
  if (chunks.filter(({ type }) => type === 'IHDR').length !== 1) throw new RangeError('PNG has not one header')
  return Buffer.concat([bytes.subarray(0, signatureBytes), ...chunks.map(({ whole }) => whole)])
}
