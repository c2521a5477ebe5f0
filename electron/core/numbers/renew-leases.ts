import { LeaseAnswer, type LeaseRequest } from '../../contract/leases.ts'
import { wirePaths } from '../../contract/wire.ts'
import { localDay } from '../../domain/calendar.ts'
import { countSerialsLeft } from '../../domain/dossier-code.ts'
import type { NumberSeries } from '../../domain/catalogue.ts'
import { countLeft } from '../../domain/numbers.ts'
import { listNumberSeries, putReference } from '../catalogue/reference-store.ts'
import { getDevice, getIdentity, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { findLastSerial, insertLease, listAllLeases, listLeaseUses } from './number-store.ts'

export type RenewOutcome = { kind: 'nothing-low' } | { kind: 'renewed'; leases: number } | { kind: 'failed'; failure: PortalFailure }

type Want = LeaseRequest['wants'][number]

/** From October on the next year's first lease lies ready too: a counter may be offline over New Year. */
const nextYearFromMonth = 10
/** The portal's list of series is asked for again now and then: an office may get another. */
const seriesAgeMs = 24 * 3_600_000
/** A lease a round; more rounds than this in one go would be a portal that grants without end. */
const mostRounds = 20

/**
 * Leases numbers in advance: whenever a series has fewer left than its low-water mark, until it has not. Safe to repeat: the request names the last lease the counter knows, and the portal
 * gives what it granted after that again before it grants anew.
 */
export async function renewLeases(context: CoreContext, client: PortalClient): Promise<RenewOutcome> {
  let kept = 0
  for (let round = 0; round < mostRounds; round++) {
    const nowMs = context.now() + (findSetting<number>(context.db, 'clock-offset-ms') ?? 0)
    const wants = listWants(context.db, nowMs)
    const askedAt = findSetting<number>(context.db, 'series-asked-at')
    const isFresh = askedAt !== undefined && Math.abs(nowMs - askedAt) < seriesAgeMs
    if (wants.length === 0 && isFresh) break
    const { epoch } = getIdentity(context.db)
    const answer = await client.request('POST', wirePaths.leases, { epoch, wants } satisfies LeaseRequest)
    if (!answer.ok) return { kind: 'failed', failure: answer.error }
    const parsed = LeaseAnswer.safeParse(answer.value)
    if (!parsed.success) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
    const before = new Set(listHeld(context.db, epoch))
    const fresh = parsed.data.leases.filter(({ id }) => !before.has(id))
    write(context.db, (db) => {
      putSetting(db, 'series-asked-at', nowMs)
      for (const series of parsed.data.series) putReference(db, 'number-series', series.id, series)
      for (const lease of fresh) insertLease(db, lease, epoch)
    })
    kept += fresh.length
    // The portal has nothing more to give: asked again when the series are next looked at.
    if (fresh.length === 0 && wants.length > 0) break
  }
  return kept > 0 ? { kind: 'renewed', leases: kept } : { kind: 'nothing-low' }
}

/** From now on this counter leases numbers of outgoing documents too. @returns false when it did before */
export function noteSealing(db: ReadDb): boolean {
  if (findSetting<boolean>(db, 'seals-here')) return false
  write(db, (writeDb) => putSetting(writeDb, 'seals-here', true))
  return true
}

/** What is low now. */
export function listWants(db: ReadDb, nowMs: number): Want[] {
  const today = localDay(nowMs)
  const year = today.slice(0, 4)
  const years = Number(today.slice(5, 7)) >= nextYearFromMonth ? [year, String(Number(year) + 1)] : [year]
  const { epoch } = getIdentity(db)
  return listNumberSeries(db).flatMap((series): Want[] => {
    if (series.kind === 'dossier') return findDossierWant(db, series, today, epoch)
    // Numbers of outgoing documents run from 01 (NĐ 30/2020 art. 15): a PC where nobody seals must not hold the first of them.
    if (series.kind === 'outgoing-document' && !findSetting<boolean>(db, 'seals-here')) return []
    return years.flatMap((period): Want[] => {
      const uses = listLeaseUses(db, series.id, epoch, period)
      const left = uses.reduce((sum, use) => sum + countLeft(use), 0)
      const enough = period === year ? series.lowWater : 1
      return left >= enough ? [] : [{ series: series.id, period, after: uses.at(-1)?.lease.id ?? 0 }]
    })
  })
}

/** The standing range of the day is never leased; near its end another is, for that day. */
function findDossierWant(db: ReadDb, series: NumberSeries, today: string, epoch: number): Want[] {
  const { agencyCode, range } = getDevice(db)
  const name = `dossier:${agencyCode}`
  const extra = listLeaseUses(db, name, epoch, today)
  const left = countSerialsLeft(range, findLastSerial(db, name, today, range)) + extra.reduce((sum, use) => sum + countLeft(use), 0)
  return left >= Math.min(series.lowWater, Math.ceil((range.to - range.from + 1) / 10)) ? [] : [{ series: name, period: today, after: extra.at(-1)?.lease.id ?? 0 }]
}

function listHeld(db: ReadDb, epoch: number): number[] {
  return listAllLeases(db).flatMap((lease) => (lease.epoch === epoch ? [lease.id] : []))
}
