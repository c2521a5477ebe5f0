import { constants, inflateSync } from 'node:zlib'
import { PDFArray, PDFContext, PDFDict, PDFName, PDFNumber, PDFObjectParser, PDFRawStream, PDFRef, type PDFObject } from '@cantoo/pdf-lib'

/** Where an object stands: in the file, or the `index`-th in an object stream. */
export type XrefEntry = { kind: 'offset'; offset: number } | { kind: 'compressed'; container: number; index: number }

/**
 * A PDF as its cross-references give it, at one of its revisions. pdf-lib reads a file from front to back and lets the last object win; viewers follow the cross-references,
 * and an attack can make the two differ. So verification follows them too.
 */
export interface Revision {
  bytes: Buffer
  /** Where the revision ends; nothing behind it is looked at. */
  end: number
  trailer: PDFDict
  /** Objects in use, by number. */
  entries: Map<number, XrefEntry>
  /** Offsets of its cross-reference sections, newest first. */
  sections: number[]
  /** What its objects belong to. */
  context: PDFContext
}

/** No cross-reference, object stream or list of an authority unpacks to more; a bomb does. */
const unpackedLimitBytes = 100_000_000

const cache = new WeakMap<Revision, Map<number, PDFObject>>()

/** @throws RangeError when the cross-references cannot be followed. */
export function readRevision(bytes: Buffer, end: number, context?: PDFContext): Revision {
  const tailStart = Math.max(0, end - 2048)
  const tail = bytes.subarray(tailStart, end).toString('latin1')
  const last = tail.lastIndexOf('startxref')
  const match = last < 0 ? null : /^startxref\s+(\d+)\s+%%EOF/.exec(tail.slice(last))
  if (!match?.[1]) throw new RangeError('no startxref')
  return readRevisionAt(bytes, end, Number(match[1]), context)
}

/** The revision whose newest cross-reference section stands at `start`. */
export function readRevisionAt(bytes: Buffer, end: number, start: number, context = PDFContext.create()): Revision {
  const entries = new Map<number, XrefEntry | undefined>()
  const sections: number[] = []
  let trailer: PDFDict | undefined
  for (let offset: number | undefined = start; offset !== undefined; ) {
    if (sections.includes(offset) || offset >= end) throw new RangeError('cross-references run in a circle')
    sections.push(offset)
    const free: number[] = []
    const section = readSection(bytes.subarray(0, end), offset, entries, free, context)
    trailer ??= section
    // A hybrid file's table calls free what only its stream lists, for readers that know no streams (ISO 32000-1 §7.5.8.4).
    const hybrid = getNumber(section, 'XRefStm')
    if (hybrid !== undefined) readSection(bytes.subarray(0, end), hybrid, entries, free, context)
    for (const number of free) if (!entries.has(number)) entries.set(number, undefined)
    offset = getNumber(section, 'Prev')
  }
  if (!trailer) throw new RangeError('no trailer')
  const used = [...entries].filter((one): one is [number, XrefEntry] => one[1] !== undefined)
  return { bytes, end, trailer, sections, entries: new Map(used), context }
}

function getNumber(dict: PDFDict, key: string): number | undefined {
  const value = dict.get(PDFName.of(key))
  return value instanceof PDFNumber ? value.asNumber() : undefined
}

/** Adds what the section says of numbers not yet known (newer sections win), and to `free` those it calls free. */
function readSection(bytes: Buffer, offset: number, entries: Map<number, XrefEntry | undefined>, free: number[], context: PDFContext): PDFDict {
  const head = bytes.subarray(offset, offset + 40).toString('latin1')
  return /^\s*xref\b/.test(head) ? readTable(bytes, offset, entries, free, context) : readStream(bytes, offset, entries, free, context)
}

