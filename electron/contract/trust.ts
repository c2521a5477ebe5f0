import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'
import type { CertificateReadingFailure, KnownAuthority, KeptRevocation, RevocationImportFailure } from './press.ts'
import type { RestoredNeedsPortal } from './intake.ts'

/** Whom this counter trusts: the portal's list, and what administrators added here. Every change of the second is a journal entry. */

const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/)

export interface TrustedAuthority extends KnownAuthority {
  from: 'portal' | 'office'
  /** Of one added here. */
  added?: { by: string; at: string }
}

export interface RemovedAuthority {
  fingerprint: string
  commonName: string
  by: string
  at: string
  reason: string
}

export interface TrustView {
  authorities: TrustedAuthority[]
  /** Newest first. */
  removed: RemovedAuthority[]
  revocation: KeptRevocation
}

export type TrustChangeFailure = RestoredNeedsPortal | { kind: 'disk-full' }

export const trustMethods = {
  'trust.get': method({ input: z.object({}), output: shape<TrustView>(), error: shape<never>() }),
  /** Reads a certificate (.cer, .crt, .pem) and shows it; nothing is trusted yet. By preload's own channel alone. */
  'trust.read-certificate': method({ input: z.object({ paths: z.array(z.string()).length(1) }), output: shape<KnownAuthority>(), error: shape<CertificateReadingFailure>() }),
  /** Trusts the authority that was read and shown last, once somebody has compared its fingerprint: a page can name none that nobody chose. */
  'trust.add': method({ input: z.object({ fingerprint: Fingerprint }), output: shape<object>(), error: shape<TrustChangeFailure | { kind: 'certificate-not-read' } | { kind: 'authority-known' }>() }),
  /** Takes back what was added here; the portal's own cannot be removed at a counter. */
  'trust.remove': method({
    input: z.object({ fingerprint: Fingerprint, reason: z.string().trim().min(1).max(500) }),
    output: shape<object>(),
    error: shape<TrustChangeFailure | { kind: 'authority-unknown' }>()
  }),
  /** Keeps a revocation list (.crl) of an authority on the lists, e.g. from a stick for a counter without a line. By preload's own channel alone. */
  'trust.import-list': method({ input: z.object({ paths: z.array(z.string()).length(1) }), output: shape<KeptRevocation['lists'][number]>(), error: shape<RevocationImportFailure>() })
}
