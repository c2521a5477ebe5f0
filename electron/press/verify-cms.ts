import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import type { Integrity } from '../contract/verification.ts'
import { readCertificate, type SigningCertificate } from '../crypto/certificate.ts'
import { derSequence, readElements, readFirstElement, readObjectIdentifier } from '../crypto/der.ts'
import { parseDer, verifySigner } from './verify.ts'

export interface CheckedCms {
  integrity: Integrity
  signer?: SigningCertificate
  certificates: SigningCertificate[]
  /** Of the digest, e.g. `sha-256`; its OID when it is none of the usual. */
  digest?: string
  /** The signature value: what a signature time stamp stamps. */
  signature?: Buffer
  /** signingTime, ISO 8601, as the signer's computer claims. */
  claimedAt?: string
  /** The RFC 3161 token in the unsigned attributes (CAdES-T), DER. */
  timestamp?: Buffer
}

const oid = {
  timestampToken: '1.2.840.113549.1.9.16.2.14',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  data: '1.2.840.113549.1.7.1'
}

const hashByOid: Record<string, string> = { '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512' }

const digestNames: Record<string, string> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha-1',
  '2.16.840.1.101.3.4.2.1': 'sha-256',
  '2.16.840.1.101.3.4.2.2': 'sha-384',
  '2.16.840.1.101.3.4.2.3': 'sha-512'
}

/** Checks a CMS over a PDF's signed bytes, in pieces, which has one signer (ISO 32000-1 §12.8.3.3); the certificate's own worth is another question. */
export async function checkDetachedCms(contents: Buffer, content: readonly Uint8Array[]): Promise<CheckedCms> {
  const signed = readSignedData(contents)
  if (signed?.signerInfos.length !== 1) return { integrity: 'unreadable', certificates: [] }
  // A CMS that brings its own content would verify without the document.
  if (signed.encapContentInfo.eContentType !== oid.data || signed.encapContentInfo.eContent) return { ...readFacts(signed, 0), integrity: 'unsupported' }
  return checkSigner(signed, 0, content)
}

/** Every signature of a CMS file (RFC 5652), over `content` or over what it holds itself; undefined when the bytes are no signed data. */
export async function checkCmsFile(cms: Buffer, content?: Buffer): Promise<CheckedCms[] | undefined> {
  const signed = readSignedData(cms)
  if (!signed || signed.signerInfos.length === 0) return undefined
  return Promise.all(signed.signerInfos.map((_, index) => checkSigner(signed, index, content ? [content] : [])))
}

/** Whether a CMS brings its content along; a detached one does not. */
export function enclosesContent(cms: Buffer): boolean {
  return readSignedData(cms)?.encapContentInfo.eContent !== undefined
}

export function isSignedData(bytes: Buffer): boolean {
  return readSignedData(bytes) !== undefined
}

export interface CheckedTimestamp extends CheckedCms {
  /** genTime, ISO 8601. */
  stampedAt?: string
}

/** Checks an RFC 3161 token against the bytes it stamps, in pieces. */
export async function checkTimestamp(token: Buffer, content: readonly Uint8Array[]): Promise<CheckedTimestamp> {
  const signed = readSignedData(token)
  const info = signed?.signerInfos.length === 1 ? readTstInfo(signed) : undefined
  if (!signed || !info) return { integrity: 'unreadable', certificates: [] }
  return { ...(await checkSigner(signed, 0, content)), stampedAt: info.genTime.toISOString() }
}

/** The nonce a time stamp answers with, hex without leading zeros. */
export function findTimestampNonce(token: Buffer): string | undefined {
  const signed = readSignedData(token)
  const info = signed && readTstInfo(signed)
  return info?.nonce ? Buffer.from(info.nonce.valueBlock.valueHexView).toString('hex').replace(/^(00)+(?=.)/, '') : undefined
}

function readTstInfo(signed: pkijs.SignedData): pkijs.TSTInfo | undefined {
  try {
    if (signed.encapContentInfo.eContentType !== oid.tstInfo || !signed.encapContentInfo.eContent) return undefined
    const info = pkijs.TSTInfo.fromBER(new Uint8Array(signed.encapContentInfo.eContent.getValue()))
    return Number.isNaN(info.genTime.getTime()) ? undefined : info
  } catch {
    return undefined
  }
}

function readSignedData(contents: Buffer): pkijs.SignedData | undefined {
  try {
    const info = new pkijs.ContentInfo({ schema: parseDer(readFirstBer(contents)) })
    return new pkijs.SignedData({ schema: info.content })
  } catch {
    // Whatever stands there, it is no signature that can be read.
    return undefined
  }
}

/** What a signature says of itself, before anybody has checked it. */
function readFacts(signed: pkijs.SignedData, index: number): Omit<CheckedCms, 'integrity'> {
  const signerInfo = signed.signerInfos[index]!
  const certificates = (signed.certificates ?? []).flatMap((one) => (one instanceof pkijs.Certificate ? tryRead(toDer(one)) : []))
  const signer = findSigner(signerInfo, certificates)
  const timestamp = findAttribute(signerInfo.unsignedAttrs, oid.timestampToken)
  return {
    certificates,
    digest: digestNames[signerInfo.digestAlgorithm.algorithmId] ?? signerInfo.digestAlgorithm.algorithmId,
    signature: Buffer.from(signerInfo.signature.valueBlock.valueHexView),
    ...(signer ? { signer } : {}),
    ...readClaimedTime(signerInfo),
    ...(timestamp ? { timestamp: Buffer.from(timestamp.toBER(false)) } : {})
  }
}

