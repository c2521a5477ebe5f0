import type { ChainLink, EntryHeader, Receipt } from '../../../electron/contract/wire.ts'
import { canonicalJson } from '../../../electron/crypto/canonical.ts'
import { sha256Hex } from '../../../electron/crypto/file-cipher.ts'
import type { Dossier, DossierEntry } from '../../../electron/domain/dossier.ts'
import type { NumberRange } from '../enrol-store.ts'
import type { HeldDocument } from './document-store.ts'
import { readContent, type CheckedContent } from './read-content.ts'
import type { ProcedureSecrecy } from './secrecy.ts'

/** An entry as it came: `hash` is of the header exactly as sent, unknown members and all. */
export interface ReadEntry {
  header: EntryHeader
  hash: string
  salt: string
  payload: unknown
  /** Canonical JSON of both, in UTF-8: what their hashes are of and what is kept. */
  headerBytes: Buffer
  payloadBytes: Buffer
  content: CheckedContent
}

/** @throws on numbers that are no safe integers, or nesting deeper than the stack: of these there is no hash */
export function toReadEntry({ header, salt, payload = null }: { header: EntryHeader; salt: string; payload?: unknown }): ReadEntry {
  const headerBytes = Buffer.from(canonicalJson(header))
  const payloadBytes = Buffer.from(canonicalJson(payload))
  return { header, hash: sha256Hex(headerBytes), salt, payload, headerBytes, payloadBytes, content: readContent({ header, salt, payload, payloadBytes }) }
}

export interface HeldDossier {
  officeId: string
  state: Dossier
}

/** Everything the decisions on one batch depend on, read inside its transaction; the dossiers are locked. */
export interface BatchState {
  /** `isDesk`: the office's online desk, whose filings have a reference and no number. `isAbsent`: another counter or an administrator brings its entries; it does not know that they are here, and is told like everybody. */
  device: { id: string; officeId: string; isDesk: boolean; isAbsent?: boolean }
  /** Ranges the device may number in; `period` is empty for a standing daily one. */
  leases: (NumberRange & { series: string; period: string })[]
  /** Every entry bears this portal's own receipt of before it was put back from a copy: its numbers were leased, by a lease that may be lost. */
  areProven?: boolean
  links: Map<string, ChainLink>
  /** Entries of this batch that are held already, by key, with their stored receipt. */
  held: Map<string, { hash: string; receipt: Receipt }>
  dossiers: Map<string, HeldDossier>
  /** Every entry of those dossiers that other devices changed too, in order; `own` for the device's, `unreadable` for what was purged or is not known here. */
  histories: Map<string, (DossierEntry | 'own' | 'unreadable')[]>
  documents: Map<string, HeldDocument>
  /** Codes of this batch that some dossier has already. */
  takenCodes: Set<string>
  procedures: Map<string, ProcedureSecrecy>
}

/** An entry's place in its device's chain. */
export function keyOf(place: { epoch: number; seq: number }): string {
  return `${place.epoch}/${place.seq}`
}
