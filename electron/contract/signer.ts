import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'

/** What the token says of its PIN before an attempt (PKCS#11 token flags, and our own count because drivers may not set them). */
export type PinState = 'ok' | 'count-low' | 'final-try' | 'locked' | 'not-initialised'

export interface TokenCertificate {
  /** CKA_ID, hex: with the token's serial this names the key. Never slot index or label. */
  certificateId: string
  subject: string
  commonName: string
  issuer: string
  serial: string
  validFrom: string
  validTo: string
  algorithm: 'rsa-2048' | 'rsa-other' | 'ecdsa-p256' | 'other'
  /** Why it cannot sign now; undefined when it can. */
  unusable?: 'expired' | 'not-yet-valid' | 'wrong-usage' | 'no-private-key' | 'unsupported-algorithm'
}

export interface TokenState {
  tokenSerial: string
  label: string
  /** The vendor module it was found through, a file name without folder. */
  module: string
  pin: PinState
  certificates: TokenCertificate[]
}

export type ProcessorKind = 'x86' | 'x64' | 'arm64'

/** Why a vendor's library was not loaded. */
export type LibraryProblem =
  | { kind: 'missing' }
  /** Not a library of this system at all, e.g. a settings file. */
  | { kind: 'no-library' }
  /** E.g. a 32-bit driver under a 64-bit program: the office needs the other package of the vendor. */
  | { kind: 'wrong-processor'; found: ProcessorKind | 'unknown' }
  /** A library without C_GetFunctionList: the vendor's shell for another purpose (CSP). */
  | { kind: 'no-pkcs11' }
  /** It did not load or start; a CKR name where it gave one. */
  | { kind: 'load-failed'; code: string }
  /** It hung or crashed when it was asked; its process was ended and starts anew. The other libraries are not touched by it. */
  | { kind: 'no-answer' }

/** A vendor's library by its file, before anybody loads it. File names without folder. */
export interface FoundModule {
  /** Names the library between processes; says nothing to a person. */
  id: string
  module: string
  vendor?: string
  processor?: ProcessorKind
  problem?: LibraryProblem
}

/** One library as the token doctor sees it. Nothing secret. */
export interface ModuleReport extends FoundModule {
  /** What the library says of itself. */
  library?: { manufacturer: string; description: string; version: string }
  slots: SlotReport[]
  /** The last CKR code it answered to anything, and when. */
  lastError?: { code: string; at: string }
}

export interface SlotReport {
  description: string
  tokenPresent: boolean
  token?: { label: string; tokenSerial: string; manufacturer: string; model: string; pin: PinState }
  certificates: TokenCertificate[]
}

export interface DoctorReport {
  platform: string
  processor: string
  /** Names looked for, when none was found. */
  modules: ModuleReport[]
}

export type SigningFailure =
  | { kind: 'token-absent' }
  | { kind: 'token-removed' }
  | { kind: 'certificate-absent' }
  /** The token plugged in is a colleague's: nobody signs under another's name. */
  | { kind: 'certificate-of-another'; signerName: string }
  /** `revoked` is known of what the authority said, not of the certificate itself. */
  | { kind: 'certificate-unusable'; reason: NonNullable<TokenCertificate['unusable']> | 'revoked' }
  /** One attempt was spent. `warning` is what the token says of the next. */
  | { kind: 'pin-incorrect'; warning: PinState }
  | { kind: 'pin-locked' }
  /** The officer closed the PIN window; no attempt was spent. */
  | { kind: 'pin-cancelled' }
  | { kind: 'batch-unknown' }
  /** `problems` says of each why, where its file is there. */
  | { kind: 'module-missing'; modules: string[]; problems?: LibraryProblem[] }
  /** The driver did not answer in time; the signer was ended and starts anew. */
  | { kind: 'signer-down' }
  /** Any other CKR code, by name, e.g. CKR_FUNCTION_FAILED. Never taken for a wrong PIN. */
  | { kind: 'token-error'; code: string }

/** What a PIN is asked for, as its window shows it: a dossier by its code and citizen, or documents, with the names of the files. On the screen alone: no process writes it down. */
export const SigningSubject = z.object({ title: z.string(), names: z.array(z.string()) })
export type SigningSubject = z.infer<typeof SigningSubject>

/** The name of the link to, and of the process of, one more library's signer. The first one's is `signer`. */
export const signerNamePattern = /^signer(:[0-9a-f]{12})?$/

/** What press may ask of a signer over their own port: ids and digests, never documents, never PINs. */
export const signerMethods = {
  'token.list': method({ input: z.object({}), output: shape<TokenState[]>(), error: shape<SigningFailure>() }),
  /** Which tokens are plugged in, quickly: for asking again and again. */
  'token.presence': method({ input: z.object({}), output: shape<{ tokenSerial: string; pin: PinState }[]>(), error: shape<SigningFailure>() }),
  /** Every library of this machine by its file; loads none. `isFirst` is the one the signer without a name loads, each other one has a signer of its own. */
  'module.list': method({ input: z.object({}), output: shape<(FoundModule & { isFirst: boolean })[]>(), error: shape<never>() }),
  /** Everything there is to know of this signer's own library and its tokens without a PIN, for a support desk; empty when it has none. */
  'module.report': method({ input: z.object({}), output: shape<ModuleReport[]>(), error: shape<never>() }),
  'batch.open': method({
    input: z.object({ batchId: z.string(), tokenSerial: z.string(), certificateId: z.string(), documents: z.number().int(), subjects: z.array(SigningSubject).default([]) }),
    output: shape<{ certificateDer: string; chainDer: string[] }>(),
    error: shape<SigningFailure>()
  }),
  /** Signs what RFC 5652 calls the DER of the signed attributes: its SHA-256 digest, 32 bytes, base64. Answers the raw signature, base64 (ECDSA as r||s). */
  'batch.sign': method({
    input: z.object({ batchId: z.string(), digest: z.string().regex(/^[A-Za-z0-9+/]{43}=$/) }),
    output: shape<{ signature: string; algorithm: 'rsa-2048' | 'ecdsa-p256' }>(),
    error: shape<SigningFailure>()
  }),
  'batch.close': method({ input: z.object({ batchId: z.string() }), output: shape<object>(), error: shape<never>() })
}
export type SignerMethods = typeof signerMethods

/**
 * The PIN window's own port, joined by main to the signer and to nothing else. Signer asks, window answers, signer tells how it went; then both
 * ends close and the window is destroyed.
 */
export const PinRequest = z.object({
  type: z.literal('pin-request'),
  batchId: z.string(),
  tokenLabel: z.string(),
  tokenSerial: z.string(),
  signerName: z.string(),
  documents: z.number().int(),
  subjects: z.array(SigningSubject),
  pin: z.enum(['ok', 'count-low', 'final-try', 'locked', 'not-initialised']),
  /** What the driver says of its length, in characters; 0 where it says nothing. */
  pinLength: z.object({ min: z.number(), max: z.number() })
})
export type PinRequest = z.infer<typeof PinRequest>

export const PinReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('pin'), pin: z.string().min(1).max(64) }),
  z.object({ type: z.literal('cancelled') })
])
export type PinReply = z.infer<typeof PinReply>

/** What the signer tells main on its parent port when a PIN is needed: main opens the window and hands both ends a link named `pin`. */
export const PinNeeded = z.object({ type: z.literal('pin-needed'), batchId: z.string() })
export type PinNeeded = z.infer<typeof PinNeeded>
