import { DOMParser } from '@xmldom/xmldom'
import { err, ok, type Result } from '../domain/result.ts'

export const namespaces = { ds: 'http://www.w3.org/2000/09/xmldsig#', xades: 'http://uri.etsi.org/01903/v1.3.2#' }

/** XML as a whole, for signing and verification: well-formed, in UTF-8, without a document type (whose entities could show other text than was signed). */
export function parseXml(bytes: Buffer): Result<{ text: string; document: Document; root: Element }, 'unreadable' | 'doctype'> {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (text.includes('\uFFFD')) return err('unreadable')
  if (/<!DOCTYPE/i.test(text)) return err('doctype')
  let broken = false
  const fail = (): void => {
    broken = true
  }
  try {
    const document = new DOMParser({ errorHandler: { warning: fail, error: fail, fatalError: fail } }).parseFromString(text, 'text/xml') as Document | undefined
    if (broken || !document?.documentElement) return err('unreadable')
    return ok({ text, document, root: document.documentElement })
  } catch {
    return err('unreadable')
  }
}

/** Whether bytes are XML by their beginning; a PDF or an image never starts so. */
export function isXml(bytes: Buffer): boolean {
  return /^\uFEFF?\s*<[?!a-zA-Z_]/.test(bytes.subarray(0, 200).toString('utf8'))
}

export function listElements(parent: Document | Element, namespace: string, name: string): Element[] {
  return Array.from(parent.getElementsByTagNameNS(namespace, name))
}
