import type { ReadDb, WriteDb } from './open.ts'
import { findRow, run } from './statements.ts'

/** What the counter itself must remember. Values are JSON; every key is named here. */
export type SettingKey =
  | 'device'
  /** What this counter's office was before it was merged into another: MergedOffice. */
  | 'merged-office'
  | 'pull-cursor'
  /** All the portal has was asked for and has not been told to its end: true. */
  | 'whole-feed-due'
  | 'clock-offset-ms'
  /** The officer's yes to this PC's day while the portal told another: AgreedDay. */
  | 'agreed-day'
  /** The last head of this journal that the portal signed; one that shows less never replaces it. */
  | 'signed-head'
  /** The portal showed less than it once signed, or says that it was put back: it is to be asked what it holds: true; 'rest': asked once more when what it listed has travelled, as there was more than one answer holds. */
  | 'recall-due'
  /** LastRecall. */
  | 'last-recall'
  | 'last-contact'
  | 'epoch'
  /** How far the chain was found intact: {seq, hash}. */
  | 'chain-checkpoint'
  /** A fault found in it, until a walk of the whole finds none: {seq, reason}. */
  | 'chain-fault'
  /** The last sequence number whose link the portal is known to hold. */
  | 'chain-base'
  /** A head the portal signed that is not ours at its place: SignedHead. */
  | 'disputed-head'
  /** Set while this database is known to be a restored copy and the portal has not answered since. */
  | 'restored'
  /** In a backup copy alone: opened as the live database, it says that it was restored. */
  | 'backup-stamp'
  /** A high-water mark was written outside the database: from then on it must be there. */
  | 'high-water-kept'
  | 'backup-folder'
  /** Ids of the portal's messages that an officer here has read. */
  | 'noted-messages'
  /** Where a scanner writes its files on this PC. */
  | 'scan-folder'
  /** Bytes a second for files on a line that counters share; 0 for the whole line. */
  | 'upload-budget'
  /** The last export of the queue, to be carried to the portal: QueueExported. */
  | 'queue-exported'
  /** What copies are sealed for: RecoveryKey. */
  | 'recovery-key'
  | 'last-backup'
  /** When the portal was last asked which number series there are, epoch milliseconds of its clock. */
  | 'series-asked-at'
  /** Set for ever once a records clerk has logged in here: from then on numbers of outgoing documents are leased. */
  | 'seals-here'
  /** Hashes of the pictures of handwritten signatures and seal, by owner. */
  | 'signature-pictures'
  /** Where the last hand-over bundle was written. */
  | 'handover-folder'
  /** Authorities that administrators of this counter trust, and those they took back: OwnTrust. */
  | 'own-trust'
  /** An act of purging that is being carried out: PurgeRun. */
  | 'purge-run'
  /** What the last one came to: RetentionState['last']. */
  | 'last-purge'
  /** When a step of one last purged something, ISO 8601 UTC: a copy from before it has the content again. */
  | 'last-purged-at'
  /** A copy from before a purge was put back, and what it purged is here again: when that had been, ISO 8601 UTC. */
  | 'purge-undone'

export function findSetting<T>(db: ReadDb, key: SettingKey): T | undefined {
  const row = findRow<{ value: string }>(db, 'SELECT value FROM setting WHERE key = ?', key)
  return row ? (JSON.parse(row.value) as T) : undefined
}

export function deleteSetting(db: WriteDb, key: SettingKey): void {
  run(db, 'DELETE FROM setting WHERE key = ?', key)
}

export function putSetting(db: WriteDb, key: SettingKey, value: unknown): void {
  run(db, 'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, JSON.stringify(value))
}
