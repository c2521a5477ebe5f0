import type { Change } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { deleteReference, putReference } from '../catalogue/reference-store.ts'
import { listRows } from '../db/statements.ts'

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

export function listUnread(db: ReadDb): Change[] {
  return listRows<{ kind: string; id: string; value: string }>(db, 'SELECT kind, id, value FROM reference WHERE kind >= ? AND kind < ?', prefix, 'unread0').map(({ kind, id, value }) => ({ kind: kind.slice(prefix.length), id, value: JSON.parse(value) as unknown }))
}

/** How many there are of each kind. */
export function countUnread(db: ReadDb): { kind: string; count: number }[] {
  return listRows<{ kind: string; count: number }>(db, 'SELECT kind, count(*) AS count FROM reference WHERE kind >= ? AND kind < ? GROUP BY kind', prefix, 'unread0').map(({ kind, count }) => ({ kind: kind.slice(prefix.length), count }))
}
