import type { ChainLink, MerkleStep, Receipt, SignedBatch } from '../../../electron/contract/wire.ts'
import { DossierEntry, type Dossier } from '../../../electron/domain/dossier.ts'
import { joinLeaves } from '../../../electron/crypto/merkle.ts'
import { together, type Queryable } from '../database.ts'
import { HttpProblem, problem } from '../problem.ts'
import type { ChainHead } from './chain.ts'
import { createPathFinder } from './receipt-path.ts'
import type { ProcedureSecrecy } from './secrecy.ts'
import { keyOf, type BatchState, type ReadEntry } from './state.ts'

interface Place {
  epoch: number
  seq: number
}

/** Locks the device to the end of the transaction: its pushes run one after the other, on every instance. And its office against a merger, which a filing of its desk must not come in behind, seen by nobody. @throws HttpProblem busy to one that waited for a merger of its own */
export async function lockDevice(tx: Queryable, id: string): Promise<{ officeId: string; isDesk: boolean; revoked: boolean; hasRefusals: boolean; head: ChainHead; entries: number; files: number; incarnation: string; aheadSeq: number }> {
  const [row] = await tx.query<{ office_id: string; is_desk: boolean; revoked: boolean; head_epoch: number; head_seq: number; head_hash: string; held_entries: number; held_files: number; incarnation: string; ahead_seq: number }>(
    `select coalesce(merged_into, office_id) as office_id, counter_number = 0 as is_desk, revoked_at is not null as revoked, head_epoch, head_seq, head_hash, held_entries, held_files, ahead_seq, (select id from incarnation where ended_at is null) as incarnation
     from device join office on office.id = office_id where device.id = $1 for update of device for key share of office`,
    [id]
  )
  // Its office was merged while this waited: the join that was waited for is no more, and the next one is with the other office.
  if (!row) throw new HttpProblem(problem('busy'), { 'retry-after': '1' })
  // Asked once the lock is held: with it in one statement a retry that waited behind its own first attempt would see what was before.
  const refusals = await tx.query('select 1 from refusal where device_id = $1 limit 1', [id])
  const head = { epoch: row.head_epoch, seq: row.head_seq, hash: row.head_hash }
  return { officeId: row.office_id, isDesk: row.is_desk, revoked: row.revoked, hasRefusals: refusals.length > 0, head, entries: row.held_entries, files: row.held_files, incarnation: row.incarnation, aheadSeq: row.ahead_seq }
}

