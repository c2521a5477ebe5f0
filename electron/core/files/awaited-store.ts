import type { DossierFile } from '../../domain/dossier.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { insertAttachment, markSigned } from './file-store.ts'

export interface AwaitedFile {
  dossier: string
  sha256: string
  component: string
  name: string
  sizeBytes: number
}

const columns = 'dossier, sha256, component, name, size_bytes AS sizeBytes'

/** Notes what a citizen filed online and this counter does not have; what it has under another dossier is attached at once. */
export function awaitFiles(db: WriteDb, dossier: string, files: readonly DossierFile[]): void {
  for (const { sha256, componentId, name, sizeBytes, origin } of files) {
    const component = componentId ?? ''
    if (origin !== 'online' || findRow(db, 'SELECT 1 FROM attachment WHERE dossier = ? AND component = ? AND sha256 = ?', dossier, component, sha256)) continue
    run(db, 'INSERT INTO awaited_file (dossier, sha256, component, name, size_bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', dossier, sha256, component, name, sizeBytes)
    if (findRow(db, 'SELECT 1 FROM file WHERE sha256 = ?', sha256)) attachFetched(db, sha256)
  }
}

export function listAwaited(db: ReadDb, dossier: string): AwaitedFile[] {
  return listRows<AwaitedFile>(db, `SELECT ${columns} FROM awaited_file WHERE dossier = ? ORDER BY component, name`, dossier)
}

/** The next to fetch. @param after passes over what had not reached the portal: up to this key */
export function findAwaited(db: ReadDb, after: string): AwaitedFile | undefined {
  return findRow<AwaitedFile>(db, `SELECT ${columns} FROM awaited_file WHERE dossier || ' ' || sha256 > ? ORDER BY dossier, sha256 LIMIT 1`, after)
}

/** The bytes are here: a paper of every dossier that waited for them. A citizen's file is sent on as it is: nobody signs it here. False when none waits any more. */
export function attachFetched(db: WriteDb, sha256: string): boolean {
  const waiting = listRows<AwaitedFile>(db, `SELECT ${columns} FROM awaited_file WHERE sha256 = ?`, sha256)
  for (const { dossier, component, name } of waiting) {
    insertAttachment(db, { sha256, dossier, component, name })
    markSigned(db, { dossier, component, sha256 }, sha256)
  }
  run(db, 'DELETE FROM awaited_file WHERE sha256 = ?', sha256)
  return waiting.length > 0
}
