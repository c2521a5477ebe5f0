import { stageOf, type OfficeDocument } from '../../../electron/domain/document.ts'
import { putChanges } from '../change-store.ts'
import { together, type Queryable } from '../database.ts'
import type { BatchState } from './state.ts'

export interface HeldDocument {
  officeId: string
  state: OfficeDocument
}

/** The documents of a batch, locked to its end, in one order for everybody. */
export async function readDocuments(tx: Queryable, ids: readonly string[]): Promise<Map<string, HeldDocument>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: string; office_id: string; state: OfficeDocument }>(
    'select id, office_id, state from document where id in (select value from json_array_elements_text($1::json)) order by id for update',
    [JSON.stringify([...new Set(ids)])]
  )
  return new Map(rows.map((row) => [row.id, { officeId: row.office_id, state: row.state }]))
}

/** Writes what a batch made of its documents, the files they were, and the news for the office's other counters. */
export async function putDocuments(tx: Queryable, device: Pick<BatchState['device'], 'id' | 'officeId' | 'isAbsent'>, changed: ReadonlyMap<string, OfficeDocument>): Promise<void> {
  if (changed.size === 0) return
  const rows = [...changed].map(([id, document]) => ({ id, dossier_id: document.dossierId, stage: stageOf(document), revision: document.revision, state: document }))
  const files = [...changed].flatMap(([id, document]) =>
    [document.file, ...document.signatures, ...document.stamps].map(({ sha256 }) => ({ document_id: id, sha256 }))
  )
  await together(
    () =>
      tx.query(
        `insert into document (id, office_id, device_id, dossier_id, stage, revision, state)
         select id, $1, $2, dossier_id, stage, revision, state from json_to_recordset($3::json) as x(id text, dossier_id text, stage text, revision integer, state json)
         on conflict (id) do update set stage = excluded.stage, revision = excluded.revision, state = excluded.state`,
        [device.officeId, device.id, JSON.stringify(rows)]
      ),
    () =>
      tx.query(`insert into document_file (document_id, sha256) select document_id, sha256 from json_to_recordset($1::json) as x(document_id text, sha256 text) on conflict do nothing`, [
        JSON.stringify(files)
      ]),
    () =>
      putChanges(
        tx,
        [...changed].map(([id, document]) => ({ kind: 'document', ref: id, officeId: device.officeId, originDevice: device.isAbsent ? undefined : device.id, value: { id, document } }))
      )
  )
}
