import type { Receipt, SignedBatch } from '../../contract/wire.ts'
import { joinLeaves, listPaths } from '../../crypto/merkle.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, run } from '../db/statements.ts'
import { findLink } from '../journal/journal-store.ts'

/** What `delivery.receipt` holds: the receipt as it came, or the batch in which the portal signed for the entry. */
export type StoredProof = Receipt | { batch: number }

/** A batch that is kept: what proves each of its entries. */
export interface ProofOfBatch {
  batchId: number
  signedAt: string
}

export function insertReceiptBatch(db: WriteDb, batch: SignedBatch, entryHashes: readonly string[]): ProofOfBatch {
  const { lastInsertRowid } = run(db, 'INSERT INTO receipt_batch (batch, leaves) VALUES (?, ?)', JSON.stringify(batch), joinLeaves(entryHashes))
  return { batchId: Number(lastInsertRowid), signedAt: batch.statement.signedAt }
}

/** As it is stored: JSON of a `StoredProof`, and when the portal signed it. */
export function toStoredProof(proof: Receipt | ProofOfBatch): { receipt: string; signedAt: string } {
  if ('batchId' in proof) return { receipt: JSON.stringify({ batch: proof.batchId } satisfies StoredProof), signedAt: proof.signedAt }
  return { receipt: JSON.stringify(proof), signedAt: proof.batch.statement.signedAt }
}

/** Builds receipts of stored proofs; a batch's tree is built once for entries that follow one another. Kept for one reading, so nothing grows. Undefined where the batch's row was lost: one damaged row keeps nobody from reading the rest. */
export function createReceiptBuilder(db: ReadDb): (seq: number, proof: StoredProof) => Receipt | undefined {
  let last: { id: number; batch: SignedBatch; paths: ReturnType<typeof listPaths> } | undefined
  return (seq, proof) => {
    if (typeof proof.batch !== 'number') return proof as Receipt
    if (last?.id !== proof.batch) {
      const row = findRow<{ batch: string; leaves: string }>(db, 'SELECT batch, leaves FROM receipt_batch WHERE id = ?', proof.batch)
      if (!row) return undefined
      last = { id: proof.batch, batch: JSON.parse(row.batch) as SignedBatch, paths: listPaths(row.leaves) }
    }
    const { epoch, hash } = findLink(db, seq)!
    // An entry that was altered since is in no tree: its receipt then leads nowhere, as it must.
    return { seq, epoch, entryHash: hash, path: last.paths.get(hash) ?? [], batch: last.batch }
  }
}
