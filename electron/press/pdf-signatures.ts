import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRef, PDFString } from '@cantoo/pdf-lib'
import { findDict, findIn, getCatalog, nameIn, type Revision } from './pdf-revision.ts'

/** A signature as a PDF carries it. */
export interface PdfSignature {
  fieldName: string
  /** The object number of the signature dictionary. */
  number: number | undefined
  kind: 'signature' | 'document-timestamp'
  subFilter: string
  /** /M as it stands. */
  date: string | undefined
  byteRange: number[]
}

/** The signed fields of the form, at every depth; a loop in a broken form is walked once. */
export function listSignatures(revision: Revision): PdfSignature[] {
  const found: PdfSignature[] = []
  const seen = new Set<PDFDict>()
  function walk(fields: unknown, inherited: { type: string | undefined; name: string }): void {
    if (!(fields instanceof PDFArray)) return
    for (const entry of fields.asArray()) {
      const field = findDict(revision, entry)
      if (!field || seen.has(field)) continue
      seen.add(field)
      const type = nameIn(revision, field, 'FT') ?? inherited.type
      const own = textIn(revision, field, 'T')
      const name = [inherited.name, own].filter((one) => one).join('.')
      const value = field.get(PDFName.of('V'))
      const dict = type === 'Sig' ? findDict(revision, value) : undefined
      if (dict) found.push(describe(revision, name, value instanceof PDFRef ? value.objectNumber : undefined, dict))
      walk(findIn(revision, field, 'Kids'), { type, name })
    }
  }
  walk(findIn(revision, findDict(revision, getCatalog(revision).get(PDFName.of('AcroForm'))), 'Fields'), { type: undefined, name: '' })
  return found
}

function describe(revision: Revision, fieldName: string, number: number | undefined, dict: PDFDict): PdfSignature {
  const range = findIn(revision, dict, 'ByteRange')
  const subFilter = nameIn(revision, dict, 'SubFilter') ?? ''
  return {
    fieldName,
    number,
    kind: subFilter === 'ETSI.RFC3161' ? 'document-timestamp' : 'signature',
    subFilter,
    date: textIn(revision, dict, 'M'),
    byteRange: range instanceof PDFArray ? range.asArray().map((one) => (one instanceof PDFNumber ? one.asNumber() : -1)) : []
  }
}

function textIn(revision: Revision, dict: PDFDict, key: string): string | undefined {
  const value = findIn(revision, dict, key)
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : undefined
}

/** What a /ByteRange covers, and the CMS in the gap; undefined when it is not `0 a b c` around one hex string within the file. */
export function readSignedParts(bytes: Buffer, byteRange: number[]): { content: Buffer[]; contents: Buffer; end: number; gapStart: number } | undefined {
  const [start, length, second, rest] = byteRange
  if (byteRange.length !== 4 || start === undefined || length === undefined || second === undefined || rest === undefined) return undefined
  if (byteRange.some((one) => !Number.isInteger(one) || one < 0) || start !== 0 || second <= length || second + rest > bytes.length) return undefined
  const gap = bytes.subarray(length, second).toString('latin1')
  // Nothing but the value itself may hide in the gap.
  if (!/^<[0-9a-fA-F\s]*>$/.test(gap)) return undefined
  return {
    content: [bytes.subarray(0, length), bytes.subarray(second, second + rest)],
    contents: Buffer.from(gap.slice(1, -1).replace(/\s/g, ''), 'hex'),
    end: second + rest,
    gapStart: length
  }
}

/** `D:20210315093000+07'00'` as ISO 8601; undefined when it is no date of PDF. */
export function parsePdfDate(text: string | undefined): string | undefined {
  const match = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?/.exec(text ?? '')
  if (!match) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', , sign, offsetHour, offsetMinute = '00'] = match
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${sign ? `${sign}${offsetHour}:${offsetMinute}` : 'Z'}`
  return Number.isNaN(Date.parse(iso)) ? undefined : iso
}
