import type { ChainState, ValidityState } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'

export interface CertificatePath {
  state: ChainState
  /** From the certificate to the trusted one, both included; as far as it got when there is none. */
  path: SigningCertificate[]
}

/**
 * Looks for a way from a certificate to one the office trusts. Each step is checked: the issuer's signature, its being an authority allowed to sign certificates, the length of the way
 * it allows, and that it was valid at `at`.
 */
export function findTrustedPath(leaf: SigningCertificate, candidates: SigningCertificate[], authorities: SigningCertificate[], at: Date): CertificatePath {
  const isTrusted = (one: SigningCertificate): boolean => authorities.some((other) => other.der.equals(one.der))
  const known = [...authorities, ...candidates]
  let brokenPath: SigningCertificate[] | undefined
  let longest: SigningCertificate[] = [leaf]

  function search(path: SigningCertificate[]): SigningCertificate[] | undefined {
    const last = path.at(-1)!
    if (path.length > longest.length) longest = path
    if (isTrusted(last)) return path
    if (path.length > 8) return undefined
    for (const issuer of known) {
      if (path.some((one) => one.der.equals(issuer.der)) || !last.issuerDer.equals(issuer.subjectDer)) continue
      if (!mayIssue(issuer, path.length - 1, at) || !verifies(last, issuer)) {
        brokenPath ??= [...path, issuer]
        continue
      }
      const found = search([...path, issuer])
      if (found) return found
    }
    return undefined
  }

  const found = search([leaf])
  if (found) return { state: 'trusted', path: found }
  return brokenPath && isTrusted(brokenPath.at(-1)!) ? { state: 'broken', path: brokenPath } : { state: 'unknown-issuer', path: longest }
}

function mayIssue(issuer: SigningCertificate, authoritiesBelow: number, at: Date): boolean {
  const usage = issuer.keyUsage
  const withinLength = issuer.pathLength === undefined || authoritiesBelow <= issuer.pathLength
  return issuer.isCa && withinLength && (!usage || usage.includes('keyCertSign')) && getValidity(issuer, at) === 'valid'
}

function verifies(certificate: SigningCertificate, issuer: SigningCertificate): boolean {
  try {
    return certificate.x509.verify(issuer.x509.publicKey)
  } catch {
    // A key of a kind this runtime does not know.
    return false
  }
}

export function getValidity(certificate: SigningCertificate, at: Date): ValidityState {
  if (at < certificate.validFrom) return 'not-yet-valid'
  return at > certificate.validTo ? 'expired' : 'valid'
}

/** A personal or agency certificate that may sign documents: not an authority, and its usage, where it says any, includes signing. */
export function maySign(certificate: SigningCertificate): boolean {
  const usage = certificate.keyUsage
  return !certificate.isCa && (!usage || usage.includes('digitalSignature') || usage.includes('nonRepudiation'))
}
