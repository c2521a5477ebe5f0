import { readCertificate, type SigningCertificate } from '../crypto/certificate.ts'
import { findTrustedPath } from './certificate-path.ts'
import { findRevocation } from './revocation.ts'

/**
 * Whether a certificate on the way to the office's authorities is known here to be taken back: out of what is kept alone, so that signing waits for nobody and the line may be cut.
 * False where nothing is known.
 */
export async function isKnownRevoked(certificate: SigningCertificate, chain: SigningCertificate[], trust: { authorities: string[]; revocationFolder: string }, now: Date): Promise<boolean> {
  const authorities = trust.authorities.map((one) => readCertificate(Buffer.from(one, 'base64')))
  const { path, state } = findTrustedPath(certificate, chain, authorities, now)
  if (state !== 'trusted') return false
  for (const [index, one] of path.entries()) {
    const issuer = path[index + 1]
    if (!issuer) continue
    const { facts } = await findRevocation(one, issuer, {
      settings: { revocationFolder: trust.revocationFolder, online: false },
      fetchBytes: () => Promise.resolve(undefined),
      now,
      embedded: { crls: [], ocsps: [] }
    })
    if (facts.state === 'revoked') return true
  }
  return false
}
