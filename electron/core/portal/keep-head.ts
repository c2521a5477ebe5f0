import type { SignedHead } from '../../contract/wire.ts'
import { importPublicKey } from '../../crypto/ed25519.ts'
import { hasForgotten, isPutBack } from '../../crypto/head.ts'
import { isSignedByPortal, type FindReceiptKey } from '../../crypto/receipt.ts'
import { findRestored } from '../continuity/restored.ts'
import { getDevice, getIdentity, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
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
 * Keeps a head of this journal. One that shows less, or that the portal was put back, replaces nothing: it makes a recall due, to which the kept one is the evidence. If it was only an answer
 * delivered late, that costs one question.
 */
export function keepHead(db: WriteDb, head: SignedHead): void {
  const kept = findKeptHead(db)
  if (!kept) return putSetting(db, 'signed-head', head)
  const { statement: earlier } = kept
  const { statement: later } = head
  if (hasForgotten(earlier, later) || isPutBack(earlier, later)) {
    if (findSetting(db, 'recall-due') !== true) putSetting(db, 'recall-due', true)
    return
  }
  // One that does not count says nothing of what it counted.
  const isSilent = (later.entries === undefined && earlier.entries !== undefined) || (later.files === undefined && earlier.files !== undefined)
  const isSame = later.hash === earlier.hash && later.entries === earlier.entries && later.files === earlier.files && later.incarnation === earlier.incarnation
  // The same head is signed anew at every pull: not worth a commit.
  if (!isSilent && !isSame) putSetting(db, 'signed-head', head)
}

/** A signed head that is no place of this very journal closes it (journal/closed.ts): another machine writes under its name, and be it ahead of this one. */
export function keepDisputed({ db, emit }: Pick<CoreContext, 'db' | 'emit'>, head: SignedHead): void {
  if (findSetting(db, 'disputed-head')) return
  write(db, (writeDb) => putSetting(writeDb, 'disputed-head', head))
  emit('data.changed', { areas: ['queue'] })
}
