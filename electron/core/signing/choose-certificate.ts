import type { BatchFailure, CertificateChoice, CertificateObstacle, SigningCertificateRow } from '../../contract/signing.ts'
import type { TokenCertificate, TokenState } from '../../contract/signer.ts'
import type { SignatureRole } from '../../domain/document.ts'
import { foldForSearch } from '../../domain/text.ts'
import { err, ok, type Result } from '../../domain/result.ts'

/** Whose certificate it must be: the officer's own, or the agency's. */
export interface Signatory {
  role: SignatureRole
  name: string
}

/**
 * The certificate that signs in this role: a usable one whose common name is the signatory's, never a colleague's. The key is named by token serial and CKA_ID, never by slot or label.
 * @param wanted what the officer chose herself among several of her own
 */
export function chooseCertificate(tokens: readonly TokenState[], signatory: Signatory, wanted?: CertificateChoice): Result<CertificateChoice, BatchFailure> {
  if (tokens.length === 0) return err({ kind: 'token-absent' })
  const all = tokens.flatMap(({ tokenSerial, certificates }) => certificates.map((certificate) => ({ tokenSerial, certificate })))
  const asked = wanted ? all.filter(({ tokenSerial, certificate }) => tokenSerial === wanted.tokenSerial && certificate.certificateId === wanted.certificateId) : all
  if (wanted && asked.length === 0) return err({ kind: 'certificate-absent' })
  const usable = asked.filter(({ certificate }) => certificate.unusable === undefined)
  // After a renewal the old one stays on the token until it ends: the newer is taken.
  const [own] = usable.filter(({ certificate }) => isNameOf(certificate, signatory.name)).toSorted((a, b) => Date.parse(b.certificate.validTo) - Date.parse(a.certificate.validTo))
  if (own) return ok({ tokenSerial: own.tokenSerial, certificateId: own.certificate.certificateId })
  // An expired one of her own explains more than a colleague's good one.
  const ownUnusable = asked.find(({ certificate }) => certificate.unusable !== undefined && isNameOf(certificate, signatory.name))?.certificate.unusable
  if (ownUnusable) return err({ kind: 'certificate-unusable', reason: ownUnusable })
  const other = usable[0]?.certificate.commonName
  if (other !== undefined) return err(signatory.role === 'person' ? { kind: 'certificate-of-another', signerName: other } : { kind: 'agency-token-needed', signerName: other, agencyName: signatory.name })
  const reason = asked[0]?.certificate.unusable
  return reason ? err({ kind: 'certificate-unusable', reason }) : err({ kind: 'certificate-absent' })
}

/** Every certificate plugged in, with what stands against signing with it in this role; usable ones first. */
export function listCertificates(tokens: readonly TokenState[], signatory: Signatory): SigningCertificateRow[] {
  return tokens
    .flatMap((token) =>
      token.certificates.map(({ certificateId, commonName, issuer, serial, validFrom, validTo, ...certificate }): SigningCertificateRow => {
        const obstacle: CertificateObstacle | undefined = certificate.unusable ?? (foldForSearch(commonName) === foldForSearch(signatory.name) ? undefined : 'of-another')
        return { tokenSerial: token.tokenSerial, certificateId, tokenLabel: token.label, pin: token.pin, commonName, issuer, serial, validFrom, validTo, ...(obstacle ? { obstacle } : {}) }
      })
    )
    .sort((a, b) => Number(a.obstacle !== undefined) - Number(b.obstacle !== undefined))
}

function isNameOf(certificate: TokenCertificate, name: string): boolean {
  return foldForSearch(certificate.commonName) === foldForSearch(name)
}
