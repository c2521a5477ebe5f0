import { setImmediate } from 'node:timers/promises'
import type { RetentionPreview } from '../../contract/retention.ts'
import { createReceiptReader, type ReceiptReader } from '../../crypto/receipt.ts'
import { dayOf, type LocalDate } from '../../domain/calendar.ts'
import { retentionLimit, retentionYears, type PurgeObstacle } from '../../domain/retention.ts'
import type { ReadDb } from '../db/open.ts'
import { listDraftFiles } from '../files/discard-files.ts'
import { listFiles } from '../files/file-store.ts'
import { findPortalKey } from '../portal/keep-head.ts'
import { proveDossier } from './prove-dossier.ts'
import { countEntries, findObstacle, isHeldElsewhere, listEnded, listHashes, listLanes, listOwnRetentions, listTellings, type EndedDossier, type ReceivedPlace } from './retention-store.ts'

/** A dossier past its retention, and what belongs to it here. */
export interface ExpiredDossier extends EndedDossier {
  lanes: [string, ...string[]]
  hashes: string[]
  /** Entries of the counter's own lane that say how its citizen was told. */
  tellings: number[]
  obstacle: PurgeObstacle | undefined
}

export const firstPlace: ReceivedPlace = { receivedAt: '', row: -1 }

/** So many ended dossiers are looked at before core does something else. */
const pageSize = 50

/**
 * The next page after a place; `next` is null at the end. What is over is counted from `today`, each dossier by its own procedure and by two clocks: the counters' that wrote its entries, and the
 * portal's that signed for them. A PC whose clock stood years back makes nothing look old.
 */
export function listExpired(db: ReadDb, today: LocalDate, after: ReceivedPlace, limit = pageSize): { expired: ExpiredDossier[]; next: ReceivedPlace | null } {
  const own = listOwnRetentions(db)
  const shortest = Math.min(retentionYears(undefined) ?? Infinity, ...[...own.values()].filter((years) => years !== null))
  const ended = listEnded(db, retentionLimit(today, shortest), after, limit)
  const receipts = createReceiptReader(findPortalKey(db))
  const expired = ended.flatMap((dossier) => {
    const years = retentionYears({ retentionYears: own.get(dossier.procedureCode) })
    if (years === null) return []
    const over = retentionLimit(today, years)
    return dayOf(dossier.changedAt) < over ? describe(db, dossier, receipts, over) : []
  })
  return { expired, next: ended.length === limit ? (ended.at(-1)?.place ?? null) : null }
}

/** None where the portal signed for something of it on the day `over` or later. */
function describe(db: ReadDb, dossier: EndedDossier, receipts: ReceiptReader, over: LocalDate): ExpiredDossier[] {
  const lanes = listLanes(db, dossier.id)
  const hashes = listHashes(db, dossier.id, lanes)
  const tellings = listTellings(db, dossier.id)
  const obstacle = findObstacle(db, dossier.id, lanes, hashes)
  if (obstacle) return [{ ...dossier, lanes, hashes, tellings, obstacle }]
  const proof = proveDossier(db, { lanes, tellings }, receipts)
  if (proof.kind === 'unproven') return [{ ...dossier, lanes, hashes, tellings, obstacle: 'unproven' }]
  return proof.signedOn !== undefined && proof.signedOn >= over ? [] : [{ ...dossier, lanes, hashes, tellings, obstacle: undefined }]
}

/** Counts all of it, a page at a time, so that nobody at the counter waits. */
export async function previewPurge(db: ReadDb, today: LocalDate): Promise<RetentionPreview> {
  const preview: RetentionPreview = { today, dossiers: 0, documents: 0, entries: 0, files: 0, bytes: 0, from: null, to: null, held: [] }
  const held = new Map<PurgeObstacle, number>()
  const kept = listDraftFiles(db)
  const seen = new Set<string>()
  for (let place: ReceivedPlace | null = firstPlace; place; ) {
    const page = listExpired(db, today, place)
    for (const dossier of page.expired) {
      if (dossier.obstacle) held.set(dossier.obstacle, (held.get(dossier.obstacle) ?? 0) + 1)
      else addTo(preview, db, dossier, { seen, kept })
    }
    place = page.next
    await setImmediate()
  }
  return { ...preview, held: [...held].map(([obstacle, dossiers]) => ({ obstacle, dossiers })) }
}

function addTo(preview: RetentionPreview, db: ReadDb, { changedAt, lanes, hashes, tellings }: ExpiredDossier, { seen, kept }: { seen: Set<string>; kept: ReadonlySet<string> }): void {
  const files = listFiles(db, hashes).filter(({ sha256 }) => !seen.has(sha256) && !kept.has(sha256) && !isHeldElsewhere(db, sha256, lanes))
  for (const { sha256 } of files) seen.add(sha256)
  const day = dayOf(changedAt)
  preview.dossiers += 1
  preview.documents += lanes.length - 1
  preview.entries += countEntries(db, lanes) + tellings.length
  preview.files += files.length
  preview.bytes += files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (preview.from === null || day < preview.from) preview.from = day
  if (preview.to === null || day > preview.to) preview.to = day
}
