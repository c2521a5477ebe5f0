import { createHash, type Hash } from 'node:crypto'
import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFStreamWriter, PDFString, PDFWriter, type PDFDocument, type PDFRef } from '@cantoo/pdf-lib'
import type { Appearance, PressSigningFailure } from '../contract/press.ts'
import type { SigningFailure } from '../contract/signer.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { placeAppearance, type PlacedAppearance } from './appearance.ts'
import { buildNew } from './lazy-document.ts'
import { buildSignedAttributes, buildSignedData, encodeSignature, estimateSignedDataBytes, type SignatureAlgorithm } from './cms.ts'
import { forbidsSigning, listFields, openPdf, type OpenedPdf } from './pdf-structure.ts'
import type { SignatureImage } from './signature-image.ts'
import { verifyDetachedCms, verifySignatureValue } from './verify.ts'

export interface SignPdfRequest {
  source: Buffer
  /** SHA-256 so far, over the source: who has read it has hashed it. */
  sourceHash?: Hash
  appearance: Appearance
  /** Where the appearance's template shows one. */
  image?: SignatureImage | undefined
  certificate: SigningCertificate
  chain: SigningCertificate[]
  /** Has the token sign a SHA-256 digest. */
  signDigest(digest: Buffer): Promise<Result<{ signature: Buffer; algorithm: SignatureAlgorithm }, SigningFailure>>
}

/**
 * Adds a PAdES baseline B signature (ETSI EN 319 142-1) as an incremental update: the bytes that were there stay, so earlier signatures stay valid. The result is
 * verified, by our own check and by another implementation, before it is given out.
 */
export async function signPdf(request: SignPdfRequest): Promise<Result<{ bytes: Buffer; pages: number; sha256: string }, PressSigningFailure>> {
  const opened = await openPdf(request.source)
  if (!opened.ok) return opened
  if (forbidsSigning(opened.value.document)) return err({ kind: 'file-certified' })
  const room = estimateSignedDataBytes(request.certificate, request.chain)
  const prepared = await appendPlaceholder(opened.value, request, room)
  const ranges = fillByteRange(prepared, request.source.length)

  // The old bytes are hashed once for both digests, and once more below, by the check of the bytes that are given out.
  const sourceHash = request.sourceHash ?? createHash('sha256').update(request.source)
  const [head, tail] = ranges.signed
  const digest = sourceHash.copy().update(head.subarray(request.source.length)).update(tail).digest()
  const attributes = buildSignedAttributes(digest, request.certificate)
  const answer = await request.signDigest(createHash('sha256').update(attributes).digest())
  if (!answer.ok) return answer
  const signature = encodeSignature(answer.value.signature, answer.value.algorithm)
  if (!verifySignatureValue(attributes, signature, request.certificate)) return err({ kind: 'signature-invalid' })

  const cms = buildSignedData({ ...request, signedAttributes: attributes, signature, algorithm: answer.value.algorithm })
  if (cms.length > room) throw new RangeError(`CMS of ${cms.length} bytes does not fit ${room}`)
  prepared.write(cms.toString('hex').padEnd(room * 2, '0'), ranges.contentsStart + 1, 'latin1')
  assertPrefixKept(request.source, prepared)
  if (!(await verifyDetachedCms({ cms, attributes, signature }, ranges.signed, request.certificate))) return err({ kind: 'signature-invalid' })
  const sha256 = sourceHash.copy().update(prepared.subarray(request.source.length)).digest('hex')
  return ok({ bytes: prepared, pages: opened.value.pages, sha256 })
}

/** Whatever went wrong in between, a document that lost a byte of its past is never written. */
export function assertPrefixKept(before: Buffer, after: Buffer): void {
  if (after.length <= before.length || after.compare(before, 0, before.length, 0, before.length) !== 0) {
    throw new Error('incremental update changed the bytes before it')
  }
}

/** Ten digits, replaced by the real offsets: the room a number of up to 10 GB needs. */
export const offsetPlaceholder = 9_999_999_999

async function appendPlaceholder(pdf: OpenedPdf, request: SignPdfRequest, room: number): Promise<Buffer> {
  const { document } = pdf
  const { context } = document
  const placed = await placeAppearance(document, request.appearance, request.image)
  const { page } = placed

  const widget = buildNew(context, () => registerField(document, request, placed, room))
  addAnnotation(document, page.node, page.ref, widget)
  addFormField(document, widget)
  return commitIncrement(pdf)
}

