/** One picture of a TIFF file, as its directory describes it (TIFF 6.0). */
export interface TiffPage {
  width: number
  height: number
  bitsPerSample: number
  samplesPerPixel: number
  /** 1 none, 4 CCITT G4, 5 LZW, 7 JPEG, 8 and 32946 deflate, 32773 PackBits. */
  compression: number
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette. */
  photometric: number
  /** 2: each sample is the difference to the one left of it. */
  predictor: number
  fillOrder: number
  /** 1: the samples of a pixel stand together. */
  planar: number
  tiled: boolean
  rowsPerStrip: number
  strips: Buffer[]
  /** 16-bit entries, all reds, then greens, then blues. */
  palette: number[]
  dpi: number | undefined
  /** As EXIF's, 1-8. */
  orientation: number
}

const tag = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  planar: 284,
  resolutionUnit: 296,
  predictor: 317,
  palette: 320,
  tileWidth: 322
}

const maxPages = 1000

/** Reads every picture of a TIFF. @throws RangeError when an offset points outside. */
export function readTiffPages(bytes: Buffer): TiffPage[] {
  const reader = createReader(bytes)
  const pages: TiffPage[] = []
  for (let offset = reader.read32(4); offset !== 0 && pages.length < maxPages; ) {
    const fields = readDirectory(reader, offset)
    pages.push(describePage(bytes, fields))
    offset = reader.read32(offset + 2 + reader.read16(offset) * 12)
  }
  return pages
}

interface Reader {
  read16(at: number): number
  read32(at: number): number
  bytes: Buffer
}

function createReader(bytes: Buffer): Reader {
  const little = bytes.toString('latin1', 0, 2) === 'II'
  return {
    bytes,
    read16: (at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    read32: (at) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  }
}

/** Bytes a value of each field type takes: BYTE, ASCII, SHORT, LONG, RATIONAL; others are not asked for. */
const typeBytes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 }

function readDirectory(reader: Reader, offset: number): Map<number, number[]> {
  const fields = new Map<number, number[]>()
  for (let index = 0; index < reader.read16(offset); index += 1) {
    const entry = offset + 2 + index * 12
    const type = reader.read16(entry + 2)
    const count = reader.read32(entry + 4)
    const size = typeBytes[type]
    if (size === undefined || count > 1_000_000) continue
    const start = size * count <= 4 ? entry + 8 : reader.read32(entry + 8)
    fields.set(
      reader.read16(entry),
      Array.from({ length: count }, (_, position) => readValue(reader, type, start + position * size))
    )
  }
  return fields
}

function readValue(reader: Reader, type: number, at: number): number {
  if (type === 3) return reader.read16(at)
  if (type === 4) return reader.read32(at)
  return type === 5 ? reader.read32(at) / (reader.read32(at + 4) || 1) : reader.bytes.readUInt8(at)
}

function describePage(bytes: Buffer, fields: Map<number, number[]>): TiffPage {
  const get = (name: keyof typeof tag, fallback: number): number => fields.get(tag[name])?.[0] ?? fallback
  const height = get('height', 0)
  const byteCounts = fields.get(tag.stripByteCounts) ?? []
  const strips = (fields.get(tag.stripOffsets) ?? []).map((offset, index) => {
    const end = offset + (byteCounts[index] ?? 0)
    if (end > bytes.length) throw new RangeError('TIFF is cut short')
    return bytes.subarray(offset, end)
  })
  return {
    width: get('width', 0),
    height,
    bitsPerSample: get('bitsPerSample', 1),
    samplesPerPixel: get('samplesPerPixel', 1),
    compression: get('compression', 1),
    photometric: get('photometric', 1),
    predictor: get('predictor', 1),
    fillOrder: get('fillOrder', 1),
    planar: get('planar', 1),
    tiled: fields.has(tag.tileWidth),
    rowsPerStrip: Math.min(get('rowsPerStrip', height), height),
    strips,
    palette: fields.get(tag.palette) ?? [],
    dpi: getDpi(get('xResolution', 0), get('resolutionUnit', 2)),
    orientation: get('orientation', 1)
  }
}

/** Unit 2 is inches, 3 centimetres. 72 and 96 are what programs write when they know nothing. */
function getDpi(resolution: number, unit: number): number | undefined {
  const dpi = Math.round(unit === 3 ? resolution * 2.54 : unit === 2 ? resolution : 0)
  return dpi > 96 ? dpi : undefined
}