function readClaimedTime(signerInfo: pkijs.SignerInfo): { claimedAt?: string } {
  const claimed = findAttribute(signerInfo.signedAttrs, oid.signingTime)
  try {
    return claimed instanceof asn1js.UTCTime || claimed instanceof asn1js.GeneralizedTime ? { claimedAt: claimed.toDate().toISOString() } : {}
  } catch {
    // A day that is none.
    return {}
  }
}

function findAttribute(attributes: pkijs.SignedAndUnsignedAttributes | undefined, type: string): asn1js.BaseBlock | undefined {
  return attributes?.attributes.find((one) => one.type === type)?.values[0] as asn1js.BaseBlock | undefined
}

/** The signed part as it came: pkijs would read it once more to write it. */
function toDer({ tbsView, signatureAlgorithm, signatureValue }: pkijs.Certificate): Buffer {
  return derSequence(tbsView, Buffer.from(signatureAlgorithm.toSchema().toBER(false)), Buffer.from(signatureValue.toBER(false)))
}

/** The CMS without the zeros that fill /Contents; some programs write BER of indefinite length, which asn1js ends itself. */
function readFirstBer(contents: Buffer): Buffer {
  return contents[1] === 0x80 ? contents : readFirstElement(contents).raw
}

function findSigner(signerInfo: pkijs.SignerInfo, certificates: SigningCertificate[]): SigningCertificate | undefined {
  const { sid } = signerInfo
  if (!(sid instanceof pkijs.IssuerAndSerialNumber)) return certificates.find((one) => !one.isCa) ?? certificates[0]
  const serial = Buffer.from(sid.serialNumber.toBER(false))
  const issuer = Buffer.from(sid.issuer.toSchema().toBER(false))
  return certificates.find((one) => one.serialDer.equals(serial) && one.issuerDer.equals(issuer)) ?? certificates.find((one) => one.serialDer.equals(serial))
}

/**
 * Checks one signature. Its signer is the certificate whose key verified it and no other: the CMS may hold somebody else's too, which a name or key identifier written by a forger could
 * point at.
 */
async function checkSigner(signed: pkijs.SignedData, index: number, content: readonly Uint8Array[]): Promise<CheckedCms> {
  const facts = readFacts(signed, index)
  try {
    const checked = await verifySigner(signed, index, content)
    const [signer] = checked.signatureVerified && checked.signerCertificate ? tryRead(toDer(checked.signerCertificate)) : []
    if (!signer || !hasDigestOf(signed, index) || !namesCertificate(signed.signerInfos[index]!, signer)) return { ...facts, integrity: 'altered' }
    return { ...facts, signer, integrity: 'intact' }
  } catch {
    return { ...facts, integrity: 'altered' }
  }
}

/** CAdES binds a signature to one certificate (RFC 5035 §3): another one under it is not the signer's. An attribute with another hash than these is left to the signature itself. */
function namesCertificate(signerInfo: pkijs.SignerInfo, signer: SigningCertificate): boolean {
  for (const [type, byDefault] of [[oid.signingCertificateV2, 'sha256'], [oid.signingCertificate, 'sha1']] as const) {
    const attribute = findAttribute(signerInfo.signedAttrs, type)
    if (!attribute) continue
    const [first] = readElements(readElements(readFirstElement(Buffer.from(attribute.toBER(false))).content)[0]!.content)
    const parts = readElements(first!.content)
    const algorithm = parts[0]?.tag === 0x30 ? readObjectIdentifier(readElements(parts[0].content)[0]!.content) : undefined
    const hash = algorithm === undefined ? byDefault : hashByOid[algorithm]
    const value = parts.find((part) => part.tag === 0x04)
    if (hash && value && !createHash(hash).update(signer.der).digest().equals(value.content)) return false
  }
  return true
}

/** With signed attributes the digest is one of them (RFC 5652 §5.3); without it the content would not be signed at all. */
function hasDigestOf(signed: pkijs.SignedData, index: number): boolean {
  const attributes = signed.signerInfos[index]?.signedAttrs?.attributes
  return attributes === undefined || attributes.some((one) => one.type === '1.2.840.113549.1.9.4')
}

/** By DER. All that an office verifies is signed by the same few certificates, and each stands in a document several times. */
const known = new Map<string, SigningCertificate>()
const mostKnown = 500

function tryRead(der: Buffer): SigningCertificate[] {
  const key = der.toString('latin1')
  const before = known.get(key)
  if (before) return [before]
  try {
    const certificate = readCertificate(der)
    if (known.size >= mostKnown) known.clear()
    known.set(key, certificate)
    return [certificate]
  } catch {
    return []
  }
}

/** Certificates out of DER blobs; what is none is left out. */
export function readCertificates(blobs: Buffer[]): SigningCertificate[] {
  return blobs.flatMap(tryRead)
}
