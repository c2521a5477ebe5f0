import type { Result } from '../../electron/domain/result.ts'
import type { ModuleReport, PinState, SigningFailure } from '../../electron/contract/signer.ts'

/**
 * The seam behind which a signing device stands. PKCS#11 is one kind; a test or another service can be another. Calls are synchronous because
 * the vendors' libraries are: this process does nothing else while one runs, and a watchdog ends it when one hangs.
 */
export interface TokenModule {
  /** The library's file name, without folder. */
  name: string
  listTokens(): TokenFacts[]
  /** What the library says of itself and its slots, for the token doctor. Never throws for what a driver answers. */
  inspect(): InspectedModule
  /** Public objects only: no PIN needed. */
  readCertificates(tokenSerial: string): Result<StoredCertificate[], SigningFailure>
  /** Spends one attempt on the PIN. */
  login(tokenSerial: string, certificateId: string, algorithm: SignatureAlgorithm, pin: string): Result<TokenLogin, SigningFailure>
}

export interface InspectedModule extends Pick<ModuleReport, 'library' | 'lastError'> {
  slots: { description: string; tokenPresent: boolean; token?: TokenFacts & { manufacturer: string; model: string } }[]
}

export type SignatureAlgorithm = 'rsa-2048' | 'ecdsa-p256'

export interface TokenFacts {
  serial: string
  label: string
  /** As the token's flags say, which some drivers never set. */
  pin: PinState
  /** Characters its PIN has, as the driver says (CK_TOKEN_INFO); 0 where it does not. */
  pinLength: { min: number; max: number }
}

export interface StoredCertificate {
  /** CKA_ID, hex, lower case; empty for a certificate without one (a CA's). */
  certificateId: string
  der: Buffer
}

/** A logged-in session with one private key. */
export interface TokenLogin {
  /** @param digest SHA-256, 32 bytes. @returns the raw signature; ECDSA as r||s. */
  sign(digest: Buffer): Result<Buffer, SigningFailure>
  /** Logs out, closes the session, forgets what was kept of the PIN. Never throws. */
  close(): void
}
