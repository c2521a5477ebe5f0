import type { Draft } from '../../contract/intake.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export interface StoredDraft {
  updatedAt: string
  draft: Draft
}

export function putDraft(db: WriteDb, draft: Draft, officer: string, updatedAt: string): void {
  run(
    db,
    'INSERT INTO draft (id, officer, updated_at, content) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, content = excluded.content',
    draft.id,
    officer,
    updatedAt,
    JSON.stringify(draft)
  )
}

/** Newest first. */
export function listDrafts(db: ReadDb, officer: string): StoredDraft[] {
  return listRows<{ updated_at: string; content: string }>(db, 'SELECT updated_at, content FROM draft WHERE officer = ? ORDER BY updated_at DESC', officer).map((row) => ({
    updatedAt: row.updated_at,
    draft: JSON.parse(row.content) as Draft
  }))
}

/** An officer's own draft; another's is not hers to read. */
export function findDraft(db: ReadDb, id: string, officer: string): Draft | undefined {
  const row = findRow<{ content: string }>(db, 'SELECT content FROM draft WHERE id = ? AND officer = ?', id, officer)
  return row ? (JSON.parse(row.content) as Draft) : undefined
}

export function deleteDraft(db: WriteDb, id: string): void {
  run(db, 'DELETE FROM draft WHERE id = ?', id)
}
