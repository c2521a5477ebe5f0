import * as z from '../domain/schema.ts'
import { method, shape } from './method.ts'

/** What the counter does so that nothing is lost and nothing can be changed unseen: chain, restore, second copies, and the proof of it on this PC. */

export type ChainFaultReason =
  /** An entry is missing or out of place. */
  | 'sequence'
  /** An entry does not follow the one before it. */
  | 'previous'
  /** An entry's envelope was changed. */
  | 'hash'
  /** An entry's content was changed. */
  | 'payload'
  /** What was found intact before is another entry now. */
  | 'checkpoint'
  /** The portal has signed another entry at this place, or one beyond the end: it holds another journal under this counter's name. */
  | 'signed-head'

export type ChainState = { state: 'intact'; checkedTo: number } | { state: 'broken'; seq: number; reason: ChainFaultReason }

/** The copy of what the portal has not received yet, on another disk, stick or share. */
export type SecondCopyState =
  /** No folder was chosen. */
  | { state: 'off' }
  | { state: 'kept'; entries: number }
  /** The entries are there; of their scans so many are not yet, because the folder is slow, was away or is full. */
  | { state: 'behind'; entries: number; files: number }
  /** The folder is not there or does not answer; work goes on. */
  | { state: 'missing'; since: string }

export type RestoreReason = 'backup-opened' | 'behind-mark' | 'mark-missing'
/** Set while this database is a restored copy that the portal has not answered yet: no number is issued. */
export interface RestoredState {
  noticedAt: string
  reason: RestoreReason
}

/** What a portal forgot that was put back from a copy. */
export interface RecalledState {
  noticedAt: string
  /** False where what the portal signed contradicts what it answers now, and it does not say that it was put back between the two. */
  isAdmitted: boolean
  entries: number
  waiting: number
  /** Entries it lost whose content was purged here at the end of its retention: nobody has it any more. */
  purged: number
}

export interface BackupState {
  folder?: string
  secondCopy: SecondCopyState
  lastBackup?: { at: string; name: string; entries: number }
  lastFailure?: { at: string; reason: BackupFailureReason }
}

export type BackupFailureReason = 'folder' | 'copy' | 'verify'
export type BackupFailed = { kind: 'backup-failed'; reason: BackupFailureReason }

/** Milliseconds. */
export interface Latency {
  samples: number
  p50: number
  p95: number
}

export interface DiagnosticsReport {
  at: string
  /** A write of 4 KB and its fsync, in the data folder. */
  fsync: Latency
  /** A process killed between write and fsync: what it had confirmed must be there. */
  crash: { outcome: 'passed' | 'failed'; acknowledged: number; found: number } | { outcome: 'unavailable' }
  chain: ChainState & { entries: number; tookMs: number }
  queue: { waiting: number; needsOfficer: number }
  clock: { offsetMs: number; known: boolean }
}

export const continuityMethods = {
  'backup.get': method({ input: z.object({}), output: shape<BackupState>(), error: shape<never>() }),
  /** Where second copy and backups go; null ends them. The folder must be there and take a file. */
  'backup.set-folder': method({
    input: z.object({ folder: z.string().max(1000).nullable() }),
    output: shape<BackupState>(),
    error: shape<{ kind: 'folder-unwritable' }>()
  }),
  /** Makes a backup now and verifies it. */
  'backup.run': method({ input: z.object({}), output: shape<{ name: string; entries: number }>(), error: shape<BackupFailed>() }),
  /** Writes what the portal has not received into a file that only the portal can read, its scans into a folder beside it (test/portal/import-queue.ts). */
  'queue.export': method({
    input: z.object({ folder: z.string().max(1000) }),
    /** `missing`: scans that this disk does not give back. */
    output: shape<{ path: string; entries: number; files: number; missing: number }>(),
    error: shape<{ kind: 'folder-unwritable' } | { kind: 'portal-key-missing' } | { kind: 'disk-full' }>()
  }),
  /** Writes journal and receipts for an auditor; without content it holds no personal data. */
  'journal.export': method({
    input: z.object({ folder: z.string().max(1000), withContent: z.boolean() }),
    output: shape<{ path: string; entries: number }>(),
    error: shape<{ kind: 'folder-unwritable' } | { kind: 'disk-full' }>()
  }),
  /** Proves on this PC what the product promises: about two seconds of work. */
  'diagnostics.run': method({ input: z.object({}), output: shape<DiagnosticsReport>(), error: shape<never>() })
}
