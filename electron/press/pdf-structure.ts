import { EncryptedPDFError, PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRef } from '@cantoo/pdf-lib'
import type { BrokenReason, DocumentFailure } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { openLazily } from './lazy-document.ts'

/** Where the file's last cross-reference stands and of which kind it is: an increment must be of the same kind, or Acrobat rejects the mix. */
export interface LastXref {
  offset: number
  kind: 'table' | 'stream'
}

export interface OpenedPdf {
  bytes: Buffer
  document: PDFDocument
  lastXref: LastXref
  pages: number
}

/** Reads a PDF strictly enough to sign it: the whole file must be there, unencrypted, with pages. */
export async function openPdf(bytes: Buffer): Promise<Result<OpenedPdf, DocumentFailure>> {
  if (bytes.length === 0) return err({ kind: 'file-empty' })
  if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-') return broken('header-misplaced')
  const lastXref = findLastXref(bytes)
  if (!lastXref.ok) return broken(lastXref.error)
  let document: PDFDocument
  try {
    document = await load(bytes)
  } catch (error) {
    return error instanceof EncryptedPDFError ? err({ kind: 'file-encrypted' }) : broken('unreadable')
  }
  const pages = countPages(document)
  if (pages === 0) return broken('no-pages')
  return ok({ bytes, document, lastXref: lastXref.value, pages })
}

async function load(bytes: Buffer): Promise<PDFDocument> {
  try {
    const document = openLazily(bytes)
    // What signing looks at is there.
    if (document.getPageCount() > 0) listFields(document)
    return document
  } catch (error) {
    if (error instanceof EncryptedPDFError) throw error
    // Cross-references that do not lead to the objects: then these are taken as they stand, one after another.
    return PDFDocument.load(bytes, { forIncrementalUpdate: true, updateMetadata: false, preserveXFA: true, parseSpeed: Number.POSITIVE_INFINITY })
  }
}

function broken(reason: BrokenReason): Result<never, DocumentFailure> {
  return err({ kind: 'file-broken', reason })
}

/** Reads the `startxref` that ends the file (ISO 32000-1 §7.5.5) and looks at what stands there. */
export function findLastXref(bytes: Buffer): Result<LastXref, BrokenReason> {
  const tailStart = Math.max(0, bytes.length - 2048)
  const tail = bytes.subarray(tailStart).toString('latin1')
  const match = /startxref\s+(\d+)\s+%%EOF(?!.*startxref)(.*)$/s.exec(tail)
  // Some programs leave a little behind the end mark; the beginning of another revision there means that its end is missing.
  if (!match?.[1] || /\bobj\b|xref/.test(match[2] ?? '')) return err('cut-short')
  const offset = Number(match[1])
  const there = bytes.subarray(offset, offset + 40).toString('latin1')
  if (/^\s*xref\b/.test(there)) return ok({ offset, kind: 'table' })
  if (/^\s*\d+\s+\d+\s+obj\b/.test(there)) return ok({ offset, kind: 'stream' })
  return err('xref-misplaced')
}

function countPages(document: PDFDocument): number {
  try {
    return document.getPageCount()
  } catch {
    // No catalog or no page tree: the parser is lazy and stumbles here.
    return 0
  }
}

/**
 * True when the document says that nothing may be added: a certification signature with DocMDP permission 1 (ISO 32000-1 §12.8.2.2), or a signature field
 * whose lock forbids every later change (§12.8.2.4, P 1 of PDF 2.0).
 */
export function forbidsSigning(document: PDFDocument): boolean {
  const permissions = document.catalog.lookupMaybe(PDFName.of('Perms'), PDFDict)
  const certification = permissions?.lookupMaybe(PDFName.of('DocMDP'), PDFDict)
  if (certification && getDocMdpPermission(certification) === 1) return true
  return listSignatureFields(document).some(({ dict }) => {
    const lock = dict.lookupMaybe(PDFName.of('Lock'), PDFDict)
    return dict.has(PDFName.of('V')) && lock?.lookupMaybe(PDFName.of('P'), PDFNumber)?.asNumber() === 1
  })
}

/** 2 is what the standard assumes when P is left out. */
function getDocMdpPermission(signature: PDFDict): number {
  const references = signature.lookupMaybe(PDFName.of('Reference'), PDFArray)
  for (let index = 0; index < (references?.size() ?? 0); index += 1) {
    const reference = references?.lookupMaybe(index, PDFDict)
    if (reference?.lookupMaybe(PDFName.of('TransformMethod'), PDFName) !== PDFName.of('DocMDP')) continue
    return reference.lookupMaybe(PDFName.of('TransformParams'), PDFDict)?.lookupMaybe(PDFName.of('P'), PDFNumber)?.asNumber() ?? 2
  }
  return 2
}

export interface SignatureField {
  ref: PDFRef | undefined
  dict: PDFDict
}

/** The form's signature fields at the top level and below it, signed or not. */
export function listSignatureFields(document: PDFDocument): SignatureField[] {
  return listFields(document).filter(({ dict }) => dict.lookupMaybe(PDFName.of('FT'), PDFName) === PDFName.of('Sig'))
}

/** Every field of the form, depth first; a field seen twice (a loop in a broken form) is listed once. */
export function listFields(document: PDFDocument): SignatureField[] {
  const found: SignatureField[] = []
  const seen = new Set<PDFDict>()
  function walk(fields: PDFArray | undefined): void {
    for (let index = 0; index < (fields?.size() ?? 0); index += 1) {
      const entry = fields?.get(index)
      const dict = document.context.lookup(entry)
      if (!(dict instanceof PDFDict) || seen.has(dict)) continue
      seen.add(dict)
      found.push({ ref: entry instanceof PDFRef ? entry : undefined, dict })
      walk(dict.lookupMaybe(PDFName.of('Kids'), PDFArray))
    }
  }
  walk(document.catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)?.lookupMaybe(PDFName.of('Fields'), PDFArray))
  return found
}
