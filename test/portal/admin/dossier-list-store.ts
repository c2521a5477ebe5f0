import type { MerkleStep, Receipt } from '../../../electron/contract/wire.ts'
import type { Queryable } from '../database.ts'
import { toReceipt } from '../push/batch-store.ts'
import { createPathFinder } from '../push/receipt-path.ts'

export const dossiersPerPage = 50

export interface OfficeOverview {
  id: string
  name: string
  agencyCode: string
  devices: number
  dossiers: number
}

export async function getOffices(db: Queryable): Promise<OfficeOverview[]> {
  return db.query<OfficeOverview>(
    `select o.id, o.name, o.agency_code as "agencyCode", (select count(*) from device d where d.office_id = o.id and d.counter_number > 0)::integer as devices,
            (select count(*) from dossier d where d.office_id = o.id)::integer as dossiers
     from office o order by o.name, o.agency_code`
  )
}

export interface ListedDossier {
  id: string
  code: string
  officeName: string
  counterNumber: number
  applicantName: string
  procedureName: string
  status: number
  dueAt: string | null
  arrivedAt: string
  files: number
  filesPresent: number
}

const listed = `select d.id, d.code, o.name as "officeName", v.counter_number as "counterNumber", d.applicant_name as "applicantName",
    d.state->'procedure'->>'name' as "procedureName", d.status, d.state->>'dueAt' as "dueAt", d.arrived_at,
    (select count(*) from expected_file e where e.dossier_id = d.id)::integer as files,
    (select count(*) from expected_file e join stored_file s on s.sha256 = e.sha256 where e.dossier_id = d.id)::integer as "filesPresent"
  from dossier d join office o on o.id = d.office_id join device v on v.id = d.device_id`

type ListedRow = Omit<ListedDossier, 'arrivedAt'> & { arrived_at: Date }

/** Page 1 is the newest 50. */
export async function getDossierPage(db: Queryable, page: number): Promise<ListedDossier[]> {
  const rows = await db.query<ListedRow>(`${listed} order by d.arrival desc limit $1 offset $2`, [dossiersPerPage, (page - 1) * dossiersPerPage])
  return rows.map(toListed)
}

export async function findListedDossier(db: Queryable, id: string): Promise<ListedDossier | undefined> {
  const [row] = await db.query<ListedRow>(`${listed} where d.id = $1`, [id])
  return row && toListed(row)
}

export interface ReceiptedEntry {
  device: string
  kind: string
  arrivedAt: string
  receipt: Receipt
}

/** A dossier's entries in order of arrival, each with the receipt its counter was given. */
export async function getReceipts(db: Queryable, dossier: string): Promise<ReceiptedEntry[]> {
  const rows = await db.query<{
    device_id: string
    epoch: number
    seq: number
    hash: string
    kind: string
    arrived_at: Date
    path: MerkleStep[] | null
    leaves: string | null
    statement: string
    key_id: string
    signature: string
  }>(
    `select e.device_id, e.epoch, e.seq, e.hash, e.kind, e.arrived_at, e.path, b.leaves, b.statement, b.key_id, b.signature
     from entry e join receipt_batch b on b.id = e.batch_id where e.dossier_id = $1 order by e.arrival`,
    [dossier]
  )
  const findPath = createPathFinder()
  return rows.map((row) => ({
    device: row.device_id,
    kind: row.kind,
    arrivedAt: row.arrived_at.toISOString(),
    receipt: toReceipt(row, row.hash, findPath(row), { statement: JSON.parse(row.statement), keyId: row.key_id, signature: row.signature })
  }))
}

function toListed({ arrived_at, ...row }: ListedRow): ListedDossier {
  return { ...row, arrivedAt: arrived_at.toISOString() }
}
