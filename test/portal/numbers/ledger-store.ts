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

/** Every range leased of every series but the dossiers' standing ones, whose accounts are the dossiers' codes themselves. */
export async function getLedger(db: Queryable): Promise<LedgerRow[]> {
  const rows = await db.query<Omit<LedgerRow, 'awaited' | 'unused'> & { highest: number | null }>(
    `select o.name as "officeName", d.counter_number as "counterNumber", l.series, coalesce(s.value->>'name', 'Mã hồ sơ, dải thêm trong ngày') as name, l.period,
            l.serial_from as "from", l.serial_to as "to", coalesce(a.issued, 0)::integer as issued, coalesce(a.void, 0)::integer as void, a.highest, l.epoch < d.head_epoch as ended
     from number_lease l join device d on d.id = l.device_id join office o on o.id = d.office_id left join number_series s on s.id = l.series
     left join lateral (
       select count(*) filter (where n.state = 'issued') as issued, count(*) filter (where n.state = 'void') as void, max(n.serial) as highest from (
         select serial, state from number_account where series = l.series and period = l.period and serial between l.serial_from and l.serial_to
         union
         select split_part(code, '-', 3)::integer, 'issued' from dossier
         where l.series like 'dossier:%' and code like substr(l.series, 9) || '-' || to_char(to_date(l.period, 'YYYY-MM-DD'), 'YYMMDD') || '-%'
           and split_part(code, '-', 3)::integer between l.serial_from and l.serial_to) n) a on true
     where l.period <> '' order by o.name, l.series, l.period, l.serial_from limit 2000`
  )
  return rows.map(({ highest, ...row }) => {
    const unused = row.to - Math.max(highest ?? 0, row.from - 1)
    return { ...row, unused, awaited: row.to - row.from + 1 - row.issued - row.void - unused }
  })
}
