import type { Database, Queryable } from '../database.ts'
import { closeOffice } from '../enrol-store.ts'

/** What an office goes by on one counter's word, since this database was put back from a copy: that it had more counters than are here, or a range of which no number was ever told. */
export type Told = { ref: string; officeName: string; counterNumber: number | null; deviceName: string | null; toldAt: Date | null } & (
  | { kind: 'counters'; told: number; known: number }
  | { kind: 'lease'; name: string; period: string; from: number; to: number }
)

const mostLeases = 500
/** A day's further ranges end with their day; the others are gone on from. */
const isUntold = `l.was_lost and l.series not like 'dossier:%'
  and not exists (select 1 from number_account a where a.series = l.series and a.period = l.period and a.serial between l.serial_from and l.serial_to)`

export async function listTold(db: Queryable): Promise<Told[]> {
  const counters = await db.query<Told>(
    `select 'counters' as kind, o.id as ref, o.name as "officeName", o.highest_counter as told, k.known, d.counter_number as "counterNumber", d.name as "deviceName", o.highest_counter_at as "toldAt"
     from office o cross join lateral (select coalesce(max(counter_number), 0) as known from device where office_id = o.id) k left join device d on d.id = o.highest_counter_by
     where o.highest_counter > k.known order by o.name, o.id`
  )
  const leases = await db.query<Told>(
    `select 'lease' as kind, l.id::text as ref, o.name as "officeName", coalesce(s.value->>'name', l.series) as name, l.period, l.serial_from as "from", l.serial_to as "to",
            d.counter_number as "counterNumber", d.name as "deviceName", l.granted_at as "toldAt"
     from number_lease l join device d on d.id = l.device_id join office o on o.id = d.office_id left join number_series s on s.id = l.series
     where ${isUntold} order by o.name, l.series, l.period desc, l.serial_from desc limit ${mostLeases}`
  )
  return [...counters, ...leases]
}

/** From now on the office goes by what is here. @returns false where there was nothing to take back, or a number of it was told meanwhile */
export async function dropTold(database: Pick<Database, 'transaction'>, { kind, ref }: Pick<Told, 'kind' | 'ref'>): Promise<boolean> {
  const sql = {
    counters: 'update office set highest_counter = 0, highest_counter_by = null, highest_counter_at = null where id = $1 and highest_counter > 0 returning id',
    lease: `delete from number_lease l where l.id::text = $1 and ${isUntold} returning id`
  }
  return database.transaction(async (tx) => {
    if (kind === 'lease') await closeOfficeOf(tx, ref)
    return (await tx.query(sql[kind], [ref])).length > 0
  })
}

/** A push under way has read the lease and may tell a number of it, which nobody sees before it commits: the range would be leased to another counter (law 5). */
async function closeOfficeOf(tx: Queryable, lease: string): Promise<void> {
  // The counter too, or a merger could take it to an office whose pushes go on.
  const [device] = await tx.query<{ office_id: string }>('select d.office_id from number_lease l join device d on d.id = l.device_id where l.id::text = $1 for update of d', [lease])
  if (device) await closeOffice(tx, device.office_id)
}
