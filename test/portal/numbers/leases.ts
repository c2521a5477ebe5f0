import { LeaseRequest, type LeaseAnswer } from '../../../electron/contract/leases.ts'
import { addDays, localDay } from '../../../electron/domain/calendar.ts'
import type { NumberSeries } from '../../../electron/domain/catalogue.ts'
import type { LeasedRange } from '../../../electron/domain/numbers.ts'
import type { PortalContext } from '../context.ts'
import type { Queryable } from '../database.ts'
import type { Device } from '../device-store.ts'
import { findHighestCounter, lockOffice, type Office } from '../enrol-store.ts'
import { getHead } from '../head.ts'
import { HttpProblem, problem } from '../problem.ts'
import { isEpochNear } from '../push/chain.ts'
import { holdIncarnation } from '../recall-store.ts'
import { countRevokedCounters, findPutBackDay, getDossierRanges, getLeaseEnd, getLeases, getSeries, insertLease } from './lease-store.ts'

type Want = LeaseRequest['wants'][number]

/** After this database was put back from a copy so many leases of each counter may be out that it knows nothing of: the first lease begins behind them, since no number may be given twice. */
const lostLeases = 10
/** A day's further range of dossier numbers, at most. */
export const extraDossierNumbers = 100

/**
 * Leases number ranges: to one device, for one epoch, for ever. A request repeated, because its answer was lost, is answered with what it was given; so a range is not leased twice for one
 * need. Where there is nothing left to lease, the answer just has no more.
 * @throws HttpProblem badRequest
 */
export async function leaseNumbers(context: Pick<PortalContext, 'database' | 'now'>, device: Device, body: unknown): Promise<LeaseAnswer> {
  const parsed = LeaseRequest.safeParse(body)
  if (!parsed.success) throw new HttpProblem(problem('badRequest'))
  const { epoch, wants } = parsed.data
  const now = context.now()
  const today = localDay(now.getTime())
  return context.database.transaction(async (tx) => {
    await holdIncarnation(tx)
    // Each epoch is leased its own: with made-up ones a counter would empty the series.
    if (!isEpochNear((await getHead(tx, device.id)).epoch, epoch)) throw new HttpProblem(problem('badRequest'))
    // One office's leases are given out one by one, on every instance.
    const office = await lockOffice(tx, device.officeId)
    const series = await getSeries(tx, office.id)
    const held = await getLeases(tx, device.id, epoch, addDays(today, -1))
    for (const want of wants) {
      if (held.some((lease) => lease.series === want.series && lease.period.startsWith(want.period) && lease.id > want.after)) continue
      const lease = await findGrant(tx, { office, series, want, today })
      if (lease) await insertLease(tx, device.id, epoch, lease)
    }
    return { series, leases: await getLeases(tx, device.id, epoch, addDays(today, -1)), serverTime: now.toISOString() }
  })
}

async function findGrant(tx: Queryable, asked: { office: Office; series: readonly NumberSeries[]; want: Want; today: string }): Promise<Omit<LeasedRange, 'id'> | undefined> {
  const { office, want, today } = asked
  if (want.series === `dossier:${office.agencyCode}`) return isNear(want.period, today) ? findDossierGrant(tx, office, want.period) : undefined
  const series = asked.series.find(({ id, kind }) => id === want.series && kind !== 'dossier')
  const year = Number(today.slice(0, 4))
  // A counter's clock may be wrong; numbers of a far year would lie there for ever.
  if (!series || ![year - 1, year, year + 1].includes(Number(want.period))) return undefined
  return findSeriesGrant(tx, office, series, want.period)
}

async function findSeriesGrant(tx: Queryable, office: Office, series: NumberSeries, year: string): Promise<Omit<LeasedRange, 'id'>> {
  const end = await getLeaseEnd(tx, series.id, year)
  // Those that the copy lost too: they may have been leased as many.
  const counters = (await findHighestCounter(tx, office.id)) - (await countRevokedCounters(tx, office.id))
  const lost = end.mayBeMore ? lostLeases * counters : 0
  const from = series.restartsInBook ? 1 : end.serial + 1 + lost * series.leaseSize
  const period = series.period === 'book' ? `${year}/${String(end.book + 1 + lost).padStart(3, '0')}` : year
  return { series: series.id, period, from, to: from + series.leaseSize - 1 }
}

/** Out of the ranges no counter stands in or ever stood in, from the last one on, so that the next counter's is lent last. */
async function findDossierGrant(tx: Queryable, office: Office, day: string): Promise<Omit<LeasedRange, 'id'> | undefined> {
  const series = `dossier:${office.agencyCode}`
  // What was lent for the days around a copy's return may be lost.
  const putBackDay = await findPutBackDay(tx)
  if (putBackDay !== undefined && day <= addDays(putBackDay, 1)) return undefined
  const taken = await getDossierRanges(tx, series, day)
  // Of a counter that the copy lost there is no lease here, and it numbers on.
  const free = office.standingRanges.slice(await findHighestCounter(tx, office.id)).filter(([from, to]) => !taken.some((range) => range.standing && range.from <= to && range.to >= from))
  for (const [from, to] of free.toReversed()) {
    const lent = taken.filter((range) => range.from <= to && range.to >= from).map((range) => range.to)
    const next = Math.max(from - 1, ...lent) + 1
    if (next <= to) return { series, period: day, from: next, to: Math.min(to, next + extraDossierNumbers - 1) }
  }
  return undefined
}

function isNear(day: string, today: string): boolean {
  return day >= addDays(today, -1) && day <= addDays(today, 1)
}
