import { createHash } from 'node:crypto'
import {
  der,
  derNull,
  derObjectIdentifier,
  derOctetString,
  derSequence,
  derSetOf,
  derUnsignedInteger,
  readFirstElement
} from '../crypto/der.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'

export type SignatureAlgorithm = 'rsa-2048' | 'ecdsa-p256'

const oid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsaEncryption: '1.2.840.113549.1.1.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2'
}

/**
 * The DER of the attributes a CAdES baseline signature signs (ETSI EN 319 122-1 §6.3): content type, message digest and signing-certificate-v2 (RFC 5035), which
 * binds the signature to this very certificate. PAdES keeps the signing time in the PDF's signature dictionary (EN 319 142-1 §6.3); elsewhere it is an attribute.
 * @param contentDigest SHA-256 of what is signed.
 * @param signedAt the claimed time, left out for PDFs.
 */
export function buildSignedAttributes(contentDigest: Buffer, certificate: SigningCertificate, signedAt?: Date): Buffer {
  const certificateHash = createHash('sha256').update(certificate.der).digest()
  // SHA-256 is the default of ESSCertIDv2's hashAlgorithm, and DER leaves defaults out.
  const signingCertificate = derSequence(derSequence(derSequence(derOctetString(certificateHash))))
  return derSetOf(
    attribute(oid.contentType, derObjectIdentifier(oid.data)),
    attribute(oid.messageDigest, derOctetString(contentDigest)),
    ...(signedAt ? [attribute(oid.signingTime, derUtcTime(signedAt))] : []),
    attribute(oid.signingCertificateV2, signingCertificate)
  )
}

/** RFC 5652 §11.3: UTCTime until 2049. */
function derUtcTime(time: Date): Buffer {
  return der(0x17, Buffer.from(`${time.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'latin1'))
}

function attribute(type: string, value: Buffer): Buffer {
  return derSequence(derObjectIdentifier(type), derSetOf(value))
}

export interface SignedDataParts {
  certificate: SigningCertificate
  chain: SigningCertificate[]
  /** As buildSignedAttributes made it: the bytes whose digest the token signed. */
  signedAttributes: Buffer
  /** In CMS's form: PKCS#1 for RSA, DER of r and s for ECDSA. */
  signature: Buffer
  algorithm: SignatureAlgorithm
}

/** Detached CMS SignedData (RFC 5652 §5) in a ContentInfo. */
export function buildSignedData(parts: SignedDataParts): Buffer {
  const sha256 = derSequence(derObjectIdentifier(oid.sha256), derNull())
  const version1 = derUnsignedInteger(Buffer.from([1]))
  const signerInfo = derSequence(
    version1,
    derSequence(parts.certificate.issuerDer, parts.certificate.serialDer),
    sha256,
    // Signed as a SET, carried as [0] IMPLICIT (RFC 5652 §5.4).
    der(0xa0, readFirstElement(parts.signedAttributes).content),
    getSignatureAlgorithm(parts.algorithm),
    derOctetString(parts.signature)
  )
  const certificates = [parts.certificate, ...parts.chain].map((one) => one.der)
  const signedData = derSequence(
    version1,
    derSetOf(sha256),
    derSequence(derObjectIdentifier(oid.data)),
    der(0xa0, ...certificates.sort(Buffer.compare)),
    derSetOf(signerInfo)
  )
  return derSequence(derObjectIdentifier(oid.signedData), der(0xa0, signedData))
}

function getSignatureAlgorithm(algorithm: SignatureAlgorithm): Buffer {
  return algorithm === 'rsa-2048'
    ? derSequence(derObjectIdentifier(oid.rsaEncryption), derNull())
    : derSequence(derObjectIdentifier(oid.ecdsaWithSha256))
}

/** From what a token gives (r||s, PKCS#11 v2.40 §2.3.1) to what CMS carries (RFC 5753 §2.1.1). RSA is the same in both. */
export function encodeSignature(raw: Buffer, algorithm: SignatureAlgorithm): Buffer {
  if (algorithm === 'rsa-2048') return raw
  const half = raw.length / 2
  return derSequence(derUnsignedInteger(raw.subarray(0, half)), derUnsignedInteger(raw.subarray(half)))
}

/** Room for the CMS of this certificate and chain: its certificates, the fixed parts and the largest signature, with some to spare. */
export function estimateSignedDataBytes(certificate: SigningCertificate, chain: SigningCertificate[]): number {
  const certificateBytes = [certificate, ...chain].reduce((sum, one) => sum + one.der.length, 0)
  return certificateBytes + certificate.issuerDer.length + 1536
}
