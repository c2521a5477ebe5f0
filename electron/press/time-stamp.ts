import { randomBytes } from 'node:crypto'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { der, derNull, derObjectIdentifier, derOctetString, derSequence, derUnsignedInteger, readFirstElement } from '../crypto/der.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { findTrustedPath, getValidity } from './certificate-path.ts'
import type { FetchBytes } from './revocation.ts'
import { readMembers } from './signed-der.ts'
import { checkTimestamp, findTimestampNonce } from './verify-cms.ts'

export const timestampPurpose = '1.3.6.1.5.5.7.3.8'
const sha256Oid = '2.16.840.1.101.3.4.2.1'

export type TimestampFailure =
  /** No answer, or none in time. */
  | { kind: 'timestamp-unreachable' }
  /** It answered that it will not, or not what was asked. */
  | { kind: 'timestamp-rejected'; status: number }
  /** Its certificate is no time stamper's, or leads to no authority on the list. */
  | { kind: 'timestamp-untrusted'; issuer: string }

export interface TimeStamp {
  /** The RFC 3161 token, DER. */
  token: Buffer
  /** ISO 8601. */
  stampedAt: string
}

/** A request for a time stamp (RFC 3161 §2.4.1) over a SHA-256 digest; the authority shall send its certificate along. */
export function buildTimestampRequest(digest: Buffer, nonce: Buffer): Buffer {
  const imprint = derSequence(derSequence(derObjectIdentifier(sha256Oid), derNull()), derOctetString(digest))
  return derSequence(derUnsignedInteger(Buffer.from([1])), imprint, derUnsignedInteger(nonce), der(0x01, Buffer.from([0xff])))
}

/** Asks one authority and believes nothing: status, imprint, nonce, signature, purpose and chain are checked. */
export async function requestTimestamp(url: string, content: readonly Uint8Array[], digest: Buffer, authorities: SigningCertificate[], fetchBytes: FetchBytes): Promise<Result<TimeStamp, TimestampFailure>> {
  const nonce = randomBytes(8)
  nonce[0]! |= 0x40
  const answer = await fetchBytes(url, { type: 'application/timestamp-query', bytes: buildTimestampRequest(digest, nonce) })
  if (!answer) return err({ kind: 'timestamp-unreachable' })
  const read = readAnswer(answer)
  if (!read.token) return err({ kind: 'timestamp-rejected', status: read.status })
  const checked = await checkTimestamp(read.token, content)
  const expected = nonce.toString('hex').replace(/^(00)+(?=.)/, '')
  if (checked.integrity !== 'intact' || !checked.signer || !checked.stampedAt || findTimestampNonce(read.token) !== expected) return err({ kind: 'timestamp-rejected', status: read.status })
  const at = new Date(checked.stampedAt)
  const trusted = checked.signer.purposes?.includes(timestampPurpose) === true && getValidity(checked.signer, at) === 'valid' && findTrustedPath(checked.signer, checked.certificates, authorities, at).state === 'trusted'
  return trusted ? ok({ token: read.token, stampedAt: checked.stampedAt }) : err({ kind: 'timestamp-untrusted', issuer: checked.signer.issuer })
}

/** PKIStatus: 0 granted, 1 granted with changes; -1 for what is no answer of this protocol. */
function readAnswer(answer: Buffer): { status: number; token?: Buffer } {
  try {
    const [info, token] = readMembers(answer)
    const status = info && readFirstElement(info.content).content[0]
    if (status === undefined) return { status: -1 }
    return token && status <= 1 ? { status, token: token.raw } : { status }
  } catch (error) {
    if (error instanceof RangeError) return { status: -1 }
    throw error
  }
}