/** The signature's dictionary, with room for what is not known yet, and the field that shows it. */
function registerField(document: PDFDocument, request: SignPdfRequest, placed: PlacedAppearance, room: number): PDFRef {
  const { context } = document
  const signature = PDFDict.withContext(context)
  signature.set(PDFName.of('Type'), PDFName.of('Sig'))
  signature.set(PDFName.of('Filter'), PDFName.of('Adobe.PPKLite'))
  signature.set(PDFName.of('SubFilter'), PDFName.of('ETSI.CAdES.detached'))
  signature.set(PDFName.of('ByteRange'), context.obj([0, offsetPlaceholder, offsetPlaceholder, offsetPlaceholder]))
  signature.set(PDFName.of('Contents'), PDFHexString.of('0'.repeat(room * 2)))
  signature.set(PDFName.of('M'), PDFString.of(toPdfDate(request.appearance.signedAt)))
  signature.set(PDFName.of('Name'), PDFHexString.fromText(request.certificate.commonName))

  return context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFHexString.fromText(findFreeFieldName(document)),
      V: context.register(signature),
      P: placed.page.ref,
      Rect: placed.rect,
      AP: { N: placed.form },
      // Print (4) and Locked (128): seen on paper, not to be moved.
      F: 132
    })
  )
}

/** The file with what changed appended, in the kind of cross-reference it ends with. */
export async function commitIncrement({ bytes, document, lastXref }: OpenedPdf): Promise<Buffer> {
  const { snapshot } = document.context
  if (!snapshot) throw new Error('document was not opened to be added to')
  // The parser may have seen an earlier startxref last (linearized files); the increment must point at the one that ends the file.
  snapshot.prevStartXRef = lastXref.offset
  // The writers themselves: saving by the document refuses a file that calls itself PDF/A-1 and ends with a stream, which is the file's own doing and no reason not to sign it.
  const writer = lastXref.kind === 'stream' ? PDFStreamWriter : PDFWriter
  const increment = await writer.forContextWithSnapshot(document.context, Number.POSITIVE_INFINITY, snapshot).serializeToBuffer()
  return Buffer.concat([bytes, increment])
}

export function addAnnotation(document: PDFDocument, page: PDFDict, pageRef: PDFRef, widget: PDFRef): void {
  const annotations = page.lookupMaybe(PDFName.of('Annots'), PDFArray)
  if (annotations) annotations.push(widget)
  else page.set(PDFName.of('Annots'), document.context.obj([widget]))
  // An array written inside the page has no number of its own: then the page is what changed.
  if (!annotations || !document.context.getRef(annotations)) document.context.snapshot?.markRefForSave(pageRef)
}

export function addFormField(document: PDFDocument, widget: PDFRef): void {
  const { catalog, context } = document
  let form = catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)
  if (!form) {
    form = context.obj({})
    catalog.set(PDFName.of('AcroForm'), form)
  }
  const fields = form.lookupMaybe(PDFName.of('Fields'), PDFArray)
  if (fields) fields.push(widget)
  else form.set(PDFName.of('Fields'), context.obj([widget]))
  // SignaturesExist (1) and AppendOnly (2): editors must save incrementally from now on.
  form.set(PDFName.of('SigFlags'), PDFNumber.of(3))
}

export function findFreeFieldName(document: PDFDocument, prefix = 'Signature'): string {
  const names = new Set(
    listFields(document).map(({ dict }) => {
      const name = dict.lookup(PDFName.of('T'))
      return name instanceof PDFString || name instanceof PDFHexString ? name.decodeText() : ''
    })
  )
  let number = 1
  while (names.has(`${prefix}${number}`)) number += 1
  return `${prefix}${number}`
}

export interface SignedRanges {
  /** Where the `<` of /Contents stands. */
  contentsStart: number
  /** What the signature covers: everything but the value of /Contents. */
  signed: [Buffer, Buffer]
}

/** Looks only behind the old bytes, where the only /ByteRange is ours, and for /Contents only behind it. */
export function fillByteRange(bytes: Buffer, sourceLength: number): SignedRanges {
  const rangeStart = bytes.indexOf('/ByteRange', sourceLength, 'latin1')
  const arrayStart = bytes.indexOf('[', rangeStart, 'latin1')
  const arrayEnd = bytes.indexOf(']', rangeStart, 'latin1')
  const contentsStart = bytes.indexOf('<', bytes.indexOf('/Contents', rangeStart, 'latin1'), 'latin1')
  const contentsEnd = bytes.indexOf('>', contentsStart, 'latin1') + 1
  if (rangeStart < 0 || arrayStart < 0 || contentsStart < arrayEnd || contentsEnd === 0) throw new Error('signature placeholder is lost')
  const range = `0 ${contentsStart} ${contentsEnd} ${bytes.length - contentsEnd}`
  bytes.write(range.padEnd(arrayEnd - arrayStart - 1, ' '), arrayStart + 1, 'latin1')
  return { contentsStart, signed: [bytes.subarray(0, contentsStart), bytes.subarray(contentsEnd)] }
}

export function digestOf(parts: Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** `2021-03-15T09:30:00+07:00` as `D:20210315093000+07'00'` (ISO 32000-1 §7.9.4). */
function toPdfDate(iso: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:([+-])(\d\d):(\d\d)|Z)$/.exec(iso)
  if (!match) throw new RangeError('time of signing is not ISO 8601 with an offset')
  const [, year, month, day, hour, minute, second, sign, offsetHour, offsetMinute] = match
  return `D:${year}${month}${day}${hour}${minute}${second}${sign ? `${sign}${offsetHour}'${offsetMinute}'` : 'Z'}`
}
