import { problemTypes } from '../../contract/problem-types.ts'
import { BatchedPushResponse, type Problem } from '../../contract/wire.ts'
import { createReceiptReader } from '../../crypto/receipt.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { isBehindWaiting, markNeedsOfficer, markReceived, requeue } from '../outbox/delivery-store.ts'
import { insertReceiptBatch } from '../outbox/receipt-batch-store.ts'
import type { Batch } from './batch.ts'
import { findPortalKey, judgeHead, keepDisputed, keepHead } from './keep-head.ts'
import type { PortalFailure } from './portal-client.ts'

/** What came of an answer; of `PushOutcome`. */
export type Kept =
  /** The portal answered; `settled` entries are now received or wait for an officer, or so many links were brought ahead of them; the rest is queued again. */
  | { kind: 'answered'; settled: number; serverTime: string }
  /** A receipt or head that does not verify: nothing was taken as received. */
  | { kind: 'receipt-invalid' }

/** What was answered, where it is an answer to this batch. */
export function readAnswer(batch: Batch, answered: Result<unknown, PortalFailure>): Result<BatchedPushResponse, PortalFailure> {
  if (!answered.ok) return answered
  const response = BatchedPushResponse.safeParse(answered.value)
  return response.success && answersAll(batch, response.data) ? ok(response.data) : err({ kind: 'nonsense', status: 200 })
}

/** An answer that is silent on an entry would be asked for again at once and for ever: it is none. One to links alone must move the head. */
function answersAll({ entries, chain }: Batch, response: BatchedPushResponse): boolean {
  const answered = new Set(response.results.map(({ seq }) => seq))
  const links = chain.map(({ seq }) => seq)
  const { seq } = response.head.statement
  return [...entries.keys()].every((entry) => answered.has(entry)) && (entries.size > 0 || links.includes(seq) || seq > (links.at(-1) ?? 0))
}

/** Keeps what the portal proves, all of the batch in one commit. @param also what goes into it where the answer is proven */
export function keepProven(context: CoreContext, { entries, chain, reach }: Batch, response: BatchedPushResponse, also: (db: WriteDb) => void): Kept {
  const { db } = context
  const { device } = getDevice(db)
  const reader = createReceiptReader(findPortalKey(db))
  const hashOf = (seq: number): string => entries.get(seq) ?? ''
  const isProven = response.results.every(
    (result) => result.outcome !== 'accepted' || !result.receipt || reader.isReceiptValid(result.receipt, { device, seq: result.seq, entryHash: hashOf(result.seq) })
  )
  // What was accepted without a receipt of its own is proved together, or not at all.
  const together = response.results.flatMap((result) => (result.outcome === 'accepted' && !result.receipt ? [hashOf(result.seq)] : []))
  const batch = together.length > 0 ? response.batch : undefined
  const areProven = together.length === 0 || (batch !== undefined && reader.isBatchValid(batch, { device, entryHashes: together }))
  const verdict = judgeHead(db, response.head)
  if (!isProven || !areProven || verdict === 'unsigned' || verdict === 'disputed') {
    write(db, (writeDb) => requeue(writeDb, [...entries.keys()]))
    if (verdict === 'disputed') keepDisputed(context, response.head)
    context.emit('data.changed', { areas: ['queue'] })
    return { kind: 'receipt-invalid' }
  }
  let settled = 0
  write(db, (writeDb) => {
    const waiting = new Set(entries.keys())
    const kept = batch && insertReceiptBatch(writeDb, batch, together)
    for (const result of response.results) {
      if (result.outcome === 'accepted') markReceived(writeDb, result.seq, (result.receipt ?? kept)!, response.serverTime)
      else if (entries.has(result.seq) && !isBecauseOfAnother(writeDb, result)) markNeedsOfficer(writeDb, result.seq, result.problem, response.serverTime)
      else continue
      settled += 1
      waiting.delete(result.seq)
    }
    requeue(writeDb, [...waiting])
    if (verdict === 'own') keepHead(writeDb, response.head)
    // The portal holds every link of a request it has taken.
    const base = verdict === 'own' ? response.head.statement.seq : chain.length > 0 ? reach : undefined
    if (base !== undefined) putSetting(writeDb, 'chain-base', base)
    putSetting(writeDb, 'last-contact', response.serverTime)
    also(writeDb)
  })
  context.emit('data.changed', { areas: ['queue', 'dossier'] })
  // Links that went ahead of their entries are on their way for good.
  return { kind: 'answered', settled: entries.size === 0 ? chain.length : settled, serverTime: response.serverTime }
}

/** The next batch goes out before an answer is kept: what followed an entry that is refused meanwhile stands on a base the portal does not have, and nothing was lost there. */
function isBecauseOfAnother(db: ReadDb, { seq, problem }: { seq: number; problem: Problem }): boolean {
  return problem.type === problemTypes.dossierWaits || (problem.type === problemTypes.baseUnknown && isBehindWaiting(db, seq))
}
