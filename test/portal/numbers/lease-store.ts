import { localDay } from '../../../electron/domain/calendar.ts'
import type { NumberSeries } from '../../../electron/domain/catalogue.ts'
import type { LeasedRange } from '../../../electron/domain/numbers.ts'
import type { Queryable } from '../database.ts'

export async function insertSeries(tx: Queryable, series: readonly NumberSeries[]): Promise<void> {
  await tx.query(
    `insert into number_series (id, office_id, value) select x.id, x.office_id, x.value from json_to_recordset($1::json) as x(id text, office_id text, value json)
     on conflict (id) do nothing`,
    [JSON.stringify(series.map((value) => ({ id: value.id, office_id: value.officeId, value })))]
  )
}

export async function getSeries(db: Queryable, officeId: string): Promise<NumberSeries[]> {
  return (await db.query<{ value: NumberSeries }>('select value from number_series where office_id = $1 order by id', [officeId])).map(({ value }) => value)
}

/** Ranges a device holds of an epoch: those of this year and later, and of `sinceDay` and later. */
export async function getLeases(db: Queryable, device: string, epoch: number, sinceDay: string): Promise<LeasedRange[]> {
  const rows = await db.query<{ id: string; series: string; period: string; serial_from: number; serial_to: number }>(
    `select id::text as id, series, period, serial_from, serial_to from number_lease
     where device_id = $1 and epoch = $2 and period <> '' and (case when period ~ '^\\d{4}-' then period >= $3 else period >= left($3, 4) end) order by number_lease.id`,
    [device, epoch, sinceDay]
  )
  return rows.map((row) => ({ id: Number(row.id), series: row.series, period: row.period, from: row.serial_from, to: row.serial_to }))
}

/**
 * The end of what is leased of a series in a year so far: its last book and its highest serial, 0 before the first.
 * @returns also whether more may have been leased, and lost when this database was put back from a copy: until the first lease after that
 */
export async function getLeaseEnd(tx: Queryable, series: string, year: string): Promise<{ book: number; serial: number; mayBeMore: boolean }> {
  const [row] = await tx.query<{ book: number | null; serial: number | null; may_be_more: boolean }>(
    // Books by their number: as texts the 1000th stands before the 999th.
    `select max(nullif(substr(period, 6), '')::integer) as book, max(serial_to) as serial,
            (${firstLease}) is not null and coalesce(max(id) filter (where not was_lost) < (${firstLease}), true) as may_be_more
     from number_lease where series = $1 and (period = $2 or period like $2 || '/%')`,
    [series, year]
  )
  return { book: row?.book ?? 0, serial: row?.serial ?? 0, mayBeMore: row?.may_be_more === true }
}

/** The least id of a lease since this database was last found to have been put back from a copy; null when never. */
const firstLease = 'select first_lease from incarnation where ended_at is null'

/** When that was, as a day in Vietnam. */
export async function findPutBackDay(db: Queryable): Promise<string | undefined> {
  const [row] = await db.query<{ begun_at: Date }>('select begun_at from incarnation where ended_at is null and first_lease is not null')
  return row && localDay(row.begun_at.getTime())
}

export async function countRevokedCounters(db: Queryable, officeId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>('select count(*)::integer as count from device where office_id = $1 and counter_number > 0 and revoked_at is not null', [officeId])
  return row?.count ?? 0
}

/** A counter's own for ever, as it has them. One that overlaps what another has by now stays out, so that its numbers are told to an officer. */
export async function putLostLeases(tx: Queryable, device: string, leases: readonly (LeasedRange & { epoch: number })[]): Promise<void> {
  await tx.query(
    `insert into number_lease (id, series, period, serial_from, serial_to, device_id, epoch, was_lost)
     select x.id, x.series, x.period, x."from", x."to", $2, x.epoch, true
       from json_to_recordset($1::json) as x(id bigint, series text, period text, "from" integer, "to" integer, epoch integer)
      where not exists (select 1 from number_lease l where l.id = x.id)
        and not exists (select 1 from number_lease l where l.series = x.series and l.period = x.period and l.serial_from <= x."to" and l.serial_to >= x."from")
        and not exists (select 1 from number_lease l where l.series = x.series and l.period = '' and l.device_id <> $2 and l.serial_from <= x."to" and l.serial_to >= x."from")
     on conflict do nothing`,
    [JSON.stringify(leases), device]
  )
}

export async function insertLease(tx: Queryable, device: string, epoch: number, lease: Omit<LeasedRange, 'id'>): Promise<void> {
  await tx.query('insert into number_lease (series, period, serial_from, serial_to, device_id, epoch) values ($1, $2, $3, $4, $5, $6)', [
    lease.series,
    lease.period,
    lease.from,
    lease.to,
    device,
    epoch
  ])
}

/** Standing daily ranges of an agency, and what is leased of a day besides. */
export async function getDossierRanges(tx: Queryable, series: string, day: string): Promise<{ standing: boolean; from: number; to: number }[]> {
  return tx.query("select period = '' as standing, serial_from as \"from\", serial_to as \"to\" from number_lease where series = $1 and period in ('', $2)", [series, day])
}

/** Whether anything inside a range was leased for a day from `sinceDay` on: such a range is not yet free to stand. */
export async function isLentOut(tx: Queryable, series: string, range: { from: number; to: number }, sinceDay: string): Promise<boolean> {
  const rows = await tx.query("select 1 from number_lease where series = $1 and period >= $2 and period <> '' and serial_from <= $4 and serial_to >= $3 limit 1", [series, sinceDay, range.from, range.to])
  return rows.length > 0
}
