import { createHash } from 'node:crypto'
import type { RevocationFacts } from '../contract/verification.ts'
import { readCertificate, type SigningCertificate } from '../crypto/certificate.ts'
import { derNull, derObjectIdentifier, derOctetString, derSequence, readElements, readFirstElement, readObjectIdentifier, type DerElement } from '../crypto/der.ts'
import { isTime, readMembers, readTime, verifySignedDer } from './signed-der.ts'

const sha1Oid = '1.3.14.3.2.26'
const sha256Oid = '2.16.840.1.101.3.4.2.1'
const basicResponseOid = '1.3.6.1.5.5.7.48.1.1'
const ocspSigning = '1.3.6.1.5.5.7.3.9'

/** An OCSP request (RFC 6960 §4.1) for one certificate, without a nonce, so that the answer can be kept. SHA-1 names the issuer, as every responder knows it. */
export function buildOcspRequest(certificate: SigningCertificate, issuer: SigningCertificate): Buffer {
  const { nameHash, keyHash } = hashIssuer(issuer, 'sha1')
  const certId = derSequence(derSequence(derObjectIdentifier(sha1Oid), derNull()), derOctetString(nameHash), derOctetString(keyHash), certificate.serialDer)
  return derSequence(derSequence(derSequence(derSequence(certId))))
}

function hashIssuer(issuer: SigningCertificate, hash: string): { nameHash: Buffer; keyHash: Buffer } {
  const bits = readMembers(issuer.publicKeyDer)[1]?.content.subarray(1) ?? Buffer.alloc(0)
  return { nameHash: createHash(hash).update(issuer.subjectDer).digest(), keyHash: createHash(hash).update(bits).digest() }
}

/** What an OCSP answer says of a certificate; undefined when it is about another, does not verify, or cannot be read. */
export function askOcsp(response: Buffer, certificate: SigningCertificate, issuer: SigningCertificate, now: Date): RevocationFacts | undefined {
  try {
    const basic = readBasicResponse(response)
    if (!basic) return undefined
    const [data, algorithm, signature, listed] = basic
    if (!data || !algorithm || !signature) return undefined
    const included = listed ? readElements(readFirstElement(listed.content).content).map((one) => readCertificate(one.raw)) : []
    const signers = [issuer, ...included.filter((one) => isDelegate(one, issuer, now))]
    if (!signers.some((one) => verifySignedDer(data, algorithm, signature, one.x509.publicKey))) return undefined
    // ResponseData: [0] version?, responderID [1] or [2], producedAt, responses.
    const responses = readElements(data.content).find((one) => one.tag === 0x30)
    const singles = responses ? readElements(responses.content).map((one) => readElements(one.content)) : []
    const single = singles.find(([certId]) => certId && isAbout(certId, certificate, issuer))
    return single && describe(single, now)
  } catch (error) {
    if (error instanceof RangeError || (error as { code?: unknown }).code !== undefined) return undefined
    throw error
  }
}

function readBasicResponse(response: Buffer): DerElement[] | undefined {
  const [status, wrapped] = readMembers(response)
  if (status?.content[0] !== 0 || wrapped?.tag !== 0xa0) return undefined
  const [type, bytes] = readMembers(wrapped.content)
  return type && bytes && readObjectIdentifier(type.content) === basicResponseOid ? readMembers(bytes.content) : undefined
}

/** A responder's own certificate: issued by the same authority, for OCSP, valid now. */
function isDelegate(one: SigningCertificate, issuer: SigningCertificate, now: Date): boolean {
  return one.purposes?.includes(ocspSigning) === true && one.issuerDer.equals(issuer.subjectDer) && now >= one.validFrom && now <= one.validTo && one.x509.verify(issuer.x509.publicKey)
}

function isAbout(certId: DerElement, certificate: SigningCertificate, issuer: SigningCertificate): boolean {
  const [algorithm, name, key, serial] = readElements(certId.content)
  const hashOid = algorithm && readElements(algorithm.content)[0]
  const hash = hashOid && { [sha1Oid]: 'sha1', [sha256Oid]: 'sha256' }[readObjectIdentifier(hashOid.content)]
  if (!hash || !name || !key || !serial) return false
  const { nameHash, keyHash } = hashIssuer(issuer, hash)
  return name.content.equals(nameHash) && key.content.equals(keyHash) && serial.raw.equals(certificate.serialDer)
}

/** [0] good, [1] revoked with its time and perhaps [0] why, [2] unknown; then thisUpdate and perhaps [0] nextUpdate. */
function describe([, status, thisUpdate, next]: DerElement[], now: Date): RevocationFacts | undefined {
  if (!status || !isTime(thisUpdate)) return undefined
  const nextUpdate = next?.tag === 0xa0 ? readTime(readFirstElement(next.content)) : undefined
  const asOf = readTime(thisUpdate)
  // Without nextUpdate newer answers are always at hand: this one is good for a day.
  const facts = { source: 'ocsp' as const, asOf: asOf.toISOString(), isFresh: nextUpdate ? nextUpdate >= now : now.getTime() - asOf.getTime() < 86_400_000 }
  if (status.tag === 0x80) return { state: 'good', ...facts }
  if (status.tag !== 0xa1) return undefined
  const [revokedAt, why] = readElements(status.content)
  const reason = why?.tag === 0xa0 ? readFirstElement(why.content).content[0] : undefined
  return { state: 'revoked', ...facts, ...(isTime(revokedAt) ? { revokedAt: readTime(revokedAt).toISOString() } : {}), ...(reason === undefined ? {} : { reason }) }
}
