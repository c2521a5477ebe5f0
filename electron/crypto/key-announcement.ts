import type { KeyObject } from 'node:crypto'
import type { KeyAnnouncement } from '../contract/portal-keys.ts'
import type { Enrolment } from '../contract/wire.ts'
import { canonicalJson } from './canonical.ts'
import { importPublicKey, signText, verifyText } from './ed25519.ts'

type Statement = KeyAnnouncement['statement']

/** What a counter knows of its portal's keys. */
export type KnownKeys = Pick<Enrolment, 'portal' | 'receiptKeys' | 'keySerial' | 'caCertificates'>

export function signKeys(statement: Statement, keys: readonly { keyId: string; privateKey: KeyObject }[]): KeyAnnouncement {
  const text = canonicalJson(statement)
  return { statement, signatures: keys.map(({ keyId, privateKey }) => ({ keyId, signature: signText(privateKey, text) })) }
}

/**
 * What is known once an announcement is taken; undefined when it is not newer, not of this portal, not signed by the newest key known, or gives a known key another value. Keys that it leaves out
 * stay known: receipts they signed are kept for years.
 */
export function takeAnnouncement(known: KnownKeys, { statement, signatures }: KeyAnnouncement): KnownKeys | undefined {
  const newest = known.receiptKeys.at(-1)
  const signature = signatures.find(({ keyId }) => keyId === newest?.keyId)
  if (!newest || !signature || statement.portal !== known.portal || statement.serial <= (known.keySerial ?? 0)) return undefined
  if (!isSigned(statement, newest.publicKey, signature.signature)) return undefined
  const told = new Map(statement.receiptKeys.map(({ keyId, publicKey }) => [keyId, publicKey]))
  if (known.receiptKeys.some(({ keyId, publicKey }) => (told.get(keyId) ?? publicKey) !== publicKey)) return undefined
  return {
    portal: known.portal,
    keySerial: statement.serial,
    receiptKeys: [...known.receiptKeys.filter(({ keyId }) => !told.has(keyId)), ...statement.receiptKeys],
    ...(statement.caCertificates ?? known.caCertificates ? { caCertificates: statement.caCertificates ?? known.caCertificates } : {})
  }
}

function isSigned(statement: Statement, publicKey: string, signature: string): boolean {
  try {
    return verifyText(importPublicKey('ed25519', publicKey), canonicalJson(statement), signature)
  } catch {
    // Members that no portal signs: fractions, or nesting without end.
    return false
  }
}
