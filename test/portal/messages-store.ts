import { randomUUID } from 'node:crypto'
import { PortalMessage } from '../../electron/domain/portal-message.ts'
import { putChanges } from './change-store.ts'
import type { Database, Queryable } from './database.ts'

export interface SentMessage extends PortalMessage {
  /** Null: to every office. */
  officeName: string | null
}

/** Tells every counter, or those of one office. */
export async function sendMessage(database: Database, message: Pick<PortalMessage, 'text' | 'until'>, options: { officeId: string | undefined; now: Date }): Promise<void> {
  const value: PortalMessage = { ...message, id: randomUUID(), at: options.now.toISOString(), withdrawn: false }
  await database.transaction((tx) => putChanges(tx, [{ kind: 'portal-message', ref: value.id, officeId: options.officeId, value }]))
}

/** False when there is no such message. */
export async function withdrawMessage(database: Database, id: string): Promise<boolean> {
  return database.transaction(async (tx) => {
    const [row] = await tx.query<{ value: unknown; office_id: string | null }>(`select value, office_id from change_log where kind = 'portal-message' and ref = $1 for update`, [id])
    if (!row) return false
    await putChanges(tx, [{ kind: 'portal-message', ref: id, officeId: row.office_id ?? undefined, value: { ...PortalMessage.parse(row.value), withdrawn: true } }])
    return true
  })
}

/** Newest first. */
export async function listMessages(db: Queryable): Promise<SentMessage[]> {
  const rows = await db.query<{ value: unknown; officeName: string | null }>(
    `select c.value, o.name as "officeName" from change_log c left join office o on o.id = c.office_id where c.kind = 'portal-message' order by c.value->>'at' desc limit 100`
  )
  return rows.map(({ value, officeName }) => ({ ...PortalMessage.parse(value), officeName }))
}
