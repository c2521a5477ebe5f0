import * as z from '../domain/schema.ts'
import type { SignatureRefusal } from '../domain/document.ts'
import type { LegalDayError } from '../domain/dossier-code.ts'
import type { NumberRangeEmpty } from '../domain/numbers.ts'
import type { RestoredNeedsPortal } from './intake.ts'
import { method, shape } from './method.ts'
import type { PressSigningFailure } from './press.ts'
import type { PinState, SigningFailure, TokenCertificate } from './signer.ts'

/** Signing as the officer sees it: what waits for whom, with which certificate, one PIN a batch, an outcome for each. */

export interface SigningOutcome {
  sha256: string
  name: string
  outcome: { ok: true; signedSha256: string } | { ok: false; error: PressSigningFailure }
}

/** A key as it is chosen: by token serial and CKA_ID, never by slot or label. */
export const CertificateChoice = z.object({ tokenSerial: z.string().min(1).max(100), certificateId: z.string().min(1).max(200) })
export type CertificateChoice = z.infer<typeof CertificateChoice>

/** Why a certificate cannot sign in this role: what is wrong with it, or that it names somebody else. */
export type CertificateObstacle = NonNullable<TokenCertificate['unusable']> | 'of-another'

export interface SigningCertificateRow extends CertificateChoice {
  tokenLabel: string
  pin: PinState
  commonName: string
  issuer: string
  serial: string
  validFrom: string
  validTo: string
  obstacle?: CertificateObstacle
}

/** A document as the officer saw it: the hash of the bytes that were shown. */
export const SeenDocument = z.object({ id: z.string().min(1).max(100), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export type SeenDocument = z.infer<typeof SeenDocument>

export type DocumentSigningFailure = PressSigningFailure | SignatureRefusal | NumberRangeEmpty | LegalDayError | RestoredNeedsPortal | { kind: 'document-unknown' } | { kind: 'file-on-its-way' }

export interface DocumentOutcome {
  id: string
  title: string
  outcome: { ok: true; sha256: string; number?: string } | { ok: false; error: DocumentSigningFailure }
}

export type BatchFailure =
  | SigningFailure
  | { kind: 'nothing-to-sign' }
  | { kind: 'signing-under-way' }
  /** The clerk's own token is plugged in, not the agency's. */
  | { kind: 'agency-token-needed'; signerName: string; agencyName: string }
  | RestoredNeedsPortal

const SignDocuments = z.object({ documents: z.array(SeenDocument).min(1).max(500), certificate: CertificateChoice.optional() })

export const signingMethods = {
  /** Signs waiting scans as one batch with one PIN (its own window): those named, else every one of the dossier, else all. */
  'signing.sign': method({
    input: z.object({ dossierId: z.string().optional(), files: z.array(z.string()).max(500).optional(), certificate: CertificateChoice.optional() }),
    output: shape<SigningOutcome[]>(),
    error: shape<BatchFailure>()
  }),
  /** The competent person signs documents that wait for her: one PIN, an outcome for each. A failure of the token ends the batch, one of a document does not. */
  'document.sign': method({ input: SignDocuments, output: shape<DocumentOutcome[]>(), error: shape<BatchFailure>() }),
  /**
   * The records clerk numbers and seals, with the agency's token, what the competent person has signed and copies the agency made. A day that needs her yes is asked before the PIN;
   * `confirmedDay` is that yes.
   */
  'document.seal': method({ input: SignDocuments.extend({ confirmedDay: z.string().optional() }), output: shape<DocumentOutcome[]>(), error: shape<BatchFailure | LegalDayError>() }),
  /** By what this office signs: the screen shows a token's certificates, or says in whose windows to sign. */
  'signing.means': method({ input: z.object({}), output: shape<{ means: 'token' | 'vgca' }>(), error: shape<never>() }),
  /** Keeps the picture of the officer's own handwritten signature, or of the agency's seal (PNG, transparent ground). By preload's own channel alone. */
  'signing.set-picture': method({
    input: z.object({ of: z.enum(['person', 'agency']), paths: z.array(z.string()).length(1) }),
    output: shape<object>(),
    error: shape<Extract<PressSigningFailure, { kind: 'signature-image-unusable' | 'disk-full' }> | { kind: 'file-unreadable' }>()
  }),
  /** The certificates of the tokens plugged in, each with what stands against signing with it in this role, and the PIN's state before any attempt. */
  'signing.certificates': method({
    input: z.object({ role: z.enum(['person', 'agency']) }),
    output: shape<SigningCertificateRow[]>(),
    error: shape<SigningFailure>()
  })
}
