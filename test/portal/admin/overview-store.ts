import type { QueueReport } from '../../../electron/contract/queue-report.ts'
import type { DossierMoney } from '../../../electron/domain/payment.ts'
import type { Queryable } from '../database.ts'
import { getFiles, type FileState } from '../files/file-store.ts'

export interface PortalCounts {
  devices: number
  dossiers: number
  entries: number
  receiptBatches: number
  refusals: number
  filesHeld: number
  filesPending: number
}

export async function getCounts(db: Queryable): Promise<PortalCounts> {
  const [row] = await db.query<Record<keyof PortalCounts, number>>(
    `select (select count(*) from device where counter_number > 0)::integer as devices,
            (select count(*) from dossier)::integer as dossiers,
            (select count(*) from entry)::integer as entries,
            (select count(*) from receipt_batch)::integer as "receiptBatches",
            (select count(*) from refusal)::integer as refusals,
            (select count(*) from stored_file)::integer as "filesHeld",
            (select count(*) from expected_file e where not exists (select 1 from stored_file s where s.sha256 = e.sha256))::integer as "filesPending"`
  )
  if (!row) throw new Error('no counts')
  return row
}

export interface DossierOverview {
  id: string
  code: string
  device: string
  officeId: string
  status: number
  revision: number
  applicantName: string
  procedureCode: string
  procedureName: string
  dueAt: string | null
  /** VND of receipts that stand. */
  paid: { cash: number; transfer: number }
  arrivedAt: string
  /** Sequence numbers of its entries in order of arrival, each of the device before the slash. */
  entries: { device: string; epoch: number; seq: number; kind: string; hash: string }[]
  files: { sha256: string; name: string; sizeBytes: number; present: boolean }[]
  scansPending: boolean
}

/** Dossiers in the order in which they arrived. */
export async function getDossiers(db: Queryable, limit = 100_000): Promise<DossierOverview[]> {
  const rows = await db.query<{
    id: string
    code: string
    device_id: string
    office_id: string
    status: number
    revision: number
    applicant_name: string
    procedure_code: string
    procedure_name: string
    due_at: string | null
    money: DossierMoney | null
    arrived_at: Date
    entries: DossierOverview['entries']
  }>(
    `select d.id, d.code, d.device_id, d.office_id, d.status, d.revision, d.applicant_name, d.procedure_code,
            d.state->'procedure'->>'name' as procedure_name, d.state->>'dueAt' as due_at, d.state->'money' as money, d.arrived_at,
            (select json_agg(json_build_object('device', e.device_id, 'epoch', e.epoch, 'seq', e.seq, 'kind', e.kind, 'hash', e.hash) order by e.arrival)
             from entry e where e.dossier_id = d.id) as entries
     from dossier d order by d.arrival limit $1`,
    [limit]
  )
  const files = new Map<string, FileState[]>()
  for (const file of await getFiles(db)) files.set(file.dossierId, [...(files.get(file.dossierId) ?? []), file])
  return rows.map((row) => {
    const own = files.get(row.id) ?? []
    return {
      id: row.id,
      code: row.code,
      device: row.device_id,
      officeId: row.office_id,
      status: row.status,
      revision: row.revision,
      applicantName: row.applicant_name,
      procedureCode: row.procedure_code,
      procedureName: row.procedure_name,
      dueAt: row.due_at,
      paid: { cash: sumStanding(row.money, 'cash'), transfer: sumStanding(row.money, 'transfer') },
      arrivedAt: row.arrived_at.toISOString(),
      entries: row.entries ?? [],
      files: own.map(({ sha256, name, sizeBytes, present }) => ({ sha256, name, sizeBytes, present })),
      scansPending: own.some((file) => !file.present)
    }
  })
}

function sumStanding(money: DossierMoney | null, method: 'cash' | 'transfer'): number {
  const payments = money?.payments.filter((payment) => payment.method === method && payment.state === 'paid') ?? []
  const standing = payments.flatMap(({ receipts }) => receipts.filter(({ voided }) => voided === null))
  return standing.reduce((sum, receipt) => sum + receipt.lines.reduce((all, { amount }) => all + amount, 0), 0)
}

export interface DeviceOverview {
  id: string
  name: string
  officeName: string
  counterNumber: number
  lastSeenAt: string
  revoked: boolean
  headSeq: number
  entries: number
  /** Entries its chain announced and the portal does not hold: what the counter's queue had at the last contact. */
  waiting: number
  refusals: number
  /** Files of its dossiers that have not come. */
  filesPending: number
  /** What the counter itself said last; null before it said anything. */
  reported: (QueueReport & { at: string }) | null
}

export async function getDevices(db: Queryable): Promise<DeviceOverview[]> {
  const rows = await db.query<Omit<DeviceOverview, 'lastSeenAt' | 'reported'> & { last_seen_at: Date | null; reported: QueueReport | null; reported_at: Date | null }>(
    `select d.id, d.name, o.name as "officeName", d.counter_number as "counterNumber", d.last_seen_at, d.reported, d.reported_at, d.revoked_at is not null as revoked,
            d.head_seq as "headSeq", (select count(*) from entry e where e.device_id = d.id)::integer as entries,
            (select count(*) from chain_link l where l.device_id = d.id
             and not exists (select 1 from entry e where e.device_id = l.device_id and e.epoch = l.epoch and e.seq = l.seq))::integer as waiting,
            (select count(*) from refusal r where r.device_id = d.id)::integer as refusals,
            (select count(*) from expected_file f join dossier x on x.id = f.dossier_id where x.device_id = d.id
             and not exists (select 1 from stored_file s where s.sha256 = f.sha256))::integer as "filesPending"
     from device d join office o on o.id = d.office_id where d.counter_number > 0 order by o.name, d.counter_number`
  )
  return rows.map(({ last_seen_at, reported, reported_at, ...device }) => ({
    ...device,
    lastSeenAt: last_seen_at?.toISOString() ?? '',
    reported: reported && reported_at && { ...reported, at: reported_at.toISOString() }
  }))
}

export interface BatchOverview {
  id: string
  device: string
  statement: { size: number; root: string; signedAt: string }
}

export async function getLatestBatches(db: Queryable): Promise<BatchOverview[]> {
  const rows = await db.query<{ id: string; device_id: string; statement: string }>(
    "select id, device_id, statement from receipt_batch order by (statement::json)->>'signedAt' desc, id limit 50"
  )
  return rows.map((row) => ({ id: row.id, device: row.device_id, statement: JSON.parse(row.statement) }))
}
