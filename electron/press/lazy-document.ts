import { EncryptedPDFError, PDFContext, PDFDocument, PDFNumber, PDFName, type PDFObject, type PDFRef } from '@cantoo/pdf-lib'
import { findObject, readRevision, type Revision } from './pdf-revision.ts'

/**
 * A document for an incremental update, of which only the objects that are looked at are read: a scan's pictures stay where they are. The library's own way reads the file from front to
 * back, which for a megabyte takes longer than everything else a signature needs.
 * @throws EncryptedPDFError; RangeError when the cross-references cannot be followed
 */
export function openLazily(bytes: Buffer): PDFDocument {
  const context = PDFContext.create()
  const revision = readRevision(bytes, bytes.length, context)
  // Its own is private and filled by the parser; nothing else of the library knows where objects come from.
  Object.defineProperty(context, 'indirectObjects', { value: new ObjectsByXref(revision) })
  const part = (name: string): PDFObject | undefined => revision.trailer.get(PDFName.of(name))
  // Before anything is looked for: of an encrypted file not even the catalog need be readable.
  if (part('Encrypt')) throw new EncryptedPDFError()
  const size = part('Size')
  context.trailerInfo = { Root: part('Root'), Info: part('Info'), ID: part('ID') } as PDFContext['trailerInfo']
  context.largestObjectNumber = [...revision.entries.keys()].reduce((a, b) => Math.max(a, b), size instanceof PDFNumber ? size.asNumber() - 1 : 0)
  context.pdfFileDetails = { ...context.pdfFileDetails, pdfSize: bytes.length, originalBytes: bytes }
  // The constructor is private to the types alone: PDFDocument.load calls it with these.
  const document = Reflect.construct(PDFDocument, [context, false, false, true]) as PDFDocument
  document.takeSnapshot()
  return document
}

class ObjectsByXref extends Map<PDFRef, PDFObject> {
  private readonly revision: Revision

  constructor(revision: Revision) {
    super()
    this.revision = revision
  }

  override get(ref: PDFRef): PDFObject | undefined {
    const known = super.get(ref)
    if (known) return known
    const object = buildNew(this.revision.context, () => findObject(this.revision, ref.objectNumber))
    if (object) this.set(ref, object)
    return object
  }
}

/**
 * Builds objects that are new as a whole, or reads old ones: nothing there is a change. Everything above the last old number is written anyway; without this, each value put into one has
 * the library search the whole document for what contains it.
 */
export function buildNew<T>(context: PDFContext, build: () => T): T {
  const { snapshot } = context
  // exactOptionalPropertyTypes: absent, not undefined.
  delete context.snapshot
  try {
    return build()
  } finally {
    if (snapshot) context.snapshot = snapshot
  }
}
