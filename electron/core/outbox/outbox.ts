import type { OfficerRecord, Problem } from '../../contract/wire.ts'
import { problemTypes } from '../../contract/wire.ts'
import type { CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { deleteSetting, putSetting } from '../db/setting-store.ts'
import { disputesHead } from '../journal/chain-watch.ts'
import { findLink } from '../journal/journal-store.ts'
import { settleToldTransfers } from '../money/told-transfers.ts'
import { renewLeases } from '../numbers/renew-leases.ts'
import type { FileReceiptFailure } from '../portal/file-receipt.ts'
import type { PortalClient } from '../portal/portal-client.ts'
import { pullChanges } from '../portal/pull.ts'
import { createPusher } from '../portal/push.ts'
import { recallForgotten } from '../portal/recall.ts'
import { renewKeys, renewKeysOverUnprovenLine } from '../portal/renew-keys.ts'
import { isRotating, mendRetiredKey, rotateDeviceKey } from '../portal/rotate-device-key.ts'
import { uploadNext } from '../portal/upload.ts'
import { listDue } from './delivery-store.ts'
import type { Link } from './link.ts'
import { startListening } from './listen.ts'
import { startLoop, type Step } from './loop.ts'
import { createPace, readBudget, type Pace } from './pace.ts'

export interface Outbox {
  /** Something was queued. */
  wake(): void
  /** The officer asks to try now: changes are asked for too. */
  hurry(): void
  /** Entries are on their way. */
  isSending(): boolean
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

/**
 * The delivery loops. Entries and changes share one, files have another, so that a 20 MB scan never holds up a dossier, and a third listens for news; all obey the one link's back-off. They
 * never give up and never hammer (law 6).
 */
export function startOutbox(options: OutboxOptions): Outbox {
  const pace = createPace({ ...readBudget(process.env), areRowsWaiting: () => listDue(options.context.db, 1).length > 0 })
  const files = startLoop(options, () => sendFile(options, pace))
  // Files wait until the portal has their dossier's entries, so each answer may set some free.
  const { step, pullNext, pushNext, isSending } = createEntryStep(options, files.wake)
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
  const listening = startListening({ ...options, isBusy: () => isSending() || listDue(options.context.db, 1).length > 0, pull })
  return {
    wake,
    isSending,
    hurry: () => {
      hurried = true
      pullNext()
      wake()
    },
    stop: async () => {
      await Promise.all([entries.stop(), files.stop(), listening.stop()])
    }
  }
}

function createEntryStep(options: OutboxOptions, answered: () => void): { step(): Promise<Step>; pullNext(): void; pushNext(): void; isSending(): boolean } {
  const { context, client, link } = options
  /** When the last pull ended; undefined when one is to be made now. */
  let lastPullMs: number | undefined
  /** One is to be made, said since the last began. */
  let isPullAsked = false
  const pusher = createPusher(context, client)
  /** Numbers may have been taken since the leases were last looked at. */
  let mayBeLow = true
  let limit = batchLimit
  /** When the portal last answered and took nothing: asking on at once would never end. */
  let nothingTakenMs: number | undefined
  const pullNext = (): void => {
    lastPullMs = undefined
    isPullAsked = true
  }
  const pushNext = (): void => {
    nothingTakenMs = undefined
  }
  return { step, pullNext, pushNext, isSending: pusher.isUnderWay }

  /** What the portal would not take a moment ago rests until there is something new; pulls and leases go on meanwhile. */
  function mayPush(): boolean {
    if (nothingTakenMs === undefined || pusher.isUnderWay()) return true
    const sinceMs = context.now() - nothingTakenMs
    return sinceMs < 0 || sinceMs >= pullEveryMs
  }

  async function step(): Promise<Step> {
    // What is on its way is answered first: what the portal lost goes before what follows it.
    const recalled = pusher.isUnderWay() ? { kind: 'nothing-due' as const } : await recallForgotten(context, client)
    switch (recalled.kind) {
      case 'recalled':
        options.noteServerTime(recalled.serverTime)
        return { kind: 'again' }
      case 'receipt-invalid':
        await fail(options, recalled)
        return { kind: 'again' }
      case 'failed':
        // A portal that does not know the question holds up no dossier; the next pull asks for it anew.
        if (recalled.failure.kind === 'problem' && [400, 404].includes(recalled.failure.status)) write(context.db, (db) => deleteSetting(db, 'recall-due'))
        await fail(options, recalled.failure)
        return { kind: 'again' }
      case 'nothing-due':
        break
    }
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
        await fail(options, pushed)
        return { kind: 'again' }
      case 'too-large':
        // Halves are sent at once. After one that was put aside there is a pause, so that a portal that takes nothing at all does not put the whole queue aside in no time.
        limit = Math.max(1, Math.floor(pushed.entries / 2))
        if (!pushed.mayShrink) link.failed({ kind: 'nothing-settled' })
        return { kind: 'again' }
      case 'small-refused':
        limit = 1
        link.failed(pushed)
        return { kind: 'again' }
      case 'failed':
        await fail(options, pushed.failure)
        return { kind: 'again' }
      case 'nothing-due':
        break
    }
    const sincePullMs = lastPullMs === undefined ? pullEveryMs : context.now() - lastPullMs
    // A clock that was set back meanwhile must not put the next pull off by as much (law 7).
    if (sincePullMs >= 0 && sincePullMs < pullEveryMs) {
      if (!mayBeLow) return { kind: 'rest', forMs: pullEveryMs - sincePullMs }
      // Numbers are leased before they run out. A portal that has none, or will not, stops nothing else.
      mayBeLow = false
      const renewed = await renewLeases(context, client)
      if (renewed.kind === 'failed' && renewed.failure.kind !== 'problem') await fail(options, renewed.failure)
      return { kind: 'again' }
    }
    isPullAsked = false
    const pulled = await pullChanges(context, client)
    if (pulled.kind === 'failed') {
      pullNext()
      await fail(options, pulled.failure)
      return { kind: 'again' }
    }
    link.succeeded()
    options.noteServerTime(pulled.serverTime)
    options.pulled()
    settleToldTransfers(context)
    if (pulled.skipped > 0) options.reportBug(Object.assign(new Error(), { name: 'ChangesSkipped' }))
    if (pulled.officers) options.officersChanged(pulled.officers)
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
    mayBeLow = true
    return { kind: 'again' }
  }
}

async function sendFile(options: OutboxOptions, pace: Pace): Promise<Step> {
  const sent = await uploadNext(options.context, options.client, pace)
  switch (sent.kind) {
    case 'sent':
      options.link.succeeded()
      return { kind: 'again' }
    case 'refused':
      return { kind: 'again' }
    case 'failed':
      await fail(options, sent.failure)
      return { kind: 'again' }
    case 'nothing-due':
      return { kind: 'rest', forMs: pullEveryMs }
  }
}

/**
 * A wrong clock never stops sync: the portal's time is taken and the request signed again. A portal that holds another head says which. One that signs with a key, or shows a certificate, that is
 * not known here may have changed it while this counter was away: its announcement is asked for before the link backs off.
 */
async function fail(options: OutboxOptions, failure: FileReceiptFailure): Promise<void> {
  const { context, client, link } = options
  if (failure.kind === 'receipt-invalid' && (await renewKeys(context, client))) return
  if (mendRetiredKey(context, failure)) return
  if (failure.kind === 'problem') {
    if (failure.problem.serverTime) options.noteServerTime(failure.problem.serverTime)
    if (failure.problem.type === problemTypes.chainBroken) noteBrokenChain(context, failure.problem)
  }
  link.failed(failure)
  // The officer is told first: whoever answers there may keep this waiting.
  if (failure.kind === 'untrusted' && failure.reason === 'authority' && (await renewKeysOverUnprovenLine(context, client.closing))) link.hurry()
}

function noteBrokenChain(context: CoreContext, { head }: Problem): void {
  write(context.db, (db) => {
    // What the portal signed before is kept: it is the evidence, unless the portal denies this very journal.
    if (head && disputesHead(db, head)) putSetting(db, 'signed-head', { statement: head })
    else putSetting(db, 'recall-due', true)
    putSetting(db, 'chain-base', head && findLink(db, head.seq)?.hash === head.hash ? head.seq : 0)
  })
}
