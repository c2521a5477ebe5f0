import { setImmediate } from 'node:timers/promises'
import { problemTypes } from '../../contract/problem-types.ts'
import type { BatchedPushResponse } from '../../contract/wire.ts'
import type { Result } from '../../domain/result.ts'
import type { CoreContext } from '../context.ts'
import { write, type WriteDb } from '../db/open.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { areOfOneLane, findDelivery, markNeedsOfficer, markSending, requeue, requeueFaulty, takeBack } from '../outbox/delivery-store.ts'
import { listDueEntries, mayRunAhead } from '../outbox/due.ts'
import { findWaitingAgain } from '../outbox/offered-again-store.ts'
import { createSuspects, type Suspect } from '../outbox/suspects.ts'
import { isPortalFault, isSilence, readBlame } from './blame.ts'
import { composeBatch, linksOfEntry, type Batch } from './batch.ts'
import type { HeldRequest, PortalClient, PortalFailure } from './portal-client.ts'
import { keepProven, readAnswer, type Kept } from './push-answer.ts'

export type PushOutcome =
  | { kind: 'nothing-due' }
  | Kept
  /** `isLasting`: several times in a row nobody answered, or not as the protocol says; whether that is the line or what was sent is seen by a pull. */
  | { kind: 'failed'; failure: PortalFailure; isLasting: boolean }
  /** The portal takes no request of this size (413). What it held is queued again: fewer entries, or fewer links ahead of them, may pass. */
  | { kind: 'too-large'; entries: number }
  /** The same said of one entry: it is queued again, and others are tried before it is blamed. */
  | { kind: 'one-too-large'; isLong: boolean }
  /** 5xx, or what counts as one (readBlame); `isLasting`: several times in a row, and fewer entries, or fewer links ahead of them, may pass; `isExpected`: of one that was at fault before, which says nothing of the line. */
  | { kind: 'faulty'; failure: PortalFailure; entries: number; isLasting: boolean; isExpected: boolean }
  /** The one entry of the request is what the portal refuses: it waits for an officer. */
  | { kind: 'put-aside' }
  /** The portal failed on one entry after the other, each alone, or on links alone. */
  | { kind: 'none-taken' }

/** No portal and no proxy has a limit as low as this. */
const longBytes = 64 * 1024

/** The next batch is sent ahead only to a portal that answered sooner: on a slow line it would take what the one before it needs, and a busy portal reads it later anyway. */
const quickMs = 500

/** So many answers of 5xx, or none, in a row are no passing weakness. */
const faultsBorne = 3
/** So much of what is due is looked through for others where an entry is under suspicion. */
const mostLookedThrough = 10_000

/** Sends batch after batch, each call one of them. */
export interface Pusher {
  /**
   * Sends the next batch and keeps what the portal proves. An entry is received only with a receipt that leads from its own hash to a root the portal signed
   * (law 2); what is refused waits for an officer with the reason; what got no answer is queued again under the same key.
   */
  push(limit: number): Promise<PushOutcome>
  /** A batch was sent whose answer has not been read. */
  isUnderWay(): boolean
  /** A pull has passed. */
  pulled(): void
  /** One has not: who was refused before may have met the same. */
  pullFailed(): void
  /** What the portal failed on while it took others is queued again: a fault passes. @returns whether there was any */
  retryFaulty(): boolean
}

/**
 * While one batch is on its way the next is made ready and sent but for its last byte, so that the portal reads it while it stores the one before; and while the portal works on that one, the proofs of the first are
 * verified and kept: neither end waits for the other's work. A batch still goes only when the one before was answered: without its last byte it is none.
 */
