import { createHash, randomUUID } from 'node:crypto'
import { ExclusiveCanonicalization } from 'xml-crypto'
import type { PressSigningFailure } from '../contract/press.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { encodeSignature, type SignatureAlgorithm } from './cms.ts'
import type { SignDetachedRequest } from './sign-detached.ts'
import { verifySignatureValue } from './verify.ts'
import { checkXmlSignatures } from './verify-xml.ts'
import { listElements, namespaces, parseXml } from './xml-document.ts'

const algorithms = {
  canonical: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  'rsa-2048': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'ecdsa-p256': 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'
}

/**
 * An enveloped XAdES baseline B signature (ETSI EN 319 132-1) over a whole XML document, as the last child of its root, or of edXML's header (QCVN 102:2016). The document's bytes stay
 * as they are around it. One signature a document: a second one inside would break the first.
 */
export async function signXml(request: SignDetachedRequest): Promise<Result<Buffer, PressSigningFailure>> {
  if (request.content.length === 0) return err({ kind: 'file-empty' })
  const parsed = parseXml(request.content)
  if (!parsed.ok) return err(parsed.error === 'doctype' ? { kind: 'file-unsupported', found: 'XML có DOCTYPE' } : { kind: 'file-broken', reason: 'unreadable' })
  const { text, document, root } = parsed.value
  if (listElements(document, namespaces.ds, 'Signature').length > 0) return err({ kind: 'file-certified' })
  if (Array.from(document.childNodes).some((node) => node.nodeType === 7 && node.nodeName !== 'xml')) return err({ kind: 'file-unsupported', found: 'XML có chỉ thị ngoài phần tử gốc' })
  const place = findPlace(text, root)
  if (place === undefined) return err({ kind: 'file-unsupported', found: 'XML không có chỗ đặt chữ ký' })

  const id = `ky-${randomUUID()}`
  const properties = buildSignedProperties(id, request.certificate, request.signedAt)
  const content = new ExclusiveCanonicalization().process(root as never, {}).toString()
  // Which of the two the token's key is, is known before it signs.
  const algorithm: SignatureAlgorithm = request.certificate.algorithm === 'ecdsa-p256' ? 'ecdsa-p256' : 'rsa-2048'
  const signedInfo = buildSignedInfo(id, algorithm, hashOf(content), hashOf(properties))
  const answer = await request.signDigest(createHash('sha256').update(signedInfo).digest())
  if (!answer.ok) return answer
  const inCms = encodeSignature(answer.value.signature, answer.value.algorithm)
  if (answer.value.algorithm !== algorithm || !verifySignatureValue(Buffer.from(signedInfo), inCms, request.certificate)) return err({ kind: 'signature-invalid' })
  const signature = buildSignature(id, signedInfo, answer.value.signature, [request.certificate, ...request.chain], properties)
  const signed = Buffer.from(text.slice(0, place) + signature + text.slice(place), 'utf8')
  const [checked, ...others] = checkXmlSignatures(signed)
  return checked?.integrity === 'intact' && checked.coversAll && others.length === 0 ? ok(signed) : err({ kind: 'signature-invalid' })
}

/** Before the end tag of the element that takes the signature, in characters; undefined when the text does not show it plainly. */
function findPlace(text: string, root: Element): number | undefined {
  const header = root.localName === 'edXML' ? Array.from(root.getElementsByTagNameNS('*', 'edXMLHeader'))[0] : undefined
  if (header) {
    const ends = [...text.matchAll(new RegExp(`</${escapeName(header.nodeName)}\\s*>`, 'g'))]
    return ends.length === 1 ? ends[0]?.index : undefined
  }
  return new RegExp(`</${escapeName(root.nodeName)}\\s*>(?:\\s|<!--(?:(?!-->)[^])*-->)*$`).exec(text)?.index
}

function escapeName(name: string): string {
  return name.replace(/[.]/g, '\\.')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64')
}

/*
 * What follows is written in exclusive canonical form as it stands: no empty-element tags, attributes in order, each subtree that is hashed declares what it uses. So it is hashed as
 * it is written, and every verifier that canonicalises it gets these very bytes.
 */

function buildSignedProperties(id: string, certificate: SigningCertificate, signedAt: Date): string {
  const ds = `xmlns:ds="${namespaces.ds}"`
  const digest = createHash('sha256').update(certificate.der).digest('base64')
  return (
    `<xades:SignedProperties xmlns:xades="${namespaces.xades}" Id="${id}-thuoc-tinh"><xades:SignedSignatureProperties>` +
    `<xades:SigningTime>${signedAt.toISOString().replace(/\.\d+/, '')}</xades:SigningTime>` +
    `<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod ${ds} Algorithm="${algorithms.sha256}"></ds:DigestMethod>` +
    `<ds:DigestValue ${ds}>${digest}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>` +
    `<xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference="#${id}-noi-dung"><xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>` +
    '</xades:SignedDataObjectProperties></xades:SignedProperties>'
  )
}

function buildSignedInfo(id: string, algorithm: SignatureAlgorithm, contentHash: string, propertiesHash: string): string {
  const digest = (hash: string): string => `<ds:DigestMethod Algorithm="${algorithms.sha256}"></ds:DigestMethod><ds:DigestValue>${hash}</ds:DigestValue>`
  const transform = (name: string): string => `<ds:Transform Algorithm="${name}"></ds:Transform>`
  return (
    `<ds:SignedInfo xmlns:ds="${namespaces.ds}"><ds:CanonicalizationMethod Algorithm="${algorithms.canonical}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${algorithms[algorithm]}"></ds:SignatureMethod>` +
    `<ds:Reference Id="${id}-noi-dung" URI=""><ds:Transforms>${transform(algorithms.enveloped)}${transform(algorithms.canonical)}</ds:Transforms>${digest(contentHash)}</ds:Reference>` +
    `<ds:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#${id}-thuoc-tinh"><ds:Transforms>${transform(algorithms.canonical)}</ds:Transforms>${digest(propertiesHash)}</ds:Reference>` +
    '</ds:SignedInfo>'
  )
}

function buildSignature(id: string, signedInfo: string, value: Buffer, certificates: SigningCertificate[], properties: string): string {
  const keys = certificates.map((one) => `<ds:X509Certificate>${one.der.toString('base64')}</ds:X509Certificate>`).join('')
  return (
    `<ds:Signature xmlns:ds="${namespaces.ds}" Id="${id}">${signedInfo}<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data>${keys}</ds:X509Data></ds:KeyInfo>` +
    `<ds:Object><xades:QualifyingProperties xmlns:xades="${namespaces.xades}" Target="#${id}">${properties}</xades:QualifyingProperties></ds:Object></ds:Signature>`
  )
}
