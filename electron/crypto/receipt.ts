import type { KeyObject } from 'node:crypto'
import type { FileReceipt, Receipt, SignedBatch, SignedHead } from '../contract/wire.ts'
import { canonicalJson } from './canonical.ts'
import { signText, verifyText } from './ed25519.ts'
import { merkleRoot, rootFromPath } from './merkle.ts'

/** Finds a receipt key of the portal by its id; undefined when the counter was never given it. */
export type FindReceiptKey = (keyId: string) => KeyObject | undefined

export function signStatement<T extends object>(statement: T, keyId: string, privateKey: KeyObject): { statement: T; keyId: string; signature: string } {
  return { statement, keyId, signature: signText(privateKey, canonicalJson(statement)) }
}

type Signed = SignedBatch | SignedHead | FileReceipt

export function isSignedByPortal(signed: Signed, findKey: FindReceiptKey): boolean {
  const key = findKey(signed.keyId)
  const text = toSignedText(signed)
  return key !== undefined && text !== undefined && verifyText(key, text, signed.signature)
}

/** Undefined for members that no portal signs: fractions, or nesting without end. */
function toSignedText(signed: Signed): string | undefined {
  try {
    return canonicalJson(signed.statement)
  } catch {
    return undefined
  }
}

export interface ReceiptReader {
  isReceiptValid(receipt: Receipt, expected: ExpectedReceipt): boolean
  /** Whether a signed batch proves that the portal holds these very entries of this very device, in this order, and is signed over no other. */
  isBatchValid(batch: SignedBatch, expected: { device: string; entryHashes: readonly string[] }): boolean
  isSigned(signed: SignedBatch | SignedHead): boolean
}

/** The same checks for many answers: a key is looked for once, and a statement that many receipts share is verified once. Kept for one batch of answers, so nothing grows. */
export function createReceiptReader(findKey: FindReceiptKey): ReceiptReader {
  const keys = new Map<string, KeyObject | undefined>()
  const verified = new Map<string, boolean>()
  const findOnce: FindReceiptKey = (keyId) => {
    if (!keys.has(keyId)) keys.set(keyId, findKey(keyId))
    return keys.get(keyId)
  }
  function isSigned(signed: SignedBatch | SignedHead): boolean {
    // Not the canonical text: that is put in order only where it is verified.
    const text = JSON.stringify(signed)
    const known = verified.get(text)
    if (known !== undefined) return known
    const found = isSignedByPortal(signed, findOnce)
    verified.set(text, found)
    return found
  }
  return {
    isSigned,
    isReceiptValid: (receipt, expected) => leadsToRoot(receipt, expected) && isSigned(receipt.batch),
    isBatchValid: (batch, { device, entryHashes }) => {
      const { statement } = batch
      return entryHashes.length > 0 && statement.device === device && statement.size === entryHashes.length && statement.root === merkleRoot(entryHashes) && isSigned(batch)
    }
  }
}

export interface ExpectedReceipt {
  device: string
  seq: number
  entryHash: string
}

/**
 * Whether a receipt proves that the portal holds this very entry of this very device: hash, path, root and signature all agree.
 * Law 2 of design/sync.md: nothing leaves the queue without it.
 */
export function isReceiptValid(receipt: Receipt, expected: ExpectedReceipt, findKey: FindReceiptKey): boolean {
  return leadsToRoot(receipt, expected) && isSignedByPortal(receipt.batch, findKey)
}

/** Whether a receipt proves that the portal holds this very file, from this device, for this dossier. */
export function isFileReceiptValid(receipt: FileReceipt, expected: { device: string; dossier: string; sha256: string; size: number }, findKey: FindReceiptKey): boolean {
  const { device, dossier, sha256, size } = receipt.statement
  return device === expected.device && dossier === expected.dossier && sha256 === expected.sha256 && size === expected.size && isSignedByPortal(receipt, findKey)
}

function leadsToRoot(receipt: Receipt, expected: ExpectedReceipt): boolean {
  return (
    receipt.seq === expected.seq &&
    receipt.entryHash === expected.entryHash &&
    receipt.batch.statement.device === expected.device &&
    rootFromPath(receipt.entryHash, receipt.path) === receipt.batch.statement.root
  )
}
