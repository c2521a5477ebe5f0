import type { EntryHeader } from '../contract/wire.ts'
import { canonicalJson } from './canonical.ts'
import { sha256Hex } from './file-cipher.ts'

/** What the first entry of a device names as its previous one. */
export const chainStart = '0'.repeat(64)

/** SHA-256 over salt and canonical payload, hex. The salt keeps a purged payload from being guessed by its hash. */
export function hashPayload(salt: Uint8Array, payload: unknown): string {
  return hashCanonicalPayload(salt, canonicalJson(payload))
}

/** The same of a payload that is canonical JSON already, as text or in UTF-8. */
export function hashCanonicalPayload(salt: Uint8Array, payload: string | Uint8Array): string {
  return sha256Hex(Buffer.concat([salt, typeof payload === 'string' ? Buffer.from(payload) : payload]))
}

/** The entry's own hash: SHA-256 over its header's canonical JSON, hex. The next entry names it as `previous`. */
export function hashEntry(header: EntryHeader): string {
  return sha256Hex(canonicalJson(header))
}
