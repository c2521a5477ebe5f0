import { createHash, verify } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import type { DocumentReport, Integrity, SignatureReport } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { readCertificates } from './verify-cms.ts'
import { judgeStandalone, worstOf, type VerifyOptions } from './verify-judge.ts'
import { listElements, namespaces, parseXml } from './xml-document.ts'

/** One signature of an XML document, before anybody asks whose it is. */
export interface CheckedXmlSignature {
  id: string
  isXades: boolean
  integrity: Integrity
  digest?: string
  /** Whether it covers everything in the document but itself. */
  coversAll: boolean
  certificates: SigningCertificate[]
  claimedAt?: string
}

const ecdsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'

/** XMLDSIG carries ECDSA as r||s (RFC 6931 §2.3.6), which the library does not know. */
class EcdsaSha256 {
  getSignature(): never {
    throw new Error('only verifies')
  }
  verifySignature(material: string, key: string, value: string): boolean {
    return verify('sha256', Buffer.from(material, 'utf8'), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(value, 'base64'))
  }
  getAlgorithmName(): string {
    return ecdsaSha256
  }
}

/** Every XMLDSIG or XAdES signature of a document, checked with the certificate it carries. Never throws for what a file contains. */
export function checkXmlSignatures(bytes: Buffer): CheckedXmlSignature[] {
  const parsed = parseXml(bytes)
  if (!parsed.ok) return []
  const { text, document, root } = parsed.value
  return listElements(document, namespaces.ds, 'Signature').map((element) => checkOne(text, root, element))
}

function checkOne(text: string, root: Element, element: Element): CheckedXmlSignature {
  const method = childOf(element, 'SignatureMethod')?.getAttribute('Algorithm') ?? ''
  const certificates = readCertificates(listElements(element, namespaces.ds, 'X509Certificate').map((one) => Buffer.from(one.textContent ?? '', 'base64')))
  const properties = listElements(element, namespaces.xades, 'SignedProperties')[0]
  const references = listElements(childOf(element, 'SignedInfo') ?? element, namespaces.ds, 'Reference').map((one) => one.getAttribute('URI'))
  const rootId = root.getAttribute('Id') ?? root.getAttribute('ID') ?? root.getAttribute('id')
  const signer = certificates.find((one) => !one.isCa) ?? certificates[0]
  const isBound = properties !== undefined && references.includes(`#${properties.getAttribute('Id')}`)
  const claimed = isBound ? listElements(properties, namespaces.xades, 'SigningTime')[0]?.textContent : undefined
  const digest = /#\w*-?(sha1|sha256|sha384|sha512|md5)$/.exec(method)?.[1]?.replace(/^sha/, 'sha-')
  return {
    id: element.getAttribute('Id') ?? '',
    isXades: isBound,
    integrity: signer ? checkIntegrity(text, element, signer, isBound ? properties : undefined) : 'unreadable',
    ...(digest ? { digest } : {}),
    coversAll: references.includes('') || (rootId !== null && rootId !== '' && references.includes(`#${rootId}`)),
    certificates: signer ? [signer, ...certificates.filter((one) => one !== signer)] : [],
    ...(claimed && !Number.isNaN(Date.parse(claimed)) ? { claimedAt: new Date(claimed).toISOString() } : {})
  }
}

function childOf(parent: Element, name: string): Element | undefined {
  return listElements(parent, namespaces.ds, name)[0]
}

function checkIntegrity(text: string, element: Element, signer: SigningCertificate, properties: Element | undefined): Integrity {
  try {
    const signed = new SignedXml({ publicCert: signer.x509.toString(), getCertFromKeyInfo: () => null })
    signed.SignatureAlgorithms[ecdsaSha256] = EcdsaSha256 as never
    signed.loadSignature(element as never)
    if (!signed.checkSignature(text)) return 'altered'
  } catch (error) {
    return /not supported|unknown|unsupported/i.test(error instanceof Error ? error.message : '') ? 'unsupported' : 'altered'
  }
  return properties && !namesCertificate(properties, signer) ? 'altered' : 'intact'
}

/** XAdES binds the signature to one certificate (EN 319 132-1 §5.2.2); one exchanged under it is no longer the signer's. SHA-256 is checked, others are left to the signature itself. */
function namesCertificate(properties: Element, signer: SigningCertificate): boolean {
  const cert = listElements(properties, namespaces.xades, 'CertDigest')[0]
  const value = cert && childOf(cert, 'DigestValue')?.textContent?.trim()
  const method = (cert && childOf(cert, 'DigestMethod')?.getAttribute('Algorithm')) ?? ''
  if (!value || !method.endsWith('#sha256')) return true
  return value === createHash('sha256').update(signer.der).digest('base64')
}

/** The report of an XML document, in the same terms as a PDF's. There are no revisions: a signature covers all of it or not. */
export async function verifyXml(bytes: Buffer, options: VerifyOptions): Promise<DocumentReport> {
  const reports: SignatureReport[] = []
  for (const { id, isXades, coversAll, certificates: [signer, ...certificates], ...one } of checkXmlSignatures(bytes)) {
    const coverage = { state: coversAll ? ('whole-file' as const) : ('partial' as const), changes: [] }
    reports.push(await judgeStandalone({ ...one, fieldName: id, subFilter: isXades ? 'XAdES' : 'XMLDSig', coverage, signer, certificates }, options))
  }
  return { signatures: reports, verdict: worstOf(reports) }
}
