import { randomUUID } from 'node:crypto'
import type { RecallAnswer, SignedHead } from '../../electron/contract/wire.ts'
import type { Queryable } from './database.ts'

/** So many of a kind one answer tells. */
export const mostTold = 10_000
const incarnationLock = 734206

/** Whether the very link a head names is held. */
export async function holdsHead(db: Queryable, { device, epoch, seq, hash }: SignedHead['statement']): Promise<boolean> {
  if (seq === 0) return true
  const rows = await db.query('select 1 from chain_link where device_id = $1 and epoch = $2 and seq = $3 and hash = $4', [device, epoch, seq, hash])
  return rows.length > 0
}

/** The last link of each epoch. */
export async function getLastLinks(db: Queryable, device: string): Promise<RecallAnswer['links']> {
  // From one epoch to the next below it by the index: `distinct on` would read every link, the more the longer a counter has worked.
  return db.query(
    `with recursive last as (
       (select epoch, seq, hash from chain_link where device_id = $1 order by epoch desc, seq desc limit 1)
       union all
       select below.* from last, lateral (select epoch, seq, hash from chain_link where device_id = $1 and epoch < last.epoch order by epoch desc, seq desc limit 1) below)
     select epoch, seq, hash from last limit $2`,
    [device, mostTold]
  )
}

/** Links whose entry never came, or came after the copy that this portal was put back from. */
export async function getMissingEntries(db: Queryable, device: string): Promise<RecallAnswer['missing']> {
  return db.query(
    `select l.epoch, l.seq from chain_link l
     where l.device_id = $1 and not exists (select 1 from entry e where e.device_id = l.device_id and e.epoch = l.epoch and e.seq = l.seq)
     order by l.epoch, l.seq limit $2`,
    [device, mostTold]
  )
}

/** What dossiers and documents of the office wait for, the device's own first: which counter has it is known to the counters alone, any of them may have brought a file or signed it. */
export async function getMissingFiles(db: Queryable, device: { id: string; officeId: string }): Promise<RecallAnswer['missingFiles']> {
  return db.query(
    `select sha256, lane as dossier from (
       select f.sha256, f.dossier_id as lane, d.device_id from expected_file f join dossier d on d.id = f.dossier_id where d.device_id in (select id from device where office_id = $2 or office_id in (select id from office where merged_into = $2))
       union all
       select f.sha256, f.document_id, d.device_id from document_file f join document d on d.id = f.document_id where d.office_id = $2) as awaited
     where not exists (select 1 from stored_file s where s.sha256 = awaited.sha256) order by device_id <> $1, lane, sha256 limit $3`,
    [device.id, device.officeId, mostTold]
  )
}

/** Whether this database has ever heard of an incarnation. */
export async function isKnown(db: Queryable, incarnation: string): Promise<boolean> {
  return (await db.query('select 1 from incarnation where id = $1', [incarnation])).length > 0
}

/** Whether a head of this incarnation was signed before this database was put back from a copy. */
export async function isEnded(db: Queryable, incarnation: string | undefined): Promise<boolean> {
  return (await db.query('select 1 from incarnation where id = $1 and ended_at is not null', [incarnation ?? ''])).length > 0
}

/** This database shows that it was put back from a copy, and not who was told what before: of the feed's generation it was noticed in. */
export async function endIncarnationOf(tx: Queryable, generation: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [incarnationLock])
  const [current] = await tx.query<{ id: string }>('select i.id from incarnation i, portal p where i.ended_at is null and p.feed_generation = $1', [generation])
  if (current) await endIncarnation(tx, current.id)
}

/** Until the transaction ends no incarnation begins: what is given away meanwhile is given by the one that is known. */
export async function holdIncarnation(tx: Queryable): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [incarnationLock])
}

/** All later leases have ids above this one: a counter asks for what was leased after the last it knows. Until the transaction ends none is given, or the ids could go back. */
export async function raiseLeaseIds(tx: Queryable, above: number): Promise<void> {
  const reached = await tx.query('select 1 from number_lease_id_seq where last_value >= $1::text::bigint', [String(above)])
  if (reached.length > 0) return
  await tx.query('select pg_advisory_xact_lock($1)', [incarnationLock])
  await tx.query("select setval('number_lease_id_seq', greatest(nextval('number_lease_id_seq'), $1::text::bigint))", [String(above)])
}

/**
 * Ends the incarnation that signed what is no longer held, and begins another. Once for each: the other counters that come with heads of it find it ended. One that this database has never
 * heard of ended too: it began after the copy was made.
 */
export async function endIncarnation(tx: Queryable, id: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [incarnationLock])
  const [known] = await tx.query<{ ended: boolean }>('select ended_at is not null as ended from incarnation where id = $1', [id])
  if (known?.ended) return
  if (!known) await tx.query('insert into incarnation (id, ended_at) values ($1, now())', [id])
  await tx.query('update incarnation set ended_at = now() where ended_at is null')
  // A counter knows its leases by their ids, also those that are lost here.
  await tx.query(
    "insert into incarnation (id, first_lease) values ($1, setval('number_lease_id_seq', greatest(nextval('number_lease_id_seq'), floor(extract(epoch from now()) * 1000)::bigint)))",
    [randomUUID()]
  )
  // One return is one incarnation, also where a counter's cursor tells of it later.
  await tx.query('update portal set feed_generation = $1', [randomUUID()])
  // What the online desks wrote before may come back (history/offers.ts): nothing of now may stand in its place. Epochs and ids by the clock, as the same copy may be put back twice.
  await tx.query('update device set head_epoch = greatest(head_epoch + 1, floor(extract(epoch from now()) / 60)::integer) where counter_number = 0')
  await tx.query("select setval('online_filing', nextval('online_filing') + 1000)")
}
