import { setImmediate } from 'node:timers/promises'
import type { RetentionPreview } from '../../contract/retention.ts'
import { dayOf, type LocalDate } from '../../domain/calendar.ts'
import { retentionLimit, retentionYears, type PurgeObstacle } from '../../domain/retention.ts'
import type { ReadDb } from '../db/open.ts'
import { listFiles } from '../files/file-store.ts'
import { countEntries, findObstacle, isHeldElsewhere, listEnded, listHashes, listLanes, listOwnRetentions, type EndedDossier, type ReceivedPlace } from './retention-store.ts'

/** A dossier past its retention, and what belongs to it here. */
export interface ExpiredDossier extends EndedDossier {
  lanes: [string, ...string[]]
  hashes: string[]
  obstacle: PurgeObstacle | undefined
}

export const firstPlace: ReceivedPlace = { receivedAt: '', row: -1 }

/** So many ended dossiers are looked at before core does something else. */
const pageSize = 50

/** The next page after a place; `next` is null at the end. What is over is counted from `today`, each dossier by its own procedure. */
export function listExpired(db: ReadDb, today: LocalDate, after: ReceivedPlace, limit = pageSize): { expired: ExpiredDossier[]; next: ReceivedPlace | null } {
  const own = listOwnRetentions(db)
  const shortest = Math.min(retentionYears(undefined) ?? Infinity, ...[...own.values()].filter((years) => years !== null))
  const ended = listEnded(db, retentionLimit(today, shortest), after, limit)
  const expired = ended.filter(({ procedureCode, changedAt }) => {
    const years = retentionYears({ retentionYears: own.get(procedureCode) })
    return years !== null && dayOf(changedAt) < retentionLimit(today, years)
  })
  return { expired: expired.map((dossier) => describe(db, dossier)), next: ended.length === limit ? (ended.at(-1)?.place ?? null) : null }
}

function describe(db: ReadDb, dossier: EndedDossier): ExpiredDossier {
  const lanes = listLanes(db, dossier.id)
  const hashes = listHashes(db, dossier.id, lanes)
  return { ...dossier, lanes, hashes, obstacle: findObstacle(db, dossier.id, lanes, hashes) }
}

/** Counts all of it, a page at a time, so that nobody at the counter waits. */
export async function previewPurge(db: ReadDb, today: LocalDate): Promise<RetentionPreview> {
  const preview: RetentionPreview = { today, dossiers: 0, documents: 0, entries: 0, files: 0, bytes: 0, from: null, to: null, held: [] }
  const held = new Map<PurgeObstacle, number>()
  const seen = new Set<string>()
  for (let place: ReceivedPlace | null = firstPlace; place; ) {
    const page = listExpired(db, today, place)
    for (const dossier of page.expired) {
      if (dossier.obstacle) held.set(dossier.obstacle, (held.get(dossier.obstacle) ?? 0) + 1)
      else addTo(preview, db, dossier, seen)
    }
    place = page.next
    await setImmediate()
  }
  return { ...preview, held: [...held].map(([obstacle, dossiers]) => ({ obstacle, dossiers })) }
}

function addTo(preview: RetentionPreview, db: ReadDb, { changedAt, lanes, hashes }: ExpiredDossier, seen: Set<string>): void {
  const files = listFiles(db, hashes).filter(({ sha256 }) => !seen.has(sha256) && !isHeldElsewhere(db, sha256, lanes))
  for (const { sha256 } of files) seen.add(sha256)
  const day = dayOf(changedAt)
  preview.dossiers += 1
  preview.documents += lanes.length - 1
  preview.entries += countEntries(db, lanes)
  preview.files += files.length
  preview.bytes += files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  if (preview.from === null || day < preview.from) preview.from = day
  if (preview.to === null || day > preview.to) preview.to = day
}
