import type { Draft } from '../../contract/intake.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export interface StoredDraft {
  officer: string
  updatedAt: string
  draft: Draft
}

export function putDraft(db: WriteDb, draft: Draft, officer: string, updatedAt: string): void {
  run(
    db,
    'INSERT INTO draft (id, officer, updated_at, content) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET officer = excluded.officer, updated_at = excluded.updated_at, content = excluded.content',
    draft.id,
    officer,
    updatedAt,
    JSON.stringify(draft)
  )
}

/** Of all officers. */
export function countDrafts(db: ReadDb): number {
  return findRow<{ count: number }>(db, 'SELECT count(*) AS count FROM draft')!.count
}

/** Of these officers, newest first. */
export function listDrafts(db: ReadDb, officers: readonly string[]): StoredDraft[] {
  const sql = 'SELECT officer, updated_at AS updatedAt, content FROM draft WHERE officer IN (SELECT value FROM json_each(?)) ORDER BY updated_at DESC'
  return listRows<{ officer: string; updatedAt: string; content: string }>(db, sql, JSON.stringify(officers)).map(({ content, ...row }) => ({ ...row, draft: JSON.parse(content) as Draft }))
}

/** A draft of one of these officers; another's is not theirs to read. */
export function findDraft(db: ReadDb, id: string, officers: readonly string[]): Draft | undefined {
  const row = findRow<{ content: string }>(db, 'SELECT content FROM draft WHERE id = ? AND officer IN (SELECT value FROM json_each(?))', id, JSON.stringify(officers))
  return row ? (JSON.parse(row.content) as Draft) : undefined
}

export function deleteDraft(db: WriteDb, id: string): void {
  run(db, 'DELETE FROM draft WHERE id = ?', id)
}