export async function findLinks(tx: Queryable, device: string, places: readonly Place[]): Promise<Map<string, ChainLink>> {
  if (places.length === 0) return new Map()
  const rows = await tx.query<ChainLink>(
    `select l.epoch, l.seq, l.previous, l.hash from chain_link l
     join json_to_recordset($2::json) as x(epoch integer, seq integer) on l.epoch = x.epoch and l.seq = x.seq
     where l.device_id = $1`,
    [device, JSON.stringify(places.map(({ epoch, seq }) => ({ epoch, seq })))]
  )
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** Sequence numbers of held links by their hash: where a new epoch may hang. */
export async function findSeqsByHash(tx: Queryable, device: string, hashes: readonly string[]): Promise<Map<string, number>> {
  if (hashes.length === 0) return new Map()
  const rows = await tx.query<{ hash: string; seq: number }>(
    'select hash, seq from chain_link where device_id = $1 and hash in (select value from json_array_elements_text($2::json))',
    [device, JSON.stringify(hashes)]
  )
  return new Map(rows.map((row) => [row.hash, row.seq]))
}

export async function putChain(tx: Queryable, device: string, added: readonly ChainLink[]): Promise<void> {
  if (added.length === 0) return
  await tx.query(
    `insert into chain_link (device_id, epoch, seq, previous, hash)
     select $1, epoch, seq, previous, hash from json_to_recordset($2::json) as x(epoch integer, seq integer, previous text, hash text)`,
    [device, JSON.stringify(added)]
  )
}

/** At the end of a batch: where the chain stands, and how many entries came. */
export async function putStanding(tx: Queryable, device: string, head: ChainHead, added: number): Promise<void> {
  await tx.query('update device set head_epoch = $2, head_seq = $3, head_hash = $4, held_entries = held_entries + $5, last_seen_at = now() where id = $1', [device, head.epoch, head.seq, head.hash, added])
}

/** The stored receipts of entries held already. Put together from the text that was signed, so they are the same bytes each time. */
export async function findHeld(tx: Queryable, device: string, places: readonly Place[]): Promise<BatchState['held']> {
  if (places.length === 0) return new Map()
  const rows = await tx.query<{ epoch: number; seq: number; hash: string; path: MerkleStep[] | null; leaves: string | null; statement: string; key_id: string; signature: string }>(
    `select e.epoch, e.seq, e.hash, e.path, b.leaves, b.statement, b.key_id, b.signature from entry e
     join json_to_recordset($2::json) as x(epoch integer, seq integer) on e.epoch = x.epoch and e.seq = x.seq
     join receipt_batch b on b.id = e.batch_id
     where e.device_id = $1`,
    [device, JSON.stringify(places.map(({ epoch, seq }) => ({ epoch, seq })))]
  )
  const findPath = createPathFinder()
  return new Map(
    rows.map((row) => {
      const batch: SignedBatch = { statement: JSON.parse(row.statement), keyId: row.key_id, signature: row.signature }
      return [keyOf(row), { hash: row.hash, receipt: toReceipt(row, row.hash, findPath(row), batch) }]
    })
  )
}

export function toReceipt(place: Place, entryHash: string, path: MerkleStep[], batch: SignedBatch): Receipt {
  const steps = path.map(({ side, hash }) => ({ side, hash }))
  return { seq: place.seq, epoch: place.epoch, entryHash, path: steps, batch }
}

/** Reads what the decisions depend on; the dossiers stay locked, in one order for everybody. */
export async function readBatchState(
  tx: Queryable,
  device: { id: string; officeId: string },
  wanted: { dossiers: string[]; codes: string[]; procedures: string[]; periods: string[] }
): Promise<Pick<BatchState, 'leases' | 'dossiers' | 'takenCodes' | 'procedures'>> {
  const list = (values: readonly string[]) => JSON.stringify([...new Set(values)])
  const [dossiers, [known]] = await together(
    () => tx.query<{ id: string; office_id: string; state: Dossier }>('select id, office_id, state from dossier where id in (select value from json_array_elements_text($1::json)) order by id for update', [list(wanted.dossiers)]),
    // Standing ranges, and those of the periods that this batch has numbers of: a counter's leases grow over the years.
    () =>
      tx.query<{ codes: string[] | null; procedures: ({ code: string } & ProcedureSecrecy)[] | null; leases: BatchState['leases'] | null }>(
        `select (select json_agg(code) from dossier where code in (select value from json_array_elements_text($2::json))) as codes,
                (select json_agg(json_build_object('code', code, 'secret', secret, 'secretComponents', secret_components)) from procedure
                 where code in (select value from json_array_elements_text($3::json) union select procedure_code from dossier where id in (select value from json_array_elements_text($5::json)))) as procedures,
                (select json_agg(json_build_object('series', series, 'period', period, 'from', serial_from, 'to', serial_to)) from number_lease
                 where device_id = $1 and (period = '' or period in (select value from json_array_elements_text($4::json)))) as leases`,
        [device.id, list(wanted.codes), list(wanted.procedures), list(wanted.periods), list(wanted.dossiers)]
      )
  )
  return {
    leases: known?.leases ?? [],
    dossiers: new Map(dossiers.map((row) => [row.id, { officeId: row.office_id, state: row.state }])),
    takenCodes: new Set(known?.codes ?? []),
    procedures: new Map((known?.procedures ?? []).map(({ code, ...secrecy }) => [code, secrecy]))
  }
}

/** Histories of dossiers that more than this device has written in: the only ones in which something can have happened unseen. Asked for when the dossiers are locked. */
export async function readHistories(tx: Queryable, device: string, dossiers: readonly string[]): Promise<BatchState['histories']> {
  if (dossiers.length === 0) return new Map()
  const rows = await tx.query<{ dossier_id: string; device_id: string; kind: string; payload: unknown }>(
    `select dossier_id, device_id, kind, payload from entry where dossier_id in (
       select value from json_array_elements_text($1::json) where exists (select 1 from entry e where e.dossier_id = value and e.device_id <> $2))
     order by arrival`,
    [JSON.stringify([...new Set(dossiers)]), device]
  )
  const histories: BatchState['histories'] = new Map()
  for (const row of rows) {
    const parsed = DossierEntry.safeParse(row)
    const entry = row.device_id === device ? 'own' : parsed.success ? parsed.data : 'unreadable'
    histories.set(row.dossier_id, [...(histories.get(row.dossier_id) ?? []), entry])
  }
  return histories
}

export async function insertBatch(tx: Queryable, id: string, device: string, statement: string, batch: SignedBatch, hashes: readonly string[]): Promise<void> {
  await tx.query('insert into receipt_batch (id, device_id, statement, key_id, signature, leaves) values ($1, $2, $3, $4, $5, $6)', [
    id,
    device,
    statement,
    batch.keyId,
    batch.signature,
    joinLeaves(hashes)
  ])
}

export async function insertEntries(tx: Queryable, device: string, batchId: string, entries: readonly ReadEntry[]): Promise<void> {
  if (entries.length === 0) return
  await tx.copy(
    'entry (device_id, epoch, seq, hash, kind, officer, dossier_id, header, salt, payload, batch_id)',
    entries.map(({ header, hash, salt, payload, headerBytes, payloadBytes }) => [
      device, header.epoch, header.seq, hash, header.kind, header.officer, header.dossier ?? null, headerBytes, salt, payload === null ? null : payloadBytes, batchId
    ])
  )
}

/** What is kept of a refused entry: nothing of what it held but its dossier's code. */
export interface NotedRefusal extends Place {
  problemType: string
  kind: string | undefined
  dossier: string | undefined
  dossierCode: string | undefined
  detail: string | undefined
}

/** Keeps, for the admin pages, that entries were refused and why. */
export async function putRefusals(tx: Queryable, device: string, refusals: readonly NotedRefusal[]): Promise<void> {
  if (refusals.length === 0) return
  await tx.query(
    `insert into refusal (device_id, epoch, seq, problem_type, kind, dossier_id, dossier_code, detail)
     select distinct on (epoch, seq) $1, epoch, seq, "problemType", kind, dossier, "dossierCode", detail
     from json_to_recordset($2::json) as x(epoch integer, seq integer, "problemType" text, kind text, dossier text, "dossierCode" text, detail text)
     on conflict (device_id, epoch, seq) do update set problem_type = excluded.problem_type, kind = excluded.kind, dossier_id = excluded.dossier_id, dossier_code = excluded.dossier_code, detail = excluded.detail, refused_at = now()`,
    [device, JSON.stringify(refusals)]
  )
}

/** An entry that came through after all is refused no longer. */
export async function clearRefusals(tx: Queryable, device: string, places: readonly Place[]): Promise<void> {
  await tx.query(
    `delete from refusal r using json_to_recordset($2::json) as x(epoch integer, seq integer)
     where r.device_id = $1 and r.epoch = x.epoch and r.seq = x.seq`,
    [device, JSON.stringify(places.map(({ epoch, seq }) => ({ epoch, seq })))]
  )
}
