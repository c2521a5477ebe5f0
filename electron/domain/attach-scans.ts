import type { LocalTime } from './calendar.ts'
import type { Dossier, FileAttached } from './dossier.ts'
import { isTerminal, type DossierStatus } from './dossier-status.ts'
import { err, ok, type Result } from './result.ts'

/** A scan as it stands in the store, with the name the officer knows it by. */
export type StoredScan = Pick<FileAttached, 'sha256' | 'name' | 'sizeBytes' | 'pages' | 'origin'>

export type AttachScansRefusal =
  /** 3, 8 and 10: nothing is added to what has ended. */
  | { kind: 'dossier-closed'; status: DossierStatus }
  /** A scan is of a paper that was handed in: another paper is no file's business. */
  | { kind: 'paper-not-handed-in' }
  | { kind: 'scans-missing' }
  /** The dossier holds these very bytes, or they were chosen twice: one scan is signed and sent once. */
  | { kind: 'scan-known'; names: string[] }

/** Scans of one paper that come after Receive: one entry each. */
export function decideAttachScans(dossier: Dossier, input: { componentId: string; scans: readonly StoredScan[] }, at: LocalTime): Result<FileAttached[], AttachScansRefusal> {
  const { componentId, scans } = input
  if (isTerminal(dossier.status)) return err({ kind: 'dossier-closed', status: dossier.status })
  if (!dossier.components.some(({ id }) => id === componentId)) return err({ kind: 'paper-not-handed-in' })
  if (scans.length === 0) return err({ kind: 'scans-missing' })
  const held = new Set(dossier.files.flatMap(({ sha256, signatures }) => [sha256, ...signatures.map((signed) => signed.sha256)]))
  const known = scans.filter(({ sha256 }, index) => held.has(sha256) || scans.findIndex((other) => other.sha256 === sha256) < index)
  return known.length > 0 ? err({ kind: 'scan-known', names: known.map(({ name }) => name) }) : ok(scans.map((scan) => toAttached(scan, componentId, at)))
}

/** What the journal says of a scan. Whatever came in was made a PDF. */
export function toAttached({ sha256, name, sizeBytes, pages, origin }: StoredScan, componentId: string, at: LocalTime): FileAttached {
  return { sha256, componentId, name, mediaType: 'application/pdf', sizeBytes, pages, origin, at }
}
