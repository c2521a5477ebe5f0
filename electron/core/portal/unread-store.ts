import type { Change } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { deleteReference, putReference } from '../catalogue/reference-store.ts'
import { findRow, listRows } from '../db/statements.ts'

/**
 * Changes of the portal's feed that this build cannot read: a portal may be brought to a new release before its counters are. The feed tells each thing once, so they are kept as they came, until the portal tells of the same
 * thing what can be read, or a later build reads them.
 */
const prefix = 'unread/'

export function keepUnread(db: WriteDb, { kind, id, value }: Change): void {
  putReference(db, prefix + kind, id, value)
}

export function dropUnread(db: WriteDb, { kind, id }: Pick<Change, 'kind' | 'id'>): void {
  deleteReference(db, prefix + kind, id)
}

const ofKinds = "FROM reference WHERE kind IN (SELECT 'unread/' || value FROM json_each(?))"

/** Of these kinds alone: however much a newer portal tells of others, it is not looked through. */
export function listUnread(db: ReadDb, kinds: readonly string[]): Change[] {
  return listRows<{ kind: string; id: string; value: string }>(db, `SELECT kind, id, value ${ofKinds}`, JSON.stringify(kinds)).map(({ kind, id, value }) => ({ kind: kind.slice(prefix.length), id, value: JSON.parse(value) as unknown }))
}

/** How many there are of these kinds. */
export function countUnread(db: ReadDb, kinds: readonly string[]): number {
  return findRow<{ count: number }>(db, `SELECT count(*) AS count ${ofKinds}`, JSON.stringify(kinds))?.count ?? 0
}
