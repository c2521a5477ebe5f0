import type { KeyObject } from 'node:crypto'
import type { Receipt, SignedBatch, SignedHead } from '../contract/wire.ts'
import { canonicalJson } from './canonical.ts'
import { signText, verifyText } from './ed25519.ts'
import { rootFromPath } from './merkle.ts'

/** Finds a receipt key of the portal by its id; undefined when the counter was never given it. */
export type FindReceiptKey = (keyId: string) => KeyObject | undefined

export function signStatement<T extends object>(statement: T, keyId: string, privateKey: KeyObject): { statement: T; keyId: string; signature: string } {
  return { statement, keyId, signature: signText(privateKey, canonicalJson(statement)) }
}

export function isSignedByPortal(signed: SignedBatch | SignedHead, findKey: FindReceiptKey): boolean {
  const key = findKey(signed.keyId)
  return key !== undefined && verifyText(key, canonicalJson(signed.statement), signed.signature)
}

/**
 * Whether a receipt proves that the portal holds this very entry of this very device: hash, path, root and signature all agree.
 * Law 2 of design/sync.md: nothing leaves the queue without it.
 */
export function isReceiptValid(receipt: Receipt, expected: { device: string; seq: number; entryHash: string }, findKey: FindReceiptKey): boolean {
  return (
    receipt.seq === expected.seq &&
    receipt.entryHash === expected.entryHash &&
    receipt.batch.statement.device === expected.device &&
    rootFromPath(receipt.entryHash, receipt.path) === receipt.batch.statement.root &&
    isSignedByPortal(receipt.batch, findKey)
  )
}
