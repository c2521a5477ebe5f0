import { randomUUID } from 'node:crypto'
import type { Change } from '../../electron/contract/wire.ts'
import type { Database, Queryable } from './database.ts'

/**
 * The feed of changes. A serial number alone is no cursor: a transaction may take number 7, another take and commit 8, a counter read up to 8, and then 7 commits and is never
 * read. So rows are ordered by (writing transaction, number), and a reader sees only rows of transactions older than every one still running
 * (`pg_snapshot_xmin`): whatever commits later sorts after what it has read. No lock is held, pushes stay parallel.
 */
export interface FeedPosition {
  generation: string
  xid: string
  id: string
}

/** Transactions in a row that failed, looked through for the last that did not. */
const mostFailed = 1_000

export interface ChangeRow {
  kind: Change['kind']
  ref: string
  officeId?: string | undefined
  originDevice?: string | undefined
  value: unknown
}

/** Writes the newest state of each thing; a thing written again moves to the end of the feed. */
export async function putChanges(tx: Queryable, changes: readonly ChangeRow[]): Promise<void> {
  if (changes.length === 0) return
  await tx.query(
    `insert into change_log (kind, ref, office_id, origin_device, value)
     select kind, ref, office_id, origin_device, value
     from json_to_recordset($1::json) as x(kind text, ref text, office_id text, origin_device text, value json)
     on conflict (kind, ref) do update
     set id = nextval('change_seq'), xid = pg_current_xact_id(), office_id = excluded.office_id, origin_device = excluded.origin_device, value = excluded.value`,
    [JSON.stringify(changes.map((row) => ({ kind: row.kind, ref: row.ref, office_id: row.officeId, origin_device: row.originDevice, value: row.value })))]
  )
}

/** A page is ended behind the change that fills it, however few they are: on a slow line a page must come in before the line is cut. */
const fullPageBytes = 256 * 1024

/** What changed after a position, for one device: at most `limit` changes, and one at least. `next` is where to go on; at the end of the feed it lies past the device's own changes too. */
export async function readChanges(
  db: Queryable,
  query: { since: FeedPosition; device: string; officeId: string; limit: number }
): Promise<{ changes: Change[]; next: FeedPosition; more: boolean }> {
  // Taken before the rows are read: all transactions below it have ended, so the second statement sees each whole or never.
  const horizon = await readHorizon(db)
  const rows = await db.query<{ id: string; xid: string; kind: Change['kind']; ref: string; value: unknown; among: number }>(
    `with found as (
       select change_log.id, change_log.xid, kind, ref, value, d.state
       from change_log left join dossier d on kind = 'dossier-status' and d.id = ref
       where xid < $1::text::xid8 and (xid, change_log.id) > ($2::text::xid8, $3::text::bigint)
         and (change_log.office_id is null or change_log.office_id = $4) and origin_device is distinct from $5
       order by change_log.xid, change_log.id limit $6),
     summed as (
       select *, count(*) over ()::int as among, sum(octet_length(coalesce(state, value)::text)) over (order by xid, id rows between unbounded preceding and 1 preceding) as before from found)
     select id::text, xid::text, kind, ref, among, case when state is null then value else jsonb_set(value::jsonb, '{dossier}', state::jsonb)::json end as value
     from summed where coalesce(before, 0) < $7 order by summed.xid, summed.id`,
    [horizon, query.since.xid, query.since.id, query.officeId, query.device, query.limit + 1, fullPageBytes]
  )
  const page = rows.slice(0, query.limit)
  const more = (rows[0]?.among ?? 0) > page.length
  const last = page.at(-1)
  const { generation } = query.since
  const next = more && last ? { generation, xid: last.xid, id: last.id } : { generation, xid: horizon, id: '0' }
  return { changes: page.map((row) => ({ kind: row.kind, id: row.ref, value: row.value })), next, more }
}

/**
 * Every transaction below it has ended, and the last of them was committed. A number that only failed transactions had may be given again after a power cut: in a cursor it would say that this
 * database was put back from a copy (changes.ts).
 */
export async function readHorizon(db: Queryable): Promise<string> {
  const [horizon] = await db.query<{ xid: string }>(
    `with recursive ended(xid, steps) as (
       select pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 1
       union all
       select xid - 1, steps + 1 from ended where steps < ${mostFailed} and xid > 3 and pg_xact_status(xid::text::xid8) = 'aborted')
     select (min(xid) + 1)::text as xid from ended`
  )
  if (!horizon) throw new Error('no snapshot')
  return horizon.xid
}

/** The feed's generation, and a number that no transaction was given yet. */
export async function readFeedEnd(db: Queryable): Promise<{ generation: string; nextXid: string }> {
  const [end] = await db.query<{ generation: string; nextXid: string }>('select feed_generation as generation, pg_snapshot_xmax(pg_current_snapshot())::text as "nextXid" from portal')
  if (!end) throw new Error('the portal has no identity')
  return end
}

/** Whether `readChanges` would answer anything. */
export async function hasChanges(db: Queryable, query: { since: FeedPosition; device: string; officeId: string }): Promise<boolean> {
  const rows = await db.query(
    `select 1 from change_log
     where xid < $1::text::xid8 and (xid, id) > ($2::text::xid8, $3::text::bigint) and (office_id is null or office_id = $4) and origin_device is distinct from $5 limit 1`,
    [await readHorizon(db), query.since.xid, query.since.id, query.officeId, query.device]
  )
  return rows.length > 0
}

/** Whom the changes of transactions between two horizons concern: an office or, for null, all, and whose own they are. */
export async function listNewsSince(db: Queryable, from: string, to: string): Promise<{ officeId: string | null; originDevice: string | null }[]> {
  return db.query('select distinct office_id as "officeId", origin_device as "originDevice" from change_log where xid >= $1::text::xid8 and xid < $2::text::xid8', [from, to])
}

export async function getFeedGeneration(db: Queryable): Promise<string> {
  const [row] = await db.query<{ feed_generation: string }>('select feed_generation from portal')
  if (!row) throw new Error('the portal has no identity')
  return row.feed_generation
}

/**
 * A database loaded from a dump into another cluster carries transaction numbers of the old one, some of them still to come here: those rows would stay hidden. Finds
 * that at start, lets all rows begin anew and gives the feed a new generation, so that every counter reads it from its beginning.
 */
export async function mendFeed(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(734203)')
    const foreign = await tx.query('select 1 from change_log where xid >= pg_snapshot_xmax(pg_current_snapshot()) and xid <> pg_current_xact_id() limit 1')
    if (foreign.length === 0) return
    await tx.query("update change_log set xid = '3'::xid8, id = nextval('change_seq')")
    await tx.query('update portal set feed_generation = $1', [randomUUID()])
  })
}
