import type { RevocationFacts } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { readElements } from '../crypto/der.ts'
import { isTime, readMembers, readTime, verifySignedDer } from './signed-der.ts'

/** deltaCRLIndicator: such a list has only what changed, and its silence says nothing. */
const deltaOid = Buffer.from('0603551d1b', 'hex')

/**
 * What a CRL (RFC 5280 §5) says of a certificate; undefined when it is not this issuer's, does not verify, or cannot be read. Lists of this country's authorities run to megabytes, so
 * the entries are walked as they stand.
 */
export function askCrl(crl: Buffer, certificate: SigningCertificate, issuer: SigningCertificate, now: Date): RevocationFacts | undefined {
  try {
    const [list, algorithm, signature] = readMembers(crl)
    if (!list || !algorithm || !signature) return undefined
    const fields = readElements(list.content)
    const start = fields[0]?.tag === 0x02 ? 1 : 0
    const [, issuerName, thisUpdate, ...rest] = fields.slice(start)
    if (!issuerName?.raw.equals(issuer.subjectDer) || !isTime(thisUpdate)) return undefined
    if (issuer.keyUsage && !issuer.keyUsage.includes('cRLSign')) return undefined
    if (!verifySignedDer(list, algorithm, signature, issuer.x509.publicKey)) return undefined
    if (rest.some((one) => one.tag === 0xa0 && one.raw.includes(deltaOid))) return undefined
    const nextUpdate = isTime(rest[0]) ? readTime(rest[0]) : undefined
    const entries = rest.find((one) => one.tag === 0x30)
    const facts = { source: 'crl' as const, asOf: readTime(thisUpdate).toISOString(), isFresh: !nextUpdate || nextUpdate >= now }
    for (const entry of entries ? readElements(entries.content) : []) {
      const [serial, revokedAt] = readElements(entry.content)
      if (serial?.raw.equals(certificate.serialDer) && isTime(revokedAt)) return { state: 'revoked', ...facts, revokedAt: readTime(revokedAt).toISOString() }
    }
    return { state: 'good', ...facts }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
