import { randomBytes, randomUUID } from 'node:crypto'
import { createSigningKey, importPrivateKey } from '../../electron/crypto/ed25519.ts'
import type { ReceiptKey } from './context.ts'
import type { Database, Queryable } from './database.ts'

export interface PortalIdentity {
  portalId: string
  adminToken: string
  receiptKey: ReceiptKey
}

/** The portal's name, admin token and receipt key: made at the first start, kept in the database, the same for every instance. */
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
    return { portalId: portal.id, adminToken: portal.admin_token, receiptKey: await currentReceiptKey(tx) }
  })
}

async function currentReceiptKey(tx: Queryable): Promise<ReceiptKey> {
  const sql = 'select key_id, private_key from receipt_key where retired_at is null order by created_at desc, key_id limit 1'
  const [row] = await tx.query<{ key_id: string; private_key: string }>(sql)
  if (row) return { keyId: row.key_id, privateKey: importPrivateKey('ed25519', row.private_key) }
  const key = createSigningKey()
  const keyId = `receipt-${randomUUID()}`
  await tx.query('insert into receipt_key (key_id, public_key, private_key) values ($1, $2, $3)', [keyId, key.publicKey, key.privateKey])
  return { keyId, privateKey: importPrivateKey('ed25519', key.privateKey) }
}

/** Every key a receipt may be signed with, retired ones too: old receipts stay verifiable. */
export async function getReceiptKeys(db: Queryable): Promise<{ keyId: string; publicKey: string }[]> {
  const rows = await db.query<{ key_id: string; public_key: string }>('select key_id, public_key from receipt_key order by created_at, key_id')
  return rows.map((row) => ({ keyId: row.key_id, publicKey: row.public_key }))
}
