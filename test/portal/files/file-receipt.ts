import type { FileReceipt } from '../../../electron/contract/wire.ts'
import { canonicalJson } from '../../../electron/crypto/canonical.ts'
import { signStatement } from '../../../electron/crypto/receipt.ts'
import type { PortalContext } from '../context.ts'
import type { Queryable } from '../database.ts'
import { getSigningKey } from '../receipt-key-store.ts'
import { findHeldFile } from './finish-upload.ts'

type Statement = FileReceipt['statement']

/** The portal's signed word that it holds a file: made once, then the same bytes each time. Undefined when the file is not held. */
export async function getFileReceipt(context: PortalContext, device: string, dossier: string, sha256: string): Promise<FileReceipt | undefined> {
  const file = await findHeldFile(context, sha256)
  if (!file) return undefined
  const statement: Statement = { type: 'qmc-file-receipt', portal: context.portalId, device, dossier, sha256, size: file.sizeBytes, signedAt: context.now().toISOString() }
  return context.database.transaction(async (tx) => {
    const { keyId, privateKey } = await getSigningKey(tx, context.now())
    await insertFileReceipt(tx, signStatement(statement, keyId, privateKey))
    return readFileReceipt(tx, device, dossier, sha256)
  })
}

async function insertFileReceipt(tx: Queryable, { statement, keyId, signature }: FileReceipt): Promise<void> {
  await tx.query(
    `with added as (
       insert into file_receipt (device_id, dossier_id, sha256, statement, key_id, signature) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1)
     update device set held_files = held_files + 1 where id = $1 and exists (select 1 from added)`,
    [statement.device, statement.dossier, statement.sha256, canonicalJson(statement), keyId, signature]
  )
}

async function readFileReceipt(tx: Queryable, device: string, dossier: string, sha256: string): Promise<FileReceipt | undefined> {
  const [row] = await tx.query<{ statement: string; key_id: string; signature: string }>(
    'select statement, key_id, signature from file_receipt where device_id = $1 and dossier_id = $2 and sha256 = $3',
    [device, dossier, sha256]
  )
  return row && { statement: JSON.parse(row.statement) as Statement, keyId: row.key_id, signature: row.signature }
}
