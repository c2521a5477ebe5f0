import { createHash } from 'node:crypto'
import type { OfficerRecord } from '../../electron/contract/wire.ts'
import type { Queryable } from './database.ts'
import { insertDeviceKey } from './device-key-store.ts'

export interface Office {
  id: string
  name: string
  agencyCode: string
  standingRanges: [number, number][]
}

export interface NumberRange {
  from: number
  to: number
}

/** Codes are kept as hashes: a copy of the database enrols nobody. */
export function hashCode(code: string): string {
  // Read out by telephone and typed with blanks or dots it is the same code.
  return createHash('sha256').update(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')).digest('hex')
}

/** Locks the code to the end of the transaction, so that two machines typing it at once get one answer each. */
export async function lockCode(tx: Queryable, code: string): Promise<{ officeId: string; deviceId: string | undefined; isRestore: boolean } | undefined> {
  const sql = 'select office_id, device_id, restores is not null as is_restore from enrolment_code where code_hash = $1 for update'
  const [row] = await tx.query<{ office_id: string; device_id: string | null; is_restore: boolean }>(sql, [hashCode(code)])
  return row && { officeId: row.office_id, deviceId: row.device_id ?? undefined, isRestore: row.is_restore }
}

/** Locks the office, so that counter numbers and leases are given out one by one; its counters' pushes go on. */
export async function lockOffice(tx: Queryable, id: string): Promise<Office> {
  return getOffice(tx, id, 'for no key update')
}

/** Locks the office against pushes too (push/batch-store.ts). */
export async function closeOffice(tx: Queryable, id: string): Promise<Office> {
  return getOffice(tx, id, 'for update')
}

export async function getOffice(db: Queryable, id: string, lock: 'for update' | 'for no key update' | '' = ''): Promise<Office> {
  const sql = `select id, name, agency_code, standing_ranges from office where id = $1 ${lock}`
  const [row] = await db.query<{ id: string; name: string; agency_code: string; standing_ranges: [number, number][] }>(sql, [id])
  if (!row) throw new Error(`no office ${id}`)
  return { id: row.id, name: row.name, agencyCode: row.agency_code, standingRanges: row.standing_ranges }
}

/** The highest number of a counter of the office. Revoked ones count, and those that a portal put back from a copy lost: their range is never given to another. */
export async function findHighestCounter(tx: Queryable, officeId: string): Promise<number> {
  const [row] = await tx.query<{ highest: number }>('select greatest(highest_counter, (select max(counter_number) from device where office_id = office.id)) as highest from office where id = $1', [officeId])
  return row?.highest ?? 0
}

/** A counter knew of so many in its office, before this database was put back from a copy. More than the office has daily ranges were never enrolled: such a word is no word. */
export async function noteCounters(tx: Queryable, deviceId: string, highest: number): Promise<void> {
  await tx.query(
    `update office set highest_counter = $2, highest_counter_by = $1, highest_counter_at = now()
     where id = (select office_id from device where id = $1) and $2 <= jsonb_array_length(standing_ranges)
       and $2 > greatest(highest_counter, (select max(counter_number) from device where office_id = office.id))`,
    [deviceId, highest]
  )
}

export async function insertDevice(
  tx: Queryable,
  device: { id: string; officeId: string; counterNumber: number; name: string; publicKey: string },
  lease: { agencyCode: string; range: NumberRange }
): Promise<void> {
  await tx.query('insert into device (id, office_id, counter_number, name) values ($1, $2, $3, $4)', [
    device.id,
    device.officeId,
    device.counterNumber,
    device.name
  ])
  await insertDeviceKey(tx, device.id, device.publicKey)
  await tx.query("insert into number_lease (series, serial_from, serial_to, device_id) values ($1, $2, $3, $4)", [
    `dossier:${lease.agencyCode}`,
    lease.range.from,
    lease.range.to,
    device.id
  ])
}

export async function bindCode(tx: Queryable, code: string, deviceId: string): Promise<void> {
  await tx.query('update enrolment_code set device_id = $2 where code_hash = $1', [hashCode(code), deviceId])
}

export async function getStandingRange(db: Queryable, deviceId: string): Promise<NumberRange> {
  // Of the office it stands in now: one that was merged left its counters the ranges they had.
  const sql = `select serial_from, serial_to from number_lease l join device d on d.id = l.device_id join office o on o.id = d.office_id
    where d.id = $1 and l.series = 'dossier:' || o.agency_code and l.period = '' order by l.id limit 1`
  const [row] = await db.query<{ serial_from: number; serial_to: number }>(sql, [deviceId])
  if (!row) throw new Error(`device ${deviceId} has no standing range`)
  return { from: row.serial_from, to: row.serial_to }
}

export async function getOfficers(db: Queryable, officeId: string): Promise<OfficerRecord[]> {
  const sql = 'select id, login, full_name, title, role, office_id, login_key, active from officer where office_id = $1 order by login'
  const rows = await db.query<{
    id: string
    login: string
    full_name: string
    title: string
    role: OfficerRecord['role']
    office_id: string
    login_key: OfficerRecord['loginKey']
    active: boolean
  }>(sql, [officeId])
  return rows.map((row) => ({
    id: row.id,
    login: row.login,
    fullName: row.full_name,
    title: row.title,
    role: row.role,
    officeId: row.office_id,
    loginKey: row.login_key,
    active: row.active
  }))
}
