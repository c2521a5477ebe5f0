import type { OfficeCounters } from '../../electron/contract/handover.ts'
import { putChanges } from './change-store.ts'
import type { Queryable } from './database.ts'
import { keysColumn, type DeviceKey } from './device-key-store.ts'

/** A bundle made just before a key came may still be on its way. */
const keysTold = 3

/**
 * Tells an office's counters who they are and with what key they hand documents over on a stick. To be called whenever a counter comes, gets another key or goes.
 * @param renewKey when a counter was revoked: what it holds opens nothing that is made from now on
 */
export async function tellOfficeCounters(tx: Queryable, officeId: string, options: { renewKey?: boolean } = {}): Promise<void> {
  // Who tells at the same time, a counter's new key or another that comes, would write over a revocation what it read before it.
  await tx.query('select 1 from office where id = $1 for no key update', [officeId])
  const held = await tx.query('select 1 from office_handover_key where office_id = $1 limit 1', [officeId])
  if (held.length === 0 || options.renewKey) await tx.query('insert into office_handover_key (office_id) values ($1)', [officeId])
  const keys = await tx.query<{ id: string; key: string }>('select id::text as id, key from office_handover_key where office_id = $1 order by office_handover_key.id desc limit $2', [officeId, keysTold])
  const rows = await tx.query<{ id: string; counter_number: number; keys: DeviceKey[] | null }>(`select id, counter_number, ${keysColumn} from device where office_id = $1 and revoked_at is null order by counter_number`, [officeId])
  const counters = rows.map((row) => ({ device: row.id, counterNumber: row.counter_number, publicKeys: (row.keys ?? []).filter(({ isRetired }) => !isRetired).map(({ publicKey }) => publicKey) }))
  const value: OfficeCounters = { keys, counters }
  await putChanges(tx, [{ kind: 'office-counters', ref: officeId, officeId, value }])
}

/** The same for the office of a device. */
export async function tellCountersBeside(tx: Queryable, device: string): Promise<void> {
  const [row] = await tx.query<{ office_id: string }>('select office_id from device where id = $1', [device])
  if (row) await tellOfficeCounters(tx, row.office_id)
}

/** Tells the offices that were enrolled before there was anything to tell. */
export async function tellUntoldOffices(db: Queryable): Promise<void> {
  const rows = await db.query<{ id: string }>("select distinct office_id as id from device where not exists (select 1 from change_log where kind = 'office-counters' and ref = device.office_id)")
  for (const { id } of rows) await tellOfficeCounters(db, id)
}
