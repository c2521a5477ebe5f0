import type { SignatureReport } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { findTrustedPath, getValidity } from './certificate-path.ts'
import { findRevocation, type RevocationSource } from './revocation.ts'
import { timestampPurpose } from './time-stamp.ts'
import type { CheckedTimestamp } from './verify-cms.ts'

export interface JudgedStamp {
  /** The time that it proves; undefined when there is none to rely on. */
  provenAt?: Date
  /** Its maker's certificate was taken back: told whether its time counts or not. */
  revoked?: NonNullable<SignatureReport['revokedStamp']>
}

/** Unspecified, affiliation changed, superseded, no longer used. */
const harmlessReasons: readonly (number | undefined)[] = [0, 3, 4, 5]

/**
 * The time an authority the office trusts put on these bytes. Of a maker that was taken back it counts only when it is from before, and the list says that the key was not lost: whoever has the key writes
 * any time he likes (RFC 3161 §4, 1: without a reason the key counts as lost).
 * @param certificates that came along, besides the stamp's own
 */
export async function judgeStamp(stamp: CheckedTimestamp, certificates: SigningCertificate[], authorities: SigningCertificate[], source: RevocationSource): Promise<JudgedStamp> {
  if (stamp.integrity !== 'intact' || !stamp.signer || !stamp.stampedAt || !stamp.signer.purposes?.includes(timestampPurpose)) return {}
  const at = new Date(stamp.stampedAt)
  const { path, state } = findTrustedPath(stamp.signer, [...stamp.certificates, ...certificates], authorities, at)
  if (state !== 'trusted' || getValidity(stamp.signer, at) !== 'valid') return {}
  let revoked: JudgedStamp['revoked']
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const { facts } = await findRevocation(certificate, path[index + 1]!, source)
    if (facts.state !== 'revoked') continue
    const isBelieved = facts.revokedAt !== undefined && new Date(facts.revokedAt) > at && harmlessReasons.includes(facts.reason)
    revoked = { isBelieved, ...(facts.revokedAt === undefined ? {} : { revokedAt: facts.revokedAt }) }
    if (!isBelieved) return { revoked }
  }
  return { provenAt: at, ...(revoked ? { revoked } : {}) }
}
