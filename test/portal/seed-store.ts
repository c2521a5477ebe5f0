import type { OfficerRecord } from '../../electron/contract/wire.ts'
import { getNumberSeries } from '../reference-data/build-demo-data.ts'
import type { Queryable } from './database.ts'
import { insertSeries } from './numbers/lease-store.ts'

export async function isOfficeKnown(db: Queryable, id: string): Promise<boolean> {
  return (await db.query('select 1 from office where id = $1', [id])).length > 0
}

export async function insertOffice(
  tx: Queryable,
  office: { id: string; name: string; agencyCode: string; standingRanges: readonly (readonly [number, number])[] }
): Promise<void> {
  await tx.query('insert into office (id, name, agency_code, standing_ranges) values ($1, $2, $3, $4)', [
    office.id,
    office.name,
    office.agencyCode,
    JSON.stringify(office.standingRanges)
  ])
  await insertSeries(tx, getNumberSeries(office.id))
}

export async function insertOfficers(tx: Queryable, officers: readonly OfficerRecord[]): Promise<void> {
  const rows = officers.map((officer) => ({
    id: officer.id,
    login: officer.login,
    full_name: officer.fullName,
    title: officer.title,
    role: officer.role,
    office_id: officer.officeId,
    login_key: officer.loginKey,
    active: officer.active
  }))
  await tx.query(
    `insert into officer (id, login, full_name, title, role, office_id, login_key, active)
     select * from json_to_recordset($1::json)
     as x(id text, login text, full_name text, title text, role text, office_id text, login_key jsonb, active boolean)`,
    [JSON.stringify(rows)]
  )
}

export async function insertCodes(tx: Queryable, officeId: string, codeHashes: readonly string[]): Promise<void> {
  await tx.query('insert into enrolment_code (code_hash, office_id) select value, $1 from json_array_elements_text($2::json)', [
    officeId,
    JSON.stringify(codeHashes)
  ])
}

/** Of these codes those that no device has used. */
export async function findUnusedCodes(db: Queryable, codeHashes: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ code_hash: string }>(
    'select code_hash from enrolment_code where device_id is null and code_hash in (select value from json_array_elements_text($1::json))',
    [JSON.stringify(codeHashes)]
  )
  return new Set(rows.map((row) => row.code_hash))
}

export async function putProcedureSecrecy(tx: Queryable, procedures: readonly { code: string; secret: boolean; secretComponents: string[] }[]): Promise<void> {
  const rows = procedures.map(({ code, secret, secretComponents }) => ({ code, secret, secret_components: secretComponents }))
  await tx.query(
    `insert into procedure (code, secret, secret_components)
     select * from json_to_recordset($1::json) as x(code text, secret boolean, secret_components json)
     on conflict (code) do update set secret = excluded.secret, secret_components = excluded.secret_components`,
    [JSON.stringify(rows)]
  )
}
