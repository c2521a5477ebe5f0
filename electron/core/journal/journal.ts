import { randomBytes } from 'node:crypto'
import { entryVersion, type EntryHeader } from '../../contract/wire.ts'
import { chainStart, hashCanonicalPayload, hashEntry } from '../../crypto/entry-hash.ts'
import { canonicalJson } from '../../crypto/canonical.ts'
import type { WriteDb } from '../db/open.ts'
import { insertDelivery } from '../outbox/delivery-store.ts'
import { findJournalClosed, JournalClosed } from './closed.ts'
import { findHead, insertEntry } from './journal-store.ts'
import type { OwnLane } from './lane.ts'

export interface NewEntry {
  kind: string
  officer: string
  dossier?: string
  baseRevision: number
  at: string
  payload: unknown
  /** What it travels behind, where that is not its dossier; by default the counter's own entries. */
  lane?: OwnLane
}

export interface JournalIdentity {
  device: string
  epoch: number
}

/**
 * Writes one entry: record, audit and outbox at once, inside the caller's transaction. The entry is linked to the one before by its hash, and a delivery
 * row in the dossier's lane is queued beside it, so that saving and sending cannot disagree.
 * @returns the entry's sequence number and hash.
 * @throws JournalClosed in a database that was put back and that the portal has not answered yet, and in one whose history the portal disputes (law 5)
 */
export function appendEntry(db: WriteDb, identity: JournalIdentity, entry: NewEntry): { seq: number; hash: string } {
  const closed = findJournalClosed(db)
  if (closed && !(closed.kind === 'restored-needs-portal' && entry.kind === 'counter.restored')) throw new JournalClosed(closed)
  const head = findHead(db)
  const salt = randomBytes(16)
  const payload = canonicalJson(entry.payload)
  const header: EntryHeader = {
    version: entryVersion,
    device: identity.device,
    epoch: identity.epoch,
    seq: (head?.seq ?? 0) + 1,
    kind: entry.kind,
    officer: entry.officer,
    ...(entry.dossier === undefined ? {} : { dossier: entry.dossier }),
    baseRevision: entry.baseRevision,
    at: entry.at,
    payloadHash: hashCanonicalPayload(salt, payload),
    previous: head?.hash ?? chainStart
  }
  const hash = hashEntry(header)
  insertEntry(db, { header, hash, salt, payload })
  insertDelivery(db, { seq: header.seq, lane: entry.lane ?? entry.dossier ?? 'counter' })
  return { seq: header.seq, hash }
}
