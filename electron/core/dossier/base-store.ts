import type { Dossier } from '../../domain/dossier.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, run } from '../db/statements.ts'
import { findHead } from '../journal/journal-store.ts'

/** Keeps the dossier as the portal knows it, before the first entry that waits is laid upon it. */
export function keepBase(db: WriteDb, id: string, dossier: Dossier): void {
  if (findRow(db, `SELECT 1 FROM delivery WHERE lane = ? AND state <> 'received' LIMIT 1`, id)) return
  run(
    db,
    'INSERT INTO dossier_base (id, seq, state) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, state = excluded.state',
    id,
    findHead(db)?.seq ?? 0,
    JSON.stringify(dossier)
  )
}

export function findBase(db: ReadDb, id: string): { seq: number; dossier: Dossier } | undefined {
  const row = findRow<{ seq: number; state: string }>(db, 'SELECT seq, state FROM dossier_base WHERE id = ?', id)
  return row && { seq: row.seq, dossier: JSON.parse(row.state) as Dossier }
}

/** What waited has arrived: its base is of no more use. */
export function dropSpentBases(db: WriteDb): void {
  run(db, `DELETE FROM dossier_base WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.lane = dossier_base.id AND delivery.state <> 'received')`)
}
