import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import type { Integrity } from '../contract/verification.ts'
import { readCertificate, type SigningCertificate } from '../crypto/certificate.ts'
import { readFirstElement } from '../crypto/der.ts'
import { getEngine, parseDer, toArrayBuffer } from './verify.ts'

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
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  data: '1.2.840.113549.1.7.1'
}

const digestNames: Record<string, string> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha-1',
  '2.16.840.1.101.3.4.2.1': 'sha-256',
  '2.16.840.1.101.3.4.2.2': 'sha-384',
  '2.16.840.1.101.3.4.2.3': 'sha-512'
}

/** Checks a CMS over a PDF's signed bytes; the certificate's own worth is another question. */
export async function checkDetachedCms(contents: Buffer, content: Buffer): Promise<CheckedCms> {
  const read = readSignedData(contents)
  if (!read) return { integrity: 'unreadable', certificates: [] }
  // A CMS that brings its own content would verify without the document.
  if (read.signed.encapContentInfo.eContentType !== oid.data || read.signed.encapContentInfo.eContent) return { ...read.facts, integrity: 'unsupported' }
  return { ...read.facts, integrity: (await verifies(read.signed, content)) ? 'intact' : 'altered' }
}

export interface CheckedTimestamp extends CheckedCms {
  /** genTime, ISO 8601. */
  stampedAt?: string
}

/** Checks an RFC 3161 token against the bytes it stamps. */
export async function checkTimestamp(token: Buffer, content: Buffer): Promise<CheckedTimestamp> {
  const read = readSignedData(token)
  const info = read && readTstInfo(read.signed)
  if (!read || !info) return { integrity: 'unreadable', certificates: [] }
  return { ...read.facts, integrity: (await verifies(read.signed, content)) ? 'intact' : 'altered', stampedAt: info.genTime.toISOString() }
}

/** The nonce a time stamp answers with, hex without leading zeros. */
export function findTimestampNonce(token: Buffer): string | undefined {
  const read = readSignedData(token)
  const info = read && readTstInfo(read.signed)
  return info?.nonce ? Buffer.from(info.nonce.valueBlock.valueHexView).toString('hex').replace(/^(00)+(?=.)/, '') : undefined
}

function readTstInfo(signed: pkijs.SignedData): pkijs.TSTInfo | undefined {
  try {
    if (signed.encapContentInfo.eContentType !== oid.tstInfo || !signed.encapContentInfo.eContent) return undefined
    return pkijs.TSTInfo.fromBER(new Uint8Array(signed.encapContentInfo.eContent.getValue()))
  } catch {
    return undefined
  }
}

function readSignedData(contents: Buffer): { signed: pkijs.SignedData; facts: Omit<CheckedCms, 'integrity'> } | undefined {
  try {
    const info = new pkijs.ContentInfo({ schema: parseDer(readFirstBer(contents)) })
    const signed = new pkijs.SignedData({ schema: info.content })
    const [signerInfo] = signed.signerInfos
    if (!signerInfo || signed.signerInfos.length !== 1) return undefined
    const certificates = (signed.certificates ?? []).flatMap((one) => (one instanceof pkijs.Certificate ? tryRead(Buffer.from(one.toSchema(false).toBER(false))) : []))
    const signer = findSigner(signerInfo, certificates)
    const timestamp = signerInfo.unsignedAttrs?.attributes.find((one) => one.type === oid.timestampToken)?.values[0] as asn1js.BaseBlock | undefined
    const claimed = signerInfo.signedAttrs?.attributes.find((one) => one.type === oid.signingTime)?.values[0] as asn1js.UTCTime | asn1js.GeneralizedTime | undefined
    return {
      signed,
      facts: {
        certificates,
        digest: digestNames[signerInfo.digestAlgorithm.algorithmId] ?? signerInfo.digestAlgorithm.algorithmId,
        signature: Buffer.from(signerInfo.signature.valueBlock.valueHexView),
        ...(signer ? { signer } : {}),
        ...(claimed ? { claimedAt: claimed.toDate().toISOString() } : {}),
        ...(timestamp ? { timestamp: Buffer.from(timestamp.toBER(false)) } : {})
      }
    }
  } catch {
    // Whatever stands there, it is no signature that can be read.
    return undefined
  }
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

async function verifies(signed: pkijs.SignedData, content: Buffer): Promise<boolean> {
  try {
    return (await signed.verify({ signer: 0, data: toArrayBuffer(content), checkChain: false }, getEngine())) && hasDigestOf(signed)
  } catch {
    return false
  }
}

/** With signed attributes the digest is one of them (RFC 5652 §5.3); without it the content would not be signed at all. */
function hasDigestOf(signed: pkijs.SignedData): boolean {
  const attributes = signed.signerInfos[0]?.signedAttrs?.attributes
  return attributes === undefined || attributes.some((one) => one.type === '1.2.840.113549.1.9.4')
}

function tryRead(der: Buffer): SigningCertificate[] {
  try {
    return [readCertificate(der)]
  } catch {
    return []
  }
}

/** Certificates out of DER blobs; what is none is left out. */
export function readCertificates(blobs: Buffer[]): SigningCertificate[] {
  return blobs.flatMap(tryRead)
}