function readTable(bytes: Buffer, offset: number, entries: Map<number, XrefEntry | undefined>, free: number[], context: PDFContext): PDFDict {
  const trailerAt = bytes.indexOf('trailer', offset, 'latin1')
  if (trailerAt < 0) throw new RangeError('no trailer')
  const words = bytes.subarray(offset, trailerAt).toString('latin1').trim().split(/\s+/)
  let position = 1
  while (position < words.length) {
    const first = Number(words[position])
    const count = Number(words[position + 1])
    position += 2
    if (!Number.isInteger(first) || !Number.isInteger(count) || position + 3 * count > words.length) throw new RangeError('cross-reference table is cut short')
    for (let index = 0; index < count; index += 1, position += 3) {
      const type = words[position + 2]
      if (type !== 'n' && type !== 'f') throw new RangeError('cross-reference entry is wrong')
      if (type === 'f') free.push(first + index)
      else if (!entries.has(first + index)) entries.set(first + index, { kind: 'offset', offset: Number(words[position]) })
    }
  }
  const trailer = PDFObjectParser.forBytes(bytes.subarray(trailerAt + 7), context).parseObject()
  if (!(trailer instanceof PDFDict)) throw new RangeError('trailer is no dictionary')
  return trailer
}

function readStream(bytes: Buffer, offset: number, entries: Map<number, XrefEntry | undefined>, free: number[], context: PDFContext): PDFDict {
  const stream = parseIndirect(bytes, offset, undefined, context)
  if (!(stream instanceof PDFRawStream)) throw new RangeError('no cross-reference there')
  const data = decodeStream(stream)
  const widths = numbersOf(stream.dict.get(PDFName.of('W')))
  const [w0 = 0, w1 = 0, w2 = 0] = widths
  const row = w0 + w1 + w2
  const index = numbersOf(stream.dict.get(PDFName.of('Index')))
  const ranges = index.length > 0 ? index : [0, getNumber(stream.dict, 'Size') ?? 0]
  if (row === 0 || [w0, w1, w2].some((width) => width > 6)) throw new RangeError('cross-reference widths are wrong')
  let position = 0
  for (let range = 0; range + 1 < ranges.length; range += 2) {
    for (let number = ranges[range]!; number < ranges[range]! + ranges[range + 1]!; number += 1, position += row) {
      if (position + row > data.length) throw new RangeError('cross-reference stream is cut short')
      const type = w0 === 0 ? 1 : data.readUIntBE(position, w0)
      const second = w1 === 0 ? 0 : data.readUIntBE(position + w0, w1)
      const third = w2 === 0 ? 0 : data.readUIntBE(position + w0 + w1, w2)
      if (type === 0) free.push(number)
      else if (entries.has(number)) continue
      else if (type === 1) entries.set(number, { kind: 'offset', offset: second })
      else if (type === 2) entries.set(number, { kind: 'compressed', container: second, index: third })
    }
  }
  return stream.dict
}

function numbersOf(value: PDFObject | undefined): number[] {
  return value instanceof PDFArray ? value.asArray().map((one) => (one instanceof PDFNumber ? one.asNumber() : 0)) : []
}

function parseIndirect(bytes: Buffer, offset: number, expected: number | undefined, context: PDFContext): PDFObject {
  const head = /^\s*(\d+)\s+(\d+)\s+obj/.exec(bytes.subarray(offset, offset + 64).toString('latin1'))
  if (!head?.[1] || (expected !== undefined && Number(head[1]) !== expected)) throw new RangeError(`object ${expected ?? ''} does not stand at ${offset}`)
  return PDFObjectParser.forBytes(bytes.subarray(offset + head[0].length), context).parseObject()
}

