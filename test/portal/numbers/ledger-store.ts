import type { Queryable } from '../database.ts'

/** One leased range and what became of its numbers: issued + void + awaited + unused is its size. */
export interface LedgerRow {
  officeName: string
  counterNumber: number
  series: string
  name: string
  period: string
  from: number
  to: number
  issued: number
  void: number
  /** Below a number that has arrived, and not told of yet: on its way, or waiting at the counter for an officer. */
  awaited: number
  unused: number
  /** A later epoch of the device has begun: what is unused here is never given. */
  ended: boolean
}

/** No more rows than a page shows. */
export const ledgerLimit = 2_000
const standingDays = 30

/** Every leased range, the newest first, and after them the dossiers' standing ones, which begin anew each day: of these a row for each of the last days on which a number was told. */
export async function getLedger(db: Queryable): Promise<LedgerRow[]> {
  const rows = await db.query<Omit<LedgerRow, 'awaited' | 'unused'> & { highest: number | null }>(
    // A number of a day's further range is of that range alone, also where the standing range it was cut out of has found a counter since. Book 2026/1000 comes after 2026/999.
    `with told as (
       select t.*, exists (select 1 from number_lease x where x.series = t.series and x.period = t.period and t.serial between x.serial_from and x.serial_to) as is_extra from (
         select series, period, serial, state from number_account
         union
         select 'dossier:' || split_part(code, '-', 1), to_char(to_date(split_part(code, '-', 2), 'YYMMDD'), 'YYYY-MM-DD'), split_part(code, '-', 3)::integer, 'issued'
         from dossier where code ~ '^[^-]+-[0-9]{6}-[0-9]+$') t),
     range as (
       select device_id, epoch, series, serial_from, serial_to, period, true as is_extra from number_lease where period <> ''
       union
       select l.device_id, l.epoch, l.series, l.serial_from, l.serial_to, t.period, false
       from number_lease l join told t on t.series = l.series and t.serial between l.serial_from and l.serial_to and not t.is_extra
       where l.period = '' and t.period in (select distinct period from told where series like 'dossier:%' order by period desc limit ${standingDays}))
     select o.name as "officeName", d.counter_number as "counterNumber", r.series, coalesce(s.value->>'name', case when r.is_extra then 'Mã hồ sơ, dải thêm trong ngày' else 'Mã hồ sơ, dải hằng ngày' end) as name, r.period,
            r.serial_from as "from", r.serial_to as "to", count(*) filter (where t.state = 'issued')::integer as issued, count(*) filter (where t.state = 'void')::integer as void, max(t.serial) as highest, r.epoch < d.head_epoch and r.is_extra as ended
     from range r join device d on d.id = r.device_id join office o on o.id = d.office_id left join number_series s on s.id = r.series
     left join told t on t.series = r.series and t.period = r.period and t.serial between r.serial_from and r.serial_to and t.is_extra = r.is_extra
     group by o.name, d.counter_number, d.head_epoch, r.series, s.value->>'name', r.is_extra, r.period, r.serial_from, r.serial_to, r.epoch
     order by r.is_extra desc, left(r.period, 4) desc, length(r.period) desc, r.period desc, o.name, r.series, r.serial_from limit ${ledgerLimit}`
  )
  return rows.map(({ highest, ...row }) => {
    const unused = row.to - Math.max(highest ?? 0, row.from - 1)
    return { ...row, unused, awaited: row.to - row.from + 1 - row.issued - row.void - unused }
  })
}
