import type { RecallRequest } from '../../../electron/contract/wire.ts'
import { addDays, isLocalDate, type LocalDate } from '../../../electron/domain/calendar.ts'
import type { NumberSeries } from '../../../electron/domain/catalogue.ts'
import type { Queryable } from '../database.ts'
import { lockOffice, type Office } from '../enrol-store.ts'
import { isEpochNear } from '../push/chain.ts'
import { raiseLeaseIds } from '../recall-store.ts'
import { getSeries, putLostLeases } from './lease-store.ts'
import { extraDossierNumbers } from './leases.ts'

type LostLease = NonNullable<RecallRequest['leases']>[number]

/** No office gets here in a year, and far above it there are numbers left for all counters. */
const highestLost = 999_999
const highestLostBook = 999
/** Ids go by the clock in milliseconds (recall-store.ts): to the end of the year 9999. */
const highestLostId = Date.parse('9999-12-31T23:59:59Z')

/**
 * Leases that a counter was given and that this database lost. They stand on the counter's word alone, and every later lease of the office begins behind them: so none is taken that this portal
 * would not have given.
 * @param options `reached`: the epoch that the counter's chain stands in here
 */
export async function takeLostLeases(tx: Queryable, device: { id: string; officeId: string }, leases: readonly LostLease[], { reached, today }: { reached: number; today: LocalDate }): Promise<void> {
  const highestId = Math.max(0, ...leases.map(({ id }) => id).filter((id) => id <= highestLostId))
  // Before the office is locked, as a grant has it: in one order for everybody.
  await raiseLeaseIds(tx, highestId)
  // As a grant does: of two ranges that overlap one must see the other.
  const office = await lockOffice(tx, device.officeId)
  const series = await getSeries(tx, office.id)
  await putLostLeases(tx, device.id, leases.filter((lease) => isEpochNear(reached, lease.epoch) && isPlausible(lease, office, series, today)))
}

function isPlausible(lease: LostLease, office: Office, allSeries: readonly NumberSeries[], today: LocalDate): boolean {
  const { id, from, to, period } = lease
  const size = to - from + 1
  if (id > highestLostId) return false
  // Of what lies ahead no more is ever leased (leases.ts).
  if (lease.series === `dossier:${office.agencyCode}`) return isLocalDate(period) && period <= addDays(today, 1) && size <= extraDossierNumbers && office.standingRanges.some((range) => range[0] <= from && to <= range[1])
  const series = allSeries.find((each) => each.id === lease.series && each.kind !== 'dossier')
  return series !== undefined && Number(period.slice(0, 4)) <= Number(today.slice(0, 4)) + 1 && size <= series.leaseSize && to <= highestLost && Number(period.slice(5)) <= highestLostBook
}
