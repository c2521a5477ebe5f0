import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import type { RecoveryKey } from '../../electron/contract/wire.ts'
import { exportPublicKey, importPrivateKey } from '../../electron/crypto/ed25519.ts'
import type { Database, Queryable } from './database.ts'

/** Makes the key at the first start; every instance on the database has the same. */
export async function openRecoveryKey(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(734205)')
    if ((await tx.query('select 1 from recovery_key limit 1')).length > 0) return
    const { privateKey } = generateKeyPairSync('x25519')
    const raw = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64')
    await tx.query('insert into recovery_key (key_id, public_key, private_key) values ($1, $2, $3)', [`recovery-${randomUUID()}`, exportPublicKey(privateKey), raw])
  })
}

export async function getRecoveryKey(db: Queryable): Promise<RecoveryKey> {
  const [row] = await db.query<{ key_id: string; public_key: string }>('select key_id, public_key from recovery_key order by created_at desc, key_id limit 1')
  if (!row) throw new Error('the portal has no recovery key')
  return { keyId: row.key_id, publicKey: row.public_key }
}

export async function findRecoveryPrivateKey(db: Queryable, keyId: string): Promise<KeyObject | undefined> {
  const [row] = await db.query<{ private_key: string }>('select private_key from recovery_key where key_id = $1', [keyId])
  return row && importPrivateKey('x25519', row.private_key)
}
