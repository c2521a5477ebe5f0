import { problemTypes, type OfficerRecord } from '../../contract/wire.ts'
import { listOfficers } from '../catalogue/reference-store.ts'
import type { CoreContext } from '../context.ts'
import { settleToldTransfers } from '../money/told-transfers.ts'
import { renewLeases } from '../numbers/renew-leases.ts'
import { findKeptHead } from '../portal/keep-head.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { pullPage } from '../portal/pull.ts'
import { createPusher } from '../portal/push.ts'
import { readAgain } from '../portal/read-again.ts'
import { isRotating, rotateDeviceKey } from '../portal/rotate-device-key.ts'
import { uploadNext } from '../portal/upload.ts'
import { listDueEntries } from './due.ts'
import { createFileRests, type FileKey, type FileRests } from './file-rests.ts'
import type { Link } from './link.ts'
import { askedPauseMs, heedFailure as fail } from './heed-failure.ts'
import { startListening } from './listen.ts'
import { startLoop, type Step } from './loop.ts'
import { createPace, findUploadBudget, type Pace } from './pace.ts'
import { createPageSize } from './page-size.ts'
import { createRecallTurn } from './recall-turn.ts'
import { createRest } from './rest.ts'

export interface Outbox {
  /** Something was queued. */
  wake(): void
  /** The officer asks to try now: changes are asked for too. */
  hurry(): void
  /** Entries are on their way. */
  isSending(): boolean
  /** When a file that the portal would not take is tried again, epoch milliseconds; undefined where it does not rest. */
  findFileRestEnd(file: FileKey): number | undefined
  /** Ends after what is under way. */
  stop(): Promise<void>
}

export interface OutboxOptions {
  context: CoreContext
  client: PortalClient
  link: Link
  noteServerTime(serverTime: string): void
  /** Changes were asked for and told to their end. */
  pulled(): void
  officersChanged(officers: OfficerRecord[]): void
  /** A bug in the loop: logged, and the loop goes on after its back-off. */
  reportBug(error: unknown): void
}

/** Idle counters still ask for changes this often, which is also how the bar knows that the line is up. */
const pullEveryMs = 20_000
const batchLimit = 100
/** What the portal failed on while it took others is tried again so often, when nothing else waits, or nothing that it takes. */
const faultyEveryMs = 600_000

/**
 * The delivery loops. Entries and changes share one, files have another, so that a 20 MB scan never holds up a dossier, and a third listens for news; all obey the one link's back-off. They
 * never give up and never hammer (law 6).
 */
export function startOutbox(options: OutboxOptions): Outbox {
  const areRowsWaiting = (): boolean => listDueEntries(options.context.db, 1).length > 0
  const pace = createPace({ findBudget: () => findUploadBudget(options.context.db), areRowsWaiting })
  const rests = createFileRests(options.context.now)
  const files = startLoop(options, () => sendFile(options, pace, rests))
  // Files wait until the portal has their dossier's entries, so each answer may set some free.
  const { step, pullNext, pushNext, hurryNext, isSending, isPulling } = createEntryStep(options, files.wake)
  let hurried = false
  const entries = startLoop(options, async () => {
    hurried = false
    const done = await step()
    // The officer asked while this was under way, perhaps too late for it: whatever came of it, the next contact is now.
    if (hurried) options.link.hurry()
    return done
  })
  const wake = (): void => {
    pushNext()
    entries.wake()
    files.wake()
  }
  const pull = (): void => {
    pullNext()
    entries.wake()
  }
  const listening = startListening({ ...options, isBusy: () => isSending() || isPulling() || areRowsWaiting(), pull })
  return {
    wake,
    isSending,
    findFileRestEnd: rests.findEndMs,
    hurry: () => {
      hurried = true
      pullNext()
      hurryNext()
      rests.end()
      wake()
    },
    stop: async () => {
      await Promise.all([entries.stop(), files.stop(), listening.stop()])
    }
  }
}

