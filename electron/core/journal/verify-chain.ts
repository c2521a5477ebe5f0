import { chainStart, hashCanonicalPayload, hashEntry } from '../../crypto/entry-hash.ts'
import type { ReadDb } from '../db/open.ts'
import { listSealed, type SealedRow } from './journal-store.ts'

export interface ChainPlace {
  seq: number
  hash: string
}

export type LinkFault = 'sequence' | 'previous' | 'hash' | 'payload'
export type ChainFinding = { kind: 'intact'; entries: number } | { kind: 'broken'; seq: number; reason: LinkFault }
export type SliceFinding = { kind: 'end' | 'more'; at: ChainPlace; entries: number } | { kind: 'broken'; seq: number; reason: LinkFault }

export const chainBeginning: ChainPlace = { seq: 0, hash: chainStart }

/** Entries read at once: small, so that a slice ends near its time. */
const pageSize = 32

/**
 * Walks the journal from `after` and recomputes every hash: a changed, missing or added byte is named by its entry. A purged payload leaves the chain valid,
 * because the chain links its salted hash; it took its salt along, and a payload that is gone alone was taken away.
 */
export function verifyChain(db: ReadDb, device: string, from: ChainPlace = chainBeginning): ChainFinding {
  const found = verifySlice(db, device, from, Infinity)
  return found.kind === 'broken' ? found : { kind: 'intact', entries: found.entries }
}

/** The same for about so long: `more` names where to go on, so that a long journal is verified between other work. */
export function verifySlice(db: ReadDb, device: string, from: ChainPlace, forMs: number): SliceFinding {
  const until = performance.now() + forMs
  let at = from
  let entries = 0
  for (;;) {
    const rows = listSealed(db, device, at.seq, pageSize)
    for (const row of rows) {
      const reason = findLinkFault(at, row)
      if (reason) return { kind: 'broken', seq: row.header.seq, reason }
      at = { seq: row.header.seq, hash: row.hash }
      entries += 1
    }
    if (rows.length < pageSize) return { kind: 'end', at, entries }
    if (performance.now() >= until) return { kind: 'more', at, entries }
  }
}

/** Why an entry does not follow the one before it, or is not what its hash says; undefined when it does and is. */
export function findLinkFault(previous: ChainPlace, row: SealedRow): LinkFault | undefined {
  if (row.header.seq !== previous.seq + 1) return 'sequence'
  if (row.header.previous !== previous.hash) return 'previous'
  if (hashEntry(row.header) !== row.hash) return 'hash'
  if (row.payloadText === undefined) return row.salt.length > 0 ? 'payload' : undefined
  return hashCanonicalPayload(row.salt, row.payloadText) === row.header.payloadHash ? undefined : 'payload'
}
