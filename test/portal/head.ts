import type { SignedHead } from '../../electron/contract/wire.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import type { PortalContext } from './context.ts'
import type { Queryable } from './database.ts'
import { getSigningKey, type ReceiptKey } from './receipt-key-store.ts'

/** What the portal holds of a device, as it signs it. */
export interface HeldHead {
  epoch: number
  seq: number
  hash: string
  entries: number
  files: number
  incarnation: string
}

export async function getHead(db: Queryable, device: string): Promise<HeldHead> {
  const [row] = await db.query<HeldHead>(
    `select head_epoch as epoch, head_seq as seq, head_hash as hash, held_entries as entries, held_files as files, (select id from incarnation where ended_at is null) as incarnation
     from device where id = $1`,
    [device]
  )
  if (!row) throw new Error('a signed request of a device that is gone')
  return row
}

export async function signHead(context: PortalContext, db: Queryable, device: string, head: HeldHead): Promise<SignedHead> {
  return signHeadWith(await getSigningKey(db, context.now()), context, device, head)
}

export function signHeadWith({ keyId, privateKey }: ReceiptKey, context: PortalContext, device: string, head: HeldHead): SignedHead {
  const { epoch, seq, hash, entries, files, incarnation } = head
  const statement = { type: 'qmc-chain-head' as const, portal: context.portalId, device, epoch, seq, hash, entries, files, incarnation, signedAt: context.now().toISOString() }
  return signStatement(statement, keyId, privateKey)
}
