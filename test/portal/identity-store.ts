import { randomBytes, randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import { ensureReceiptKey } from './receipt-key-store.ts'

export interface PortalIdentity {
  portalId: string
  adminToken: string
}

/** The portal's name, admin token and first receipt key: made at the first start, kept in the database, the same for every instance. */
export async function openIdentity(database: Database, options: { adminToken?: string | undefined }): Promise<PortalIdentity> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(734202)')
    let [portal] = await tx.query<{ id: string; admin_token: string }>('select id, admin_token from portal')
    if (!portal) {
      portal = { id: `portal-${randomUUID()}`, admin_token: options.adminToken ?? randomBytes(18).toString('base64url') }
      await tx.query('insert into portal (id, feed_generation, admin_token) values ($1, $2, $3)', [portal.id, randomUUID(), portal.admin_token])
    } else if (options.adminToken && options.adminToken !== portal.admin_token) {
      portal.admin_token = options.adminToken
      await tx.query('update portal set admin_token = $1', [options.adminToken])
    }
    await ensureReceiptKey(tx)
    return { portalId: portal.id, adminToken: portal.admin_token }
  })
}
