import { chainStart, hashEntry, hashPayload } from '../../crypto/entry-hash.ts'
import type { ReadDb } from '../db/open.ts'
import { listEntries } from './journal-store.ts'

export type ChainFinding = { kind: 'intact'; entries: number } | { kind: 'broken'; seq: number; reason: 'sequence' | 'previous' | 'hash' | 'payload' }

/**
 * Walks the journal from `after` and recomputes every hash: a changed, missing or added byte is named by its entry. A purged payload leaves the chain valid,
 * because the chain links its salted hash.
 */
export function verifyChain(db: ReadDb, device: string, from: { seq: number; hash: string } = { seq: 0, hash: chainStart }): ChainFinding {
  let previous = from
  let entries = 0
  for (;;) {
    const rows = listEntries(db, device, previous.seq, 500)
    if (rows.length === 0) return { kind: 'intact', entries }
    for (const row of rows) {
      const { seq } = row.header
      if (seq !== previous.seq + 1) return { kind: 'broken', seq, reason: 'sequence' }
      if (row.header.previous !== previous.hash) return { kind: 'broken', seq, reason: 'previous' }
      if (hashEntry(row.header) !== row.hash) return { kind: 'broken', seq, reason: 'hash' }
      if (row.payload !== undefined && hashPayload(row.salt, row.payload) !== row.header.payloadHash) return { kind: 'broken', seq, reason: 'payload' }
      previous = { seq, hash: row.hash }
      entries += 1
    }
  }
}
