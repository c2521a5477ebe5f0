import type { HistoryEntry } from '../../../electron/contract/history.ts'
import type { EntryHeader, MerkleStep, SignedBatch } from '../../../electron/contract/wire.ts'
import type { Queryable } from '../database.ts'
import { toReceipt } from '../push/batch-store.ts'
import { createPathFinder } from '../push/receipt-path.ts'

/** Revisions of the lanes that an office has, dossiers and documents alike. */
export async function findRevisions(db: Queryable, officeId: string, lanes: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; revision: number }>(
    `select id, revision from dossier where id in (select value from json_array_elements_text($1::json)) and office_id = $2
     union all select id, revision from document where id in (select value from json_array_elements_text($1::json)) and office_id = $2`,
    [JSON.stringify(lanes), officeId]
  )
  return new Map(rows.map(({ id, revision }) => [id, revision]))
}

interface Row {
  header: EntryHeader
  salt: string
  payload: unknown
  hash: string
  path: MerkleStep[] | null
  leaves: string | null
  statement: string
  key_id: string
  signature: string
  officer_name: string | null
  counter_number: number
}

/** Every entry of one lane in the order it was taken in, with its receipt. */
export async function readHistory(db: Queryable, lane: string): Promise<HistoryEntry[]> {
  const rows = await db.query<Row>(
    `select e.header, e.salt, e.payload, e.hash, e.path, b.leaves, b.statement, b.key_id, b.signature, o.full_name as officer_name, d.counter_number
     from entry e join receipt_batch b on b.id = e.batch_id join device d on d.id = e.device_id join office f on f.id = d.office_id
       left join officer o on o.id = e.officer and o.office_id = coalesce(f.merged_into, f.id)
     where e.dossier_id = $1 order by e.arrival`,
    [lane]
  )
  const findPath = createPathFinder()
  return rows.map((row): HistoryEntry => {
    const batch: SignedBatch = { statement: JSON.parse(row.statement) as SignedBatch['statement'], keyId: row.key_id, signature: row.signature }
    return { header: row.header, salt: row.salt, payload: row.payload, receipt: toReceipt(row.header, row.hash, findPath(row), batch), officerName: row.officer_name, counterNumber: row.counter_number }
  })
}
