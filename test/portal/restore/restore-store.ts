import type { Queryable } from '../database.ts'
import { hashCode } from '../enrol-store.ts'

/** A code that lies about in a drawer lets in whoever finds it, also for a counter that was revoked. */
const goodForDays = 7

/** The counter a restore code is for. Locks the code to the end of the transaction. Undefined for another code, for one that is spent, and for one made more than a week ago. */
export async function lockRestoreCode(tx: Queryable, code: string): Promise<string | undefined> {
  const [row] = await tx.query<{ restores: string | null; spent: boolean }>(
    `select restores, exists (select 1 from device_key where public_key = restore_key and first_used_at is not null) as spent
     from enrolment_code where code_hash = $1 and created_at > now() - make_interval(days => $2) for update`,
    [hashCode(code), goodForDays]
  )
  return row === undefined || row.spent ? undefined : (row.restores ?? undefined)
}

export async function insertRestoreCode(db: Queryable, code: string, device: string): Promise<boolean> {
  const rows = await db.query('insert into enrolment_code (code_hash, office_id, restores) select $1, office_id, id from device where id = $2 returning restores', [hashCode(code), device])
  return rows.length > 0
}

/** The key that the code was last given for, where nobody used it. No other: what the counter wrote for the case that its disk dies may be signed with a key that was not heard yet. */
export async function dropRestoreKey(tx: Queryable, code: string): Promise<void> {
  await tx.query('delete from device_key where first_used_at is null and public_key = (select restore_key from enrolment_code where code_hash = $1)', [hashCode(code)])
}

export async function bindRestoreKey(tx: Queryable, code: string, publicKey: string): Promise<void> {
  await tx.query('update enrolment_code set restore_key = $2 where code_hash = $1', [hashCode(code), publicKey])
}

/** The administrator's code is her consent: also a counter that was revoked, as a stolen one is, may go on. */
export async function admitAgain(tx: Queryable, device: string): Promise<void> {
  await tx.query('update device set revoked_at = null where id = $1', [device])
}

/** What the counter itself had done is told to it again: its copy may not know of it. */
export async function tellItsOwn(tx: Queryable, device: string): Promise<void> {
  await tx.query('update change_log set origin_device = null where origin_device = $1', [device])
}
