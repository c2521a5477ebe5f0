import type { SigningFailure, TokenCertificate, TokenState } from '../../contract/signer.ts'
import { foldForSearch } from '../../domain/text.ts'
import { err, ok, type Result } from '../../domain/result.ts'

export interface ChosenCertificate {
  tokenSerial: string
  certificateId: string
}

/**
 * The certificate that signs for this officer: a usable one whose common name is hers, never a colleague's. The key is named by token serial and CKA_ID, never by
 * slot or label.
 */
export function chooseCertificate(tokens: readonly TokenState[], officerName: string): Result<ChosenCertificate, SigningFailure> {
  if (tokens.length === 0) return err({ kind: 'token-absent' })
  const all = tokens.flatMap((token) => token.certificates.map((certificate) => ({ token, certificate })))
  const usable = all.filter(({ certificate }) => certificate.unusable === undefined)
  const own = usable.find(({ certificate }) => isNameOf(certificate, officerName))
  if (own) return ok({ tokenSerial: own.token.tokenSerial, certificateId: own.certificate.certificateId })
  const other = usable[0]?.certificate.commonName
  if (other !== undefined) return err({ kind: 'certificate-of-another', signerName: other })
  const reason = all[0]?.certificate.unusable
  return reason ? err({ kind: 'certificate-unusable', reason }) : err({ kind: 'certificate-absent' })
}

function isNameOf(certificate: TokenCertificate, officerName: string): boolean {
  return foldForSearch(certificate.commonName) === foldForSearch(officerName)
}
