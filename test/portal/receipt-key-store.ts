import { randomUUID, type KeyObject } from 'node:crypto'
import { createSigningKey, importPrivateKey } from '../../electron/crypto/ed25519.ts'
import type { Queryable } from './database.ts'

/** A key that receipts are signed with, and what it is known by. */
export interface ReceiptKey {
  keyId: string
  privateKey: KeyObject
}

interface PrivateRow {
  key_id: string
  private_key: string
}

/** The newest key whose time has come, asked at each signature: every instance changes at the same moment. */
export async function getSigningKey(db: Queryable, now: Date): Promise<ReceiptKey> {
  const [row] = await db.query<PrivateRow>('select key_id, private_key from receipt_key where signs_from <= $1 order by ordinal desc limit 1', [now.toISOString()])
  if (!row) throw new Error('the portal has no receipt key')
  return toKey(row)
}

/** Makes the first key; every instance on the database has the same. The caller holds the lock. */
export async function ensureReceiptKey(tx: Queryable): Promise<void> {
  if ((await tx.query('select 1 from receipt_key limit 1')).length === 0) await insertReceiptKey(tx)
}

export async function insertReceiptKey(tx: Queryable, signsFrom?: Date): Promise<string> {
  const key = createSigningKey()
  const keyId = `receipt-${randomUUID()}`
  await tx.query("insert into receipt_key (key_id, public_key, private_key, signs_from) values ($1, $2, $3, coalesce($4::timestamptz, '-infinity'))", [
    keyId,
    key.publicKey,
    key.privateKey,
    signsFrom?.toISOString() ?? null
  ])
  return keyId
}

/** Every key a receipt was or may be signed with, oldest first: old receipts stay verifiable. */
export async function getReceiptKeys(db: Queryable): Promise<{ keyId: string; publicKey: string }[]> {
  const rows = await db.query<{ key_id: string; public_key: string }>('select key_id, public_key from receipt_key order by ordinal')
  return rows.map((row) => ({ keyId: row.key_id, publicKey: row.public_key }))
}

export interface ListedReceiptKey {
  keyId: string
  /** Undefined for the first: from the beginning. */
  signsFrom: Date | undefined
}

/** Oldest first, with the time from which each signs. */
export async function listReceiptKeys(db: Queryable): Promise<ListedReceiptKey[]> {
  const rows = await db.query<{ key_id: string; signs_from: string | null }>("select key_id, case when isfinite(signs_from) then to_json(signs_from)#>>'{}' end as signs_from from receipt_key order by ordinal")
  return rows.map((row) => ({ keyId: row.key_id, signsFrom: row.signs_from === null ? undefined : new Date(row.signs_from) }))
}

/** All of them with their private halves: each signs an announcement. */
export async function getAllReceiptKeys(db: Queryable): Promise<ReceiptKey[]> {
  return (await db.query<PrivateRow>('select key_id, private_key from receipt_key order by ordinal')).map(toKey)
}

function toKey(row: PrivateRow): ReceiptKey {
  return { keyId: row.key_id, privateKey: importPrivateKey('ed25519', row.private_key) }
}
