import { currentSha256, type Dossier } from '../../../electron/domain/dossier.ts'
import { putChanges } from '../change-store.ts'
import { together, type Queryable } from '../database.ts'
import type { BatchState } from './state.ts'

export interface ChangedDossier {
  id: string
  dossier: Dossier
  /** First entry: a row that must not be there yet. */
  created: boolean
  /** Put beside a change the device did not know: it is told of the outcome like the others. */
  merged: boolean
}

/** Writes the projection of what some entries did to their dossiers: rows, the files to wait for, and the news for the office's other counters. */
export async function putDossiers(tx: Queryable, device: Pick<BatchState['device'], 'id' | 'officeId' | 'isAbsent'>, changed: readonly ChangedDossier[]): Promise<void> {
  if (changed.length === 0) return
  const created = changed.filter((item) => item.created)
  const others = changed.filter((item) => !item.created)
  // Rows that stand on each other follow one another at the database in this order.
  await together(
    () =>
      created.length > 0 &&
      tx.copy(
        'dossier (id, code, office_id, device_id, status, revision, applicant_name, procedure_code, state)',
        created.map(({ id, dossier }) => [id, dossier.code, device.officeId, device.id, dossier.status, dossier.revision, dossier.applicant.fullName, dossier.procedure.code, JSON.stringify(dossier)])
      ),
    () =>
      others.length > 0 &&
      tx.query(
        // A filing that is accepted is the dossier of the counter whose number it bears: so that counter is told of it after a restore.
        `update dossier d set code = x.code, device_id = case when d.code = x.code then d.device_id else $2 end,
                status = x.status, revision = x.revision, applicant_name = x.applicant_name, filing = x.filing, state = x.state::json
         from json_to_recordset($1::json) as x(id text, code text, status integer, revision integer, applicant_name text, filing text, state text) where d.id = x.id`,
        [JSON.stringify(others.map(toRow)), device.id]
      ),
    () => putExpectedFiles(tx, changed),
    () =>
      putChanges(
        tx,
        changed.map(({ id, dossier, merged }) => ({
          kind: 'dossier-status',
          ref: id,
          officeId: device.officeId,
          originDevice: merged || device.isAbsent ? undefined : device.id,
          value: { dossierId: id, code: dossier.code, status: dossier.status, revision: dossier.revision, dueAt: dossier.dueAt, changedAt: dossier.changedAt }
        }))
      )
  )
}

/** The state is a text within the text: as a part of it the server would undo escapes in it that no text of its own may hold. */
function toRow({ id, dossier }: ChangedDossier): object {
  const { code, status, revision, applicant, filed } = dossier
  return { id, code, status, revision, applicant_name: applicant.fullName, filing: filed?.code, state: JSON.stringify(dossier) }
}

/** A signed file takes the place of the one that was signed: only the newest of each is waited for. */
async function putExpectedFiles(tx: Queryable, changed: readonly ChangedDossier[]): Promise<void> {
  const rows = changed.flatMap(({ id, dossier }) =>
    [...new Map(dossier.files.map((file) => [currentSha256(file), file]))].map(([sha256, file]) => ({
      dossier_id: id,
      sha256,
      name: file.name,
      size_bytes: file.signatures.at(-1)?.sizeBytes ?? file.sizeBytes
    }))
  )
  const known = changed.filter((item) => !item.created).map((item) => item.id)
  await together(
    () => known.length > 0 && tx.query('delete from expected_file where dossier_id in (select value from json_array_elements_text($1::json))', [JSON.stringify(known)]),
    () =>
      rows.length > 0 &&
      tx.query(
        `insert into expected_file (dossier_id, sha256, name, size_bytes)
         select dossier_id, sha256, name, size_bytes from json_to_recordset($1::json) as x(dossier_id text, sha256 text, name text, size_bytes bigint)`,
        [JSON.stringify(rows)]
      )
  )
}
