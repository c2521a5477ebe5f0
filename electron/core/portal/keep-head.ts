import type { SignedHead } from '../../contract/wire.ts'
import { importPublicKey } from '../../crypto/ed25519.ts'
import { hasForgotten, isPutBack } from '../../crypto/head.ts'
import { isSignedByPortal, type FindReceiptKey } from '../../crypto/receipt.ts'
import { findRestored } from '../continuity/restored.ts'
import { getDevice, getIdentity } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { disputesHead } from '../journal/chain-watch.ts'
import { findLink } from '../journal/journal-store.ts'

/** The portal's keys, as this counter was given them. */
export function findPortalKey(db: ReadDb): FindReceiptKey {
  const { receiptKeys } = getDevice(db)
  return (keyId) => {
    const key = receiptKeys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  }
}

/** The last head that the portal signed for this counter. */
export function findKeptHead(db: ReadDb): SignedHead | undefined {
  const kept = findSetting<SignedHead | null>(db, 'signed-head')
  return kept?.signature ? kept : undefined
}

/** `own`: a place of this very journal. `lost`: of what a restore of this counter lost, which the portal names until the new epoch has a head. */
export function judgeHead(db: ReadDb, head: SignedHead): 'own' | 'lost' | 'disputed' | 'unsigned' {
  const { statement } = head
  if (statement.device !== getDevice(db).device || !isSignedByPortal(head, findPortalKey(db))) return 'unsigned'
  if (statement.seq === 0 || findLink(db, statement.seq)?.hash === statement.hash) return 'own'
  if (disputesHead(db, statement)) return 'disputed'
  return findRestored(db) !== undefined || statement.epoch < getIdentity(db).epoch ? 'lost' : 'disputed'
}

/**
 * Keeps a head of this journal. One that shows that the portal forgot, or was put back, replaces nothing: it makes a recall due, to which the kept one is the evidence. One that is only old
 * (an answer delivered late) is passed over.
 */
export function keepHead(db: WriteDb, head: SignedHead): void {
  const kept = findKeptHead(db)
  if (!kept) return putSetting(db, 'signed-head', head)
  const { statement: earlier } = kept
  const { statement: later } = head
  if (hasForgotten(earlier, later) || isPutBack(earlier, later)) return putSetting(db, 'recall-due', true)
  const isOlder = later.epoch < earlier.epoch || (later.epoch === earlier.epoch && later.seq < earlier.seq) || (later.entries ?? 0) < (earlier.entries ?? 0) || (later.files ?? 0) < (earlier.files ?? 0)
  const isSame = later.hash === earlier.hash && later.entries === earlier.entries && later.files === earlier.files && later.incarnation === earlier.incarnation
  // The same head is signed anew at every pull: not worth a commit.
  if (!isOlder && !isSame) putSetting(db, 'signed-head', head)
}
