import type { Queryable } from '../database.ts'

/** Notes that a file is held whole. The same file from two counters is one file. */
export async function putStoredFile(db: Queryable, file: { sha256: string; sizeBytes: number; device: string }): Promise<void> {
  await db.query('insert into stored_file (sha256, size_bytes, device_id) values ($1, $2, $3) on conflict (sha256) do nothing', [
    file.sha256,
    file.sizeBytes,
    file.device
  ])
}

export async function findStoredFile(db: Queryable, sha256: string): Promise<{ sizeBytes: number } | undefined> {
  const [row] = await db.query<{ size_bytes: string }>('select size_bytes::text as size_bytes from stored_file where sha256 = $1', [sha256])
  return row && { sizeBytes: Number(row.size_bytes) }
}

/** Whether an office's dossiers have this file, or its documents ever were it: what its counters may fetch. */
export async function isOfficeFile(db: Queryable, officeId: string, sha256: string): Promise<boolean> {
  const rows = await db.query(
    `select 1 where exists (select 1 from expected_file e join dossier d on d.id = e.dossier_id where e.sha256 = $1 and d.office_id = $2)
        or exists (select 1 from document_file f join document d on d.id = f.document_id where f.sha256 = $1 and d.office_id = $2)`,
    [sha256, officeId]
  )
  return rows.length > 0
}

/** Files that a device was given a receipt for and that are noted as held, the newest first. */
export async function listReceiptedFiles(db: Queryable, device: string, limit: number): Promise<{ sha256: string; dossier: string; sizeBytes: number }[]> {
  const rows = await db.query<{ sha256: string; dossier: string; size_bytes: string }>(
    `select r.sha256, r.dossier_id as dossier, s.size_bytes::text as size_bytes from file_receipt r join stored_file s on s.sha256 = r.sha256
     where r.device_id = $1 order by s.stored_at desc, r.sha256, r.dossier_id limit $2`,
    [device, limit]
  )
  return rows.map(({ sha256, dossier, size_bytes }) => ({ sha256, dossier, sizeBytes: Number(size_bytes) }))
}

export interface FileState {
  dossierId: string
  sha256: string
  name: string
  sizeBytes: number
  present: boolean
}

/** The files dossiers wait for or have, in order of name. */
export async function getFiles(db: Queryable): Promise<FileState[]> {
  const rows = await db.query<{ dossier_id: string; sha256: string; name: string; size_bytes: string; present: boolean }>(
    `select e.dossier_id, e.sha256, e.name, e.size_bytes::text as size_bytes, s.sha256 is not null as present
     from expected_file e left join stored_file s on s.sha256 = e.sha256 order by e.dossier_id, e.name, e.sha256`
  )
  return rows.map((row) => ({ dossierId: row.dossier_id, sha256: row.sha256, name: row.name, sizeBytes: Number(row.size_bytes), present: row.present }))
}
