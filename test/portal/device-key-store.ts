import type { Queryable } from './database.ts'

/** What is under way when a newer key is first used was signed with the older one. */
const grace = "interval '10 minutes'"
const yearly = "interval '365 days'"

/** One of a device's public keys. */
export interface DeviceKey {
  publicKey: string
  isUsed: boolean
  isRetired: boolean
}

/** For the columns of a query on `device`: its keys, newest first. */
export const keysColumn = `(select json_agg(json_build_object('publicKey', public_key, 'isUsed', first_used_at is not null, 'isRetired', coalesce(retires_at <= now(), false)) order by ordinal desc)
  from device_key where device_id = device.id) as keys`

export async function insertDeviceKey(tx: Queryable, device: string, publicKey: string): Promise<void> {
  await tx.query('insert into device_key (device_id, public_key) values ($1, $2)', [device, publicKey])
}

/** A key that was never used makes room for another: the machine that made it lost it. */
export async function dropUnusedKeys(tx: Queryable, device: string): Promise<void> {
  await tx.query('delete from device_key where device_id = $1 and first_used_at is null', [device])
}

/** At the first request signed with a key: those before it end, and what asked for it is settled. */
export async function noteKeyUsed(tx: Queryable, device: string, publicKey: string): Promise<void> {
  await tx.query('update device_key set first_used_at = coalesce(first_used_at, now()) where public_key = $1', [publicKey])
  await tx.query(
    `update device_key set retires_at = now() + ${grace}
     where device_id = $1 and retires_at is null and ordinal < (select ordinal from device_key where public_key = $2)`,
    [device, publicKey]
  )
  await tx.query('update device set key_due = false where id = $1 and key_due', [device])
}

/** Nothing signed with the device's keys so far is taken from now on. */
export async function retireKeys(tx: Queryable, device: string): Promise<void> {
  await tx.query('update device_key set retires_at = least(retires_at, now()) where device_id = $1', [device])
}

export async function askForKey(db: Queryable, device: string): Promise<boolean> {
  return (await db.query('update device set key_due = true where id = $1 and revoked_at is null returning id', [device])).length > 0
}

export async function isKeyDue(db: Queryable, device: string): Promise<boolean> {
  const [row] = await db.query<{ due: boolean }>(
    `select key_due or (select max(added_at) from device_key where device_id = device.id) < now() - ${yearly} as due from device where id = $1`,
    [device]
  )
  return row?.due === true
}