/** Flate, with PNG predictors, or nothing: what cross-references and object streams use. */
export function decodeStream(stream: PDFRawStream): Buffer {
  const filter = stream.dict.get(PDFName.of('Filter'))
  const name = filter instanceof PDFArray ? filter.get(0) : filter
  if (filter instanceof PDFArray && filter.size() > 1) throw new RangeError('unknown filters')
  const raw = Buffer.from(stream.contents.buffer, stream.contents.byteOffset, stream.contents.byteLength)
  if (name === undefined) return raw
  if (name !== PDFName.of('FlateDecode')) throw new RangeError('unknown filter')
  const data = inflateSync(raw, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: unpackedLimitBytes })
  const listed = stream.dict.get(PDFName.of('DecodeParms'))
  const parameters = listed instanceof PDFArray ? listed.get(0) : listed
  if (!(parameters instanceof PDFDict) || (getNumber(parameters, 'Predictor') ?? 1) === 1) return data
  return undoPngPredictor(data, getNumber(parameters, 'Columns') ?? 1, getNumber(parameters, 'Predictor') ?? 1)
}

/** PNG filters None, Sub and Up with one byte a pixel: no writer of cross-references uses others. */
function undoPngPredictor(data: Buffer, columns: number, predictor: number): Buffer {
  if (predictor < 10) throw new RangeError('unknown predictor')
  const rows = Math.floor(data.length / (columns + 1))
  const out = Buffer.alloc(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    const type = data[row * (columns + 1)] ?? 0
    if (type > 2) throw new RangeError('unknown predictor')
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column
      const before = type === 1 && column > 0 ? out[at - 1]! : type === 2 && row > 0 ? out[at - columns]! : 0
      out[at] = (data[row * (columns + 1) + 1 + column]! + before) & 0xff
    }
  }
  return out
}

/** An object of this revision by number; undefined when it is free or not there (a reference to it is null). */
export function findObject(revision: Revision, number: number): PDFObject | undefined {
  let known = cache.get(revision)
  if (!known) cache.set(revision, (known = new Map()))
  const before = known.get(number)
  if (before) return before
  const entry = revision.entries.get(number)
  if (!entry) return undefined
  const object = entry.kind === 'offset' ? parseIndirect(revision.bytes.subarray(0, revision.end), entry.offset, number, revision.context) : readCompressed(revision, entry, number)
  known.set(number, object)
  return object
}

function readCompressed(revision: Revision, entry: XrefEntry & { kind: 'compressed' }, number: number): PDFObject {
  const container = revision.entries.get(entry.container)?.kind === 'offset' ? findObject(revision, entry.container) : undefined
  if (!(container instanceof PDFRawStream)) throw new RangeError('object stream is missing')
  const data = decodeStream(container)
  const first = getNumber(container.dict, 'First') ?? 0
  const head = data.subarray(0, first).toString('latin1').trim().split(/\s+/).map(Number)
  if (head[entry.index * 2] !== number) throw new RangeError('object stream does not hold the object')
  return PDFObjectParser.forBytes(data.subarray(first + (head[entry.index * 2 + 1] ?? 0)), revision.context).parseObject()
}

/** Follows a reference, and references to references. */
export function resolve(revision: Revision, value: PDFObject | undefined): PDFObject | undefined {
  let current = value
  for (let steps = 0; current instanceof PDFRef && steps < 10; steps += 1) current = findObject(revision, current.objectNumber)
  return current instanceof PDFRef ? undefined : current
}

export function findDict(revision: Revision, value: PDFObject | undefined): PDFDict | undefined {
  const found = resolve(revision, value)
  return found instanceof PDFDict ? found : found instanceof PDFRawStream ? found.dict : undefined
}

export function findIn(revision: Revision, dict: PDFDict | undefined, key: string): PDFObject | undefined {
  return resolve(revision, dict?.get(PDFName.of(key)))
}

export function getCatalog(revision: Revision): PDFDict {
  const catalog = findDict(revision, revision.trailer.get(PDFName.of('Root')))
  if (!catalog) throw new RangeError('no catalog')
  return catalog
}

/** A name's text without the slash; undefined when there is no name. */
export function nameIn(revision: Revision, dict: PDFDict | undefined, key: string): string | undefined {
  const value = findIn(revision, dict, key)
  return value instanceof PDFName ? value.decodeText() : undefined
}
