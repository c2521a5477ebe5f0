import { randomUUID } from 'node:crypto'
import type { RecallAnswer, SignedHead } from '../../electron/contract/wire.ts'
import type { Queryable } from './database.ts'

const most = 10_000
const incarnationLock = 734206

/** Whether the very link a head names is held. */
export async function holdsHead(db: Queryable, { device, epoch, seq, hash }: SignedHead['statement']): Promise<boolean> {
  if (seq === 0) return true
  const rows = await db.query('select 1 from chain_link where device_id = $1 and epoch = $2 and seq = $3 and hash = $4', [device, epoch, seq, hash])
  return rows.length > 0
}

/** The last link of each epoch. */
export async function getLastLinks(db: Queryable, device: string): Promise<RecallAnswer['links']> {
  return db.query('select distinct on (epoch) epoch, seq, hash from chain_link where device_id = $1 order by epoch, seq desc limit $2', [device, most])
}

/** Links whose entry never came, or came after the copy that this portal was put back from. */
export async function getMissingEntries(db: Queryable, device: string): Promise<RecallAnswer['missing']> {
  return db.query(
    `select l.epoch, l.seq from chain_link l
     where l.device_id = $1 and not exists (select 1 from entry e where e.device_id = l.device_id and e.epoch = l.epoch and e.seq = l.seq)
     order by l.epoch, l.seq limit $2`,
    [device, most]
  )
}

export async function getMissingFiles(db: Queryable, device: string): Promise<RecallAnswer['missingFiles']> {
  return db.query(
    `select f.sha256, f.dossier_id as dossier from expected_file f join dossier d on d.id = f.dossier_id
     where d.device_id = $1 and not exists (select 1 from stored_file s where s.sha256 = f.sha256) order by f.dossier_id, f.sha256 limit $2`,
    [device, most]
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
