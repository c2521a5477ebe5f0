import { join } from 'node:path'
import type { DraftFile } from '../../contract/intake.ts'
import type { StoredFile } from '../../contract/press.ts'
import type { StoredScan } from '../../domain/attach-scans.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { countDamaged } from './damaged-store.ts'

export interface FileRow {
  sha256: string
  key: string
  /** Relative to the files folder. */
  path: string
  sizeBytes: number
  pages: number
}

export interface AttachmentRow {
  sha256: string
  dossier: string
  component: string
  name: string
  signedSha256: string | null
  sizeBytes: number
  /** 1: found spoilt when it was to be signed (damaged-store.ts). */
  isDamaged: 0 | 1
}

const fileColumns = 'sha256, key, path, size_bytes AS sizeBytes, pages'
const attachmentColumns = 'attachment.sha256, dossier, component, name, signed_sha256 AS signedSha256, size_bytes AS sizeBytes, EXISTS (SELECT 1 FROM damaged_file WHERE damaged_file.sha256 = attachment.sha256) AS isDamaged'

export function findFile(db: ReadDb, sha256: string): FileRow | undefined {
  return findRow<FileRow>(db, `SELECT ${fileColumns} FROM file WHERE sha256 = ?`, sha256)
}

/** A paper as the screen names it, with the size and the pages the store knows. */
export function findStoredScan(db: ReadDb, { sha256, name, origin }: DraftFile): StoredScan | undefined {
  const stored = findFile(db, sha256)
  return stored && { sha256, name, origin, sizeBytes: stored.sizeBytes, pages: stored.pages }
}

/** True when this call stored it; false when the same bytes were here already. */
export function insertFile(db: WriteDb, file: FileRow, createdAt: string): boolean {
  const done = run(
    db,
    'INSERT INTO file (sha256, key, path, size_bytes, pages, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    file.sha256,
    file.key,
    file.path,
    file.sizeBytes,
    file.pages,
    createdAt
  )
  return done.changes === 1
}

/** Bytes that were here already came in again. */
export function renewFile(db: WriteDb, sha256: string, createdAt: string): void {
  run(db, 'UPDATE file SET created_at = ? WHERE sha256 = ?', createdAt, sha256)
}

/** Those of a list that are stored. */
export function listFiles(db: ReadDb, sha256s: readonly string[]): FileRow[] {
  return sha256s.flatMap((sha256) => findFile(db, sha256) ?? [])
}

/** Files taken in before an instant that no dossier, no document, no upload and no withdrawn step holds and nobody fetched: of some hundred thousand a handful, so the database looks and not the caller. */
export function listUnattachedBefore(db: ReadDb, createdBefore: string): FileRow[] {
  return listRows<FileRow>(
    db,
    `SELECT ${fileColumns} FROM file WHERE created_at < ?
       AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.sha256 = file.sha256)
       AND NOT EXISTS (SELECT 1 FROM attachment WHERE signed_sha256 = file.sha256)
       AND NOT EXISTS (SELECT 1 FROM upload WHERE upload.sha256 = file.sha256)
       AND NOT EXISTS (SELECT 1 FROM document_file WHERE document_file.sha256 = file.sha256)
       AND NOT EXISTS (SELECT 1 FROM withdrawn_file WHERE withdrawn_file.sha256 = file.sha256)
       AND NOT EXISTS (SELECT 1 FROM fetched_file WHERE fetched_file.sha256 = file.sha256)`,
    createdBefore
  )
}

/** Whether a dossier holds these bytes, signed or unsigned, they are or were sent, a document of the agency was ever made of them, a step that named them was withdrawn, or they were fetched for another counter's dossier. */
export function isAttached(db: ReadDb, sha256: string): boolean {
  return (
    findRow(db, 'SELECT 1 FROM attachment WHERE sha256 = ? OR signed_sha256 = ? LIMIT 1', sha256, sha256) !== undefined ||
    findRow(db, 'SELECT 1 FROM upload WHERE sha256 = ? LIMIT 1', sha256) !== undefined ||
    findRow(db, 'SELECT 1 FROM document_file WHERE sha256 = ? LIMIT 1', sha256) !== undefined ||
    findRow(db, 'SELECT 1 FROM withdrawn_file WHERE sha256 = ?', sha256) !== undefined ||
    findRow(db, 'SELECT 1 FROM fetched_file WHERE sha256 = ? LIMIT 1', sha256) !== undefined
  )
}