function createEntryStep(options: OutboxOptions, answered: () => void): { step(): Promise<Step>; pullNext(): void; pushNext(): void; hurryNext(): void; isSending(): boolean; isPulling(): boolean } {
  const { context, client, link } = options
  /** When the last pull ended; undefined when one is to be made now. */
  let lastPullMs: number | undefined
  /** One is to be made, said since the last began. */
  let isPullAsked = false
  const pusher = createPusher(context, client)
  const recall = createRecallTurn(options)
  /** Numbers may have been taken since the leases were last looked at. */
  let mayBeLow = true
  /** When the portal was last shown the cursor, with no contact that failed since. Later nothing is leased: a portal that was put back from a copy learns so from the cursor, and would lease again what it leased before. */
  let shownMs: number | undefined
  /** What was kept from an earlier run because it could not be read was tried. */
  let wasReadAgain = false
  const leaseRest = createRest(context.now)
  /** Of the feed one page was taken, and not the last. */
  let isPulling = false
  const pageSize = createPageSize()
  let limit = batchLimit
  /** When the portal last answered and took nothing: asking on at once would never end. */
  let nothingTakenMs: number | undefined
  let faultyTriedMs: number | undefined
  /** The officer asked for a try, since the portal last took nothing. */
  let isTryAsked = false
  const pullNext = (): void => {
    lastPullMs = undefined
    isPullAsked = true
  }
  const pushNext = (): void => {
    nothingTakenMs = undefined
  }
  const hurryNext = (): void => {
    isTryAsked = true
    recall.hurry()
  }
  return { step, pullNext, pushNext, hurryNext, isSending: pusher.isUnderWay, isPulling: () => isPulling }

  /** What the portal would not take a moment ago rests until there is something new; pulls and leases go on meanwhile. */
  function mayPush(): boolean {
    if (nothingTakenMs === undefined || pusher.isUnderWay()) return true
    const sinceMs = context.now() - nothingTakenMs
    return sinceMs < 0 || sinceMs >= pullEveryMs
  }

  function untilPullMs(): number {
    const sinceMs = lastPullMs === undefined ? pullEveryMs : context.now() - lastPullMs
    // A clock that was set back meanwhile must not put the next pull off by as much (law 7).
    return sinceMs < 0 ? 0 : Math.max(0, pullEveryMs - sinceMs)
  }

  function isLately(atMs: number | undefined): boolean {
    const agoMs = atMs === undefined ? pullEveryMs : context.now() - atMs
    return agoMs >= 0 && agoMs < pullEveryMs
  }

  /** Numbers are leased before they run out, between the pages of a long feed too. A portal that has none, or will not, is asked as seldom as for changes, or as it asks for itself. */
  function mayLease(): boolean {
    return mayBeLow && isLately(shownMs) && leaseRest.isOver()
  }

  /** Whoever answers next may be another portal than before: one put back from a copy. */
  function contactFailed(failure: PortalFailure): Promise<void> {
    shownMs = undefined
    return fail(options, failure)
  }

  function retryFaulty(isNoneTaken: boolean): void {
    const sinceMs = faultyTriedMs === undefined ? faultyEveryMs : context.now() - faultyTriedMs
    if ((sinceMs >= 0 && sinceMs < faultyEveryMs) || (!isNoneTaken && listDueEntries(context.db, 1).length > 0)) return
    faultyTriedMs = context.now()
    if (pusher.retryFaulty()) pushNext()
  }

  async function step(): Promise<Step> {
    // What is on its way is answered first: what the portal lost goes before what follows it.
    if (!pusher.isUnderWay() && (await recall.take()) === 'taken') return { kind: 'again' }
    const pushed = mayPush() ? await pusher.push(limit) : { kind: 'nothing-due' as const }
    switch (pushed.kind) {
      case 'answered':
        limit = Math.min(batchLimit, limit * 2)
        options.noteServerTime(pushed.serverTime)
        nothingTakenMs = pushed.settled === 0 ? context.now() : undefined
        link.succeeded()
        mayBeLow = true
        answered()
        return { kind: 'again' }
      case 'receipt-invalid':
        // Nothing of it counts, and what does not hang on it goes on: it may be so for ever.
        await fail(options, pushed)
        if (!mayBeLow && untilPullMs() > 0) return { kind: 'again' }
        break
      case 'too-large':
        // Halves are sent at once.
        limit = Math.max(1, Math.floor(pushed.entries / 2))
        return { kind: 'again' }
      case 'put-aside':
        // A pause, so that a portal that takes nothing at all does not put the whole queue aside in no time.
        limit = 1
        link.failed({ kind: 'nothing-settled' })
        return { kind: 'again' }
      case 'faulty':
        // The portal may stumble over one entry and take the others.
        if (pushed.isLasting) limit = Math.max(1, Math.floor(pushed.entries / 2))
        if (pushed.isExpected) link.failed({ kind: 'nothing-settled' })
        else await contactFailed(pushed.failure)
        return { kind: 'again' }
      case 'none-taken':
        // Whether the portal answers at all is seen at once, by the next pull.
        nothingTakenMs = isTryAsked ? undefined : context.now()
        isTryAsked = false
        pullNext()
        break
      case 'one-too-large':
        limit = 1
        link.failed({ kind: pushed.isLong ? 'nothing-settled' : 'small-refused' })
        if (!mayBeLow && untilPullMs() > 0) return { kind: 'again' }
        break
      case 'failed':
        // Without a head to show nothing can be asked: the next pull brings one, or one that denies this journal.
        if (pushed.failure.kind === 'problem' && pushed.failure.problem.type === problemTypes.chainBroken && !findKeptHead(context.db)) {
          nothingTakenMs = context.now()
          pullNext()
        }
        if (pushed.isLasting) {
          pullNext()
          break
        }
        await contactFailed(pushed.failure)
        return { kind: 'again' }
      case 'nothing-due':
        break
    }
    if (mayLease()) {
      mayBeLow = false
      const renewed = await renewLeases(context, client)
      leaseRest.begin(renewed.kind === 'failed' ? Math.max(pullEveryMs, askedPauseMs(renewed.failure)) : 0)
      if (renewed.kind === 'failed' && renewed.failure.kind !== 'problem') {
        await contactFailed(renewed.failure)
        return { kind: 'again' }
      }
      if (untilPullMs() > 0) return { kind: 'again' }
    }
    const pullInMs = untilPullMs()
    if (pullInMs > 0) return { kind: 'rest', forMs: Math.min(pullInMs, recall.restMs()) }
    isPullAsked = false
    const pulled = await pullPage(context, client, pageSize.get())
    mayBeLow = true
    if (pulled.kind === 'failed') {
      if (pulled.failure.kind !== 'problem') pageSize.wasCut()
      pusher.pullFailed()
      pullNext()
      await contactFailed(pulled.failure)
      return { kind: 'again' }
    }
    if (!wasReadAgain && readAgain(context, options.reportBug)) options.officersChanged(listOfficers(context.db))
    wasReadAgain = true
    shownMs = context.now()
    pageSize.came(pulled.isMore)
    isPulling = pulled.isMore
    // A portal that calls one entry too large, or proves what it took falsely, stays told of, and is given its pause, also where it answers the rest.
    if (pushed.kind !== 'one-too-large' && pushed.kind !== 'receipt-invalid') link.succeeded()
    options.noteServerTime(pulled.serverTime)
    if (pulled.skipped > 0) options.reportBug(Object.assign(new Error(), { name: 'ChangesSkipped' }))
    if (pulled.officers) options.officersChanged(pulled.officers)
    pusher.pulled()
    // What an officer saved meanwhile goes before the next page.
    if (pulled.isMore) return { kind: 'again' }
    options.pulled()
    retryFaulty(pushed.kind === 'none-taken' || pushed.kind === 'one-too-large')
    settleToldTransfers(context)
    if (pulled.keyDue || isRotating(context)) {
      const rotated = await rotateDeviceKey(context, client)
      if (!rotated.ok) {
        pullNext()
        await fail(options, rotated.error)
        return { kind: 'again' }
      }
    }
    // From its end: one that takes long on a slow line must leave room for leases and rest.
    lastPullMs = isPullAsked ? undefined : context.now()
    return { kind: 'again' }
  }
}

async function sendFile(options: OutboxOptions, pace: Pace, rests: FileRests): Promise<Step> {
  const sent = await uploadNext(options.context, options.client, pace, rests)
  switch (sent.kind) {
    case 'sent':
      options.link.succeeded()
      return { kind: 'again' }
    case 'refused':
    case 'rests':
      return { kind: 'again' }
    case 'failed':
      await fail(options, sent.failure)
      return { kind: 'again' }
    case 'nothing-due':
      return { kind: 'rest', forMs: pullEveryMs }
  }
}
