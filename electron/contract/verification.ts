import * as z from '../domain/schema.ts'

/** What a verification needs to know besides the document: whom this office trusts, and where revocation lists are kept for offline. */
export const TrustSettings = z.object({
  /** The certificates (DER, base64) of the authorities the office trusts; root or issuing ones. An editable list, never the machine's store. */
  authorities: z.array(z.string()),
  /** A folder where CRLs and OCSP answers are kept, so that a revocation once seen is known with the line cut. Public data, no secrets. */
  revocationFolder: z.string(),
  /** Whether this counter may ask authorities now. */
  online: z.boolean()
})
export type TrustSettings = z.infer<typeof TrustSettings>

export type {
  ChainState,
  CheckedFile,
  CheckedFormat,
  Coverage,
  DocumentReport,
  Integrity,
  LaterChange,
  RevocationFacts,
  SignatureReport,
  SignerFacts,
  UsageState,
  ValidityState,
  Verdict
} from '../domain/verification.ts'