export function deleteFile(db: WriteDb, sha256: string): void {
  run(db, 'DELETE FROM file WHERE sha256 = ?', sha256)
}

export function toStoredFile(filesFolder: string, file: FileRow): StoredFile {
  return { path: join(filesFolder, file.path), key: file.key, sha256: file.sha256 }
}

export function insertAttachment(db: WriteDb, attachment: { sha256: string; dossier: string; component: string; name: string }): void {
  run(db, 'INSERT INTO attachment (sha256, dossier, component, name) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', attachment.sha256, attachment.dossier, attachment.component, attachment.name)
}

/** One paper under one component: the same scan handed in twice is signed twice. */
export function markSigned(db: WriteDb, attachment: Pick<AttachmentRow, 'dossier' | 'component' | 'sha256'>, signedSha256: string): void {
  run(db, 'UPDATE attachment SET signed_sha256 = ? WHERE dossier = ? AND component = ? AND sha256 = ?', signedSha256, attachment.dossier, attachment.component, attachment.sha256)
}

export function listAttachments(db: ReadDb, dossier: string): AttachmentRow[] {
  return listRows<AttachmentRow>(db, `SELECT ${attachmentColumns} FROM attachment JOIN file ON file.sha256 = attachment.sha256 WHERE dossier = ? ORDER BY component, name`, dossier)
}

/**
 * Another counter signed the same bytes of this paper: there is nothing left to sign here. They stay as long as its dossier does: until that counter has sent what it signed, there may be no others should its PC be lost.
 */
export function dropUnsigned(db: WriteDb, attachment: Pick<AttachmentRow, 'dossier' | 'component' | 'sha256'>): void {
  const { dossier, component, sha256 } = attachment
  const { changes } = run(db, 'DELETE FROM attachment WHERE dossier = ? AND component = ? AND sha256 = ? AND signed_sha256 IS NULL', dossier, component, sha256)
  if (changes > 0) keepForDossier(db, dossier, sha256)
}

/** Bytes of another counter's file: no sweep takes them, the purge of their dossier does. */
export function keepForDossier(db: WriteDb, lane: string, sha256: string): void {
  run(db, 'INSERT INTO fetched_file (sha256, lane) VALUES (?, ?) ON CONFLICT DO NOTHING', sha256, lane)
}

/** Scans that lack their officer's signature, of one dossier or of all; those that cannot be signed first, then the oldest. */
export function listUnsigned(db: ReadDb, options: { dossier?: string | undefined; limit?: number } = {}): AttachmentRow[] {
  const { dossier, limit = -1 } = options
  const unsigned = `SELECT ${attachmentColumns} FROM attachment JOIN file ON file.sha256 = attachment.sha256 WHERE signed_sha256 IS NULL`
  const order = 'ORDER BY isDamaged DESC, file.created_at, attachment.sha256 LIMIT ?'
  return dossier === undefined ? listRows<AttachmentRow>(db, `${unsigned} ${order}`, limit) : listRows<AttachmentRow>(db, `${unsigned} AND dossier = ? ${order}`, dossier, limit)
}

/** Those that can be signed. From the index alone: the bar asks several times a second, and an office without a token has thousands. */
export function countUnsigned(db: ReadDb): number {
  return findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM attachment WHERE signed_sha256 IS NULL')!.count - countDamaged(db)
}

export function listAllFiles(db: ReadDb): FileRow[] {
  return listRows<FileRow>(db, `SELECT ${fileColumns} FROM file`)
}

/** Paths of all files the database knows, to tell what a crash left behind. */
export function listFilePaths(db: ReadDb): Set<string> {
  return new Set(listRows<{ path: string }>(db, 'SELECT path FROM file').map((row) => row.path))
}