export function createPusher(context: CoreContext, client: PortalClient): Pusher {
  let underWay: { batch: Batch; answer: Promise<Result<unknown, PortalFailure>> } | undefined
  /** Between the last whole request and its answer. */
  let answeredInMs = Infinity
  /** Made ready in the commit that kept the answer before. */
  let ready: Batch | undefined
  const suspects = createSuspects()
  /** Answers of 5xx in a row. */
  let faults = 0
  /** Requests without an answer that the protocol knows: in a row, or since anything is under suspicion. */
  let silences = 0
  /** Those of each entry that alone made up the request, until it is taken: a line cuts others too, and of one that is good it does so seldom this often. */
  const silencesOf = new Map<number, number>()
  /** A pull passed after several of them: it is not the line. Until nothing is under suspicion any more. */
  let isSilenceFault = false

  /** Marks a batch's entries as being sent. */
  function claim(db: WriteDb, limit: number, after?: Batch): Batch | undefined {
    const chosen = suspects.isCalm() ? undefined : suspects.choose(listDueEntries(db, mostLookedThrough))
    const batch = composeBatch(context, limit, chosen ? { chosen } : { after })
    if (!batch) return undefined
    markSending(db, [...batch.entries.keys()])
    return batch
  }

  function claimNow(limit: number, after?: Batch): Batch | undefined {
    const batch = write(context.db, (db) => claim(db, limit, after))
    if (batch) context.emit('data.changed', { areas: ['queue'] })
    return batch
  }

  /** A portal that fails on all rests a while; one that calls all too large is told of at once. */
  function claimFirst(limit: number): Batch | 'none-taken' | undefined {
    const first = claimNow(limit)
    if (first || suspects.isCalm()) return first
    suspects.endTurn()
    return faults > 0 ? 'none-taken' : claimNow(limit)
  }

  /** What goes after this batch. Nothing while the portal has lost something, or an entry is under suspicion. */
  function claimNext(limit: number, after: Batch): Batch | undefined {
    const claimed = ready
    ready = undefined
    if (suspects.isCalm() && mayRunAhead(context.db)) return claimed ?? claimNow(limit, after)
    if (claimed) write(context.db, (db) => takeBack(db, [...claimed.entries.keys()]))
    return undefined
  }

  /**
   * Takes the next batch back where something in it follows a step of its dossier that was refused just now, and is claimed anew without it. The portal would not always see that it does: where another counter has
   * brought the dossier to just the revision it was written on, it would be laid upon what it was never meant for.
   */
  function holdFollowers(next: Batch | undefined, { results }: BatchedPushResponse, held: HeldRequest | undefined): Batch | undefined {
    const refused = results.flatMap(({ outcome, seq }) => (outcome === 'refused' ? [seq] : []))
    if (!next || refused.length === 0 || !areOfOneLane(context.db, refused, [...next.entries.keys()])) return next
    held?.drop()
    write(context.db, (db) => takeBack(db, [...next.entries.keys()]))
    return undefined
  }

  function send(batch: Batch, held?: HeldRequest): typeof underWay {
    faultPoint('core-before-push')
    const sentMs = performance.now()
    const answer = (held ? held.release() : client.request('POST', '/v1/entries', batch.body)).then((answered) => {
      answeredInMs = answered.ok ? performance.now() - sentMs : Infinity
      return answered
    })
    return { batch, answer }
  }

  async function push(limit: number): Promise<PushOutcome> {
    const first = underWay?.batch ?? claimFirst(limit)
    if (first === 'none-taken') return { kind: 'none-taken' }
    if (!first) return { kind: 'nothing-due' }
    const { batch, answer } = (underWay ??= send(first))!
    // The request leaves before this process turns to the next one.
    await setImmediate()
    const claimedNext = claimNext(limit, batch)
    const held = claimedNext && answeredInMs < quickMs ? client.hold('/v1/entries', claimedNext.body) : undefined
    const answered = readAnswer(batch, await answer)
    underWay = undefined
    const next = answered.ok ? holdFollowers(claimedNext, answered.value, held) : undefined
    if (next) underWay = send(next, held)
    else held?.drop()
    if (!answered.ok) return keepRefused(answered.error, batch, claimedNext)
    await setImmediate()
    faultPoint('core-after-push')
    let claimed: Batch | undefined
    const outcome = keepProven(context, batch, answered.value, (db) => {
      if (next && mayRunAhead(db)) claimed = claim(db, limit, next)
    })
    // Only now is it committed.
    ready = claimed
    if (outcome.kind === 'receipt-invalid') {
      suspects.unanswered()
      return outcome
    }
    faults = 0
    if (batch.entries.size > 0) putAside(suspects.taken(batch.entries.keys()))
    for (const seq of batch.entries.keys()) silencesOf.delete(seq)
    // What is taken between two tries of one that nobody answers says nothing of that one.
    if (suspects.isCalm()) {
      silences = 0
      isSilenceFault = false
      silencesOf.clear()
    }
    return outcome
  }

  function putAside(faulty: readonly Suspect[]): void {
    if (faulty.length === 0) return
    const at = new Date(context.now()).toISOString()
    write(context.db, (db) => faulty.forEach(({ seq, problem }) => markNeedsOfficer(db, seq, problem, at)))
    context.emit('data.changed', { areas: ['queue', 'dossier'] })
  }

  /** Whether it is what was sent that nobody answers, as far as the silences so far and the pulls between them tell. @param seq of the entry that alone made up the request */
  function isFaultOfSilence(seq: number | undefined): boolean {
    if (seq === undefined) return isSilenceFault
    const times = (silencesOf.get(seq) ?? 0) + 1
    silencesOf.set(seq, times)
    return isSilenceFault && times > faultsBorne
  }

  /** The whole request came back. `next` was made ready behind it and never sent. */
  function keepRefused(failure: PortalFailure, { entries, chain, body }: Batch, next: Batch | undefined): PushOutcome {
    const { db } = context
    // What is long by the links before it says nothing of its entry: they go ahead, few at a time.
    const mayShrink = entries.size > 1 || chain.length > linksOfEntry
    const [seq] = mayShrink ? [] : entries.keys()
    const one = seq === undefined ? undefined : (findWaitingAgain(db, seq) ?? findDelivery(db, seq))
    const wasAtFault = isPortalFault(one?.problem)
    silences = isSilence(failure) ? silences + 1 : 0
    const problem = isSilence(failure) && !isFaultOfSilence(seq) ? undefined : readBlame(failure)
    const isLarge = problem?.type === problemTypes.tooLarge
    faults = problem && !isLarge ? faults + 1 : 0
    const isLong = isLarge && body.length >= longBytes
    const alone = one && problem ? { seq: one.seq, lane: one.lane, problem, isLong } : undefined
    const wasSuspected = !suspects.isCalm()
    const isSuspicious = isLarge || faults >= faultsBorne || wasSuspected
    const isAtFault = alone !== undefined && isSuspicious && suspects.refusedAlone(alone, wasAtFault)
    if (!problem || !isSuspicious) suspects.unanswered()
    else if (mayShrink) suspects.refusedTogether()
    write(db, (writeDb) => {
      if (isAtFault) markNeedsOfficer(writeDb, alone.seq, alone.problem, new Date(context.now()).toISOString())
      else requeue(writeDb, [...entries.keys()])
      if (next) takeBack(writeDb, [...next.entries.keys()])
    })
    context.emit('data.changed', { areas: isAtFault ? ['queue', 'dossier'] : ['queue'] })
    if (isAtFault) return { kind: 'put-aside' }
    if (!problem) return { kind: 'failed', failure, isLasting: silences > 0 && silences % faultsBorne === 0 }
    // Links alone carry nothing of anybody: it is the portal, or the line.
    if (!isLarge && entries.size === 0 && (wasSuspected || (isSuspicious && !mayShrink))) {
      suspects.acquit()
      return { kind: 'none-taken' }
    }
    if (!isLarge) return { kind: 'faulty', failure, entries: entries.size, isLasting: mayShrink && !wasSuspected && faults >= faultsBorne, isExpected: wasAtFault }
    return mayShrink ? { kind: 'too-large', entries: entries.size } : { kind: 'one-too-large', isLong }
  }

  return {
    push,
    isUnderWay: () => underWay !== undefined,
    pulled: () => {
      if (silences >= faultsBorne && !isSilenceFault) {
        isSilenceFault = true
        faults = silences
      }
      putAside(suspects.pulled())
    },
    pullFailed: suspects.unanswered,
    retryFaulty: () => {
      const faulty = write(context.db, requeueFaulty)
      suspects.tryAgain(faulty)
      if (faulty.length > 0) context.emit('data.changed', { areas: ['queue', 'dossier'] })
      return faulty.length > 0
    }
  }
}
