import * as z from '../domain/schema.ts'
import type { RestoredNeedsPortal } from './intake.ts'
import { method, shape } from './method.ts'

/** Documents carried from one counter of the office to another on a stick, where the line is cut: half-signed to the clerk, sealed back to the head. */

/** 32 bytes, base64. */
const Key = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)

/**
 * The counters of one office, and the keys its hand-over bundles are sealed with: change kind `office-counters`. A revoked counter is not among them, and the office gets a new key when
 * one is revoked.
 */
export const OfficeCounters = z.object({
  /** 32 bytes, base64. Newest first: a bundle is made with the first and read with any. */
  keys: z.array(z.object({ id: z.string().min(1), key: Key })).min(1).max(10),
  counters: z.array(z.object({ device: z.string().min(1), counterNumber: z.int().min(1), /** Newest first; while one replaces the other, two. */ publicKeys: z.array(Key).max(20) })).max(1000)
})
export type OfficeCounters = z.infer<typeof OfficeCounters>

export interface HandedOver {
  id: string
  title: string
  /** `taken`: it is here now as it was there. `known`: it was here as far already. */
  outcome: 'taken' | 'known'
}

export type HandoverRefusal =
  /** The portal has not yet given this counter the office's key. */
  | { kind: 'handover-key-missing' }
  /** No bundle, or one that breaks off. */
  | { kind: 'handover-unreadable' }
  /** Changed after the counter made it. */
  | { kind: 'handover-tampered' }
  /** Of another office, or of a counter the portal does not name (any more). */
  | { kind: 'handover-foreign' }
  /** This counter has gone another way with the same document: nothing was taken. */
  | { kind: 'handover-conflict'; title: string }
  | { kind: 'disk-full' }

export const handoverMethods = {
  /** Writes documents with their newest files into one bundle: signed by this counter, readable by the office's counters alone. */
  'handover.export': method({
    input: z.object({ ids: z.array(z.string().min(1).max(100)).min(1).max(100), folder: z.string().min(1).max(1000) }),
    output: shape<{ path: string; documents: number }>(),
    error: shape<{ kind: 'handover-key-missing' } | { kind: 'folder-unwritable' } | { kind: 'document-unknown' } | { kind: 'file-on-its-way' } | { kind: 'disk-full' } | RestoredNeedsPortal>()
  }),
  /** Takes a bundle in, all of it or nothing; twice is once. By preload's own channel alone. */
  'handover.import': method({
    input: z.object({ paths: z.array(z.string()).length(1) }),
    output: shape<{ counterNumber: number; documents: HandedOver[] }>(),
    error: shape<HandoverRefusal | { kind: 'file-unreadable' } | RestoredNeedsPortal>()
  }),
  /** Where the last bundle was written; empty where none was. */
  'handover.last-folder': method({ input: z.object({}), output: shape<{ folder: string }>(), error: shape<never>() })
}
