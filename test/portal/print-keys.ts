import type { Queryable } from './database.ts'
import { openContext } from './open-context.ts'
import { getReceiptKeys } from './receipt-key-store.ts'

/** The public keys an auditor verifies an export with: she has them from the portal, never from the counter. */
export async function getAuditKeys(db: Queryable): Promise<{ receiptKeys: { keyId: string; publicKey: string }[]; devices: { device: string; publicKey: string }[] }> {
  const devices = await db.query<{ id: string; public_key: string }>('select device_id as id, public_key from device_key order by device_id, ordinal')
  return { receiptKeys: await getReceiptKeys(db), devices: devices.map(({ id, public_key }) => ({ device: id, publicKey: public_key })) }
}

/** `node test/portal/print-keys.ts > keys.json` */
if (import.meta.main) {
  const { database } = await openContext()
  try {
    process.stdout.write(`${JSON.stringify(await getAuditKeys(database), undefined, 2)}\n`)
  } finally {
    await database.close()
  }
}
