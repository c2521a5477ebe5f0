import type { QueueReport } from '../../electron/contract/queue-report.ts'
import type { Queryable } from './database.ts'
import { keysColumn, type DeviceKey } from './device-key-store.ts'
import { tellOfficeCounters } from './office-counters.ts'

/** A counter as a request needs it. */
export interface Device {
  id: string
  officeId: string
  counterNumber: number
  /** Newest first; retired ones are among them. */
  keys: DeviceKey[]
  firstSeen: boolean
  /** Within the minute: it need not be noted. */
  seenLately: boolean
  revoked: boolean
}

interface DeviceRow {
  id: string
  office_id: string
  counter_number: number
  keys: DeviceKey[] | null
  first_seen: boolean
  seen_lately: boolean
  revoked: boolean
}

const columns = `id, office_id, counter_number, ${keysColumn}, first_seen_at is not null as first_seen,
  first_seen_at is not null and coalesce(last_seen_at >= now() - interval '1 minute', false) as seen_lately, revoked_at is not null as revoked`

export async function findDevice(db: Queryable, id: string): Promise<Device | undefined> {
  const [row] = await db.query<DeviceRow>(`select ${columns} from device where id = $1`, [id])
  return row && toDevice(row)
}

export async function findDeviceByKey(db: Queryable, publicKey: string): Promise<Device | undefined> {
  const [row] = await db.query<DeviceRow>(`select ${columns} from device where id = (select device_id from device_key where public_key = $1)`, [publicKey])
  return row && toDevice(row)
}

/** Whether it stands there still. */
export async function isInOffice(db: Queryable, { id, officeId }: Pick<Device, 'id' | 'officeId'>): Promise<boolean> {
  return (await db.query('select 1 from device where id = $1 and office_id = $2', [id, officeId])).length > 0
}

/** Notes that a device spoke; at most one write a minute, so that reading costs no commit. */
export async function noteDeviceSeen(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update device set first_seen_at = coalesce(first_seen_at, now()), last_seen_at = now()
     where id = $1 and (last_seen_at is null or last_seen_at < now() - interval '1 minute')`,
    [id]
  )
}

/** Keeps what a device says of its queue; the same again is written at most once a minute. */
export async function noteReportedQueue(db: Queryable, id: string, report: QueueReport): Promise<void> {
  await db.query(
    `update device set reported = $2::json, reported_at = now()
     where id = $1 and (reported::text is distinct from $2 or reported_at < now() - interval '1 minute')`,
    [id, JSON.stringify(report)]
  )
}

/** Refuses everything a device sends from now on. Its number ranges stay its own: what it printed keeps its number. */
export async function revokeDevice(tx: Queryable, id: string): Promise<boolean> {
  const [row] = await tx.query<{ office_id: string }>('update device set revoked_at = coalesce(revoked_at, now()) where id = $1 returning office_id', [id])
  // A code made before, for a machine to take its place, may be in the same hands as the stolen one.
  await tx.query('delete from enrolment_code where restores = $1', [id])
  if (row) await tellOfficeCounters(tx, row.office_id, { renewKey: true })
  return row !== undefined
}

function toDevice(row: DeviceRow): Device {
  return {
    id: row.id,
    officeId: row.office_id,
    counterNumber: row.counter_number,
    keys: row.keys ?? [],
    firstSeen: row.first_seen,
    seenLately: row.seen_lately,
    revoked: row.revoked
  }
}
