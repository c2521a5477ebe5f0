import type { LocalDate } from '../../../electron/domain/calendar.ts'
import { Procedure, WorkCalendar } from '../../../electron/domain/catalogue.ts'
import { pickVersion } from '../../../electron/domain/procedure-validity.ts'
import type { Queryable } from '../database.ts'
import type { OnlineProcedure } from './find-procedures.ts'
import type { ChainHead } from '../push/chain.ts'

/** An office's desk for what citizens file at the portal: a device like its counters, so that chain, receipts and feed are theirs too. */
export interface Desk {
  id: string
  officeId: string
  officeName: string
  agencyCode: string
  /** Keeps a citizen's address of her dossier from being guessed; the office's own (lookup). */
  secret: string
  head: ChainHead
}

/** The counter number of every desk; the first counter is 1. */
export const deskNumber = 0

/** Undefined for an office that is not here. The desk has no key: no request can come from it. */
export async function openDesk(db: Queryable, officeId: string): Promise<Desk | undefined> {
  await db.query(
    `insert into device (id, office_id, counter_number, name) select 'online-' || id, id, $2, 'Nộp trực tuyến' from office where id = $1 and merged_into is null
     on conflict (office_id, counter_number) do nothing`,
    [officeId, deskNumber]
  )
  const [row] = await db.query<{ id: string; name: string; agency_code: string; lookup_secret: string; head_epoch: number; head_seq: number; head_hash: string }>(
    `select d.id, o.name, o.agency_code, o.lookup_secret, d.head_epoch, d.head_seq, d.head_hash from device d join office o on o.id = d.office_id where o.id = $1 and o.merged_into is null and d.counter_number = $2`,
    [officeId, deskNumber]
  )
  return row && { id: row.id, officeId, officeName: row.name, agencyCode: row.agency_code, secret: row.lookup_secret, head: { epoch: row.head_epoch, seq: row.head_seq, hash: row.head_hash } }
}

/** The number of the next filing: counts up over all offices, gaps mean nothing. */
export async function takeFilingNumber(db: Queryable): Promise<number> {
  const [row] = await db.query<{ number: string }>(`select nextval('online_filing')::text as number`)
  return Number(row?.number)
}

/** What the catalogue has of a procedure that day; undefined where it has none. A version announced ahead stands in the feed as `code@version`, beside the one in force under the code alone. */
export async function findProcedure(db: Queryable, code: string, day: LocalDate): Promise<Procedure | undefined> {
  const rows = await db.query<{ value: unknown }>(`select value from change_log where kind = 'procedure' and (ref = $1 or starts_with(ref, $1 || '@'))`, [code])
  return pickVersion(rows.flatMap(({ value }) => Procedure.safeParse(value).data ?? []), day)
}

/** Procedures that may be filed online that day, by name. */
export async function listOnlineProcedures(db: Queryable, day: LocalDate): Promise<OnlineProcedure[]> {
  return db.query(
    `select code, value->>'name' as name, value->>'field' as field from (
       select distinct on (split_part(ref, '@', 1)) split_part(ref, '@', 1) as code, value from change_log
       where kind = 'procedure' and coalesce(value->>'validFrom', '') <= $1 and coalesce(value->>'validTo', '9999') >= $1
       order by split_part(ref, '@', 1), (value->>'version')::integer desc) as in_force
     where value::jsonb->'channels' ? 'online' and value->>'secret' = 'false' order by value->>'name', code`,
    [day]
  )
}

export async function getWorkCalendar(db: Queryable): Promise<WorkCalendar> {
  const [row] = await db.query<{ value: unknown }>(`select value from change_log where kind = 'work-calendar' limit 1`)
  return WorkCalendar.parse(row?.value)
}
