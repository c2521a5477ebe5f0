import { mostLanesAsked } from '../../contract/history.ts'
import type { CoreContext } from '../context.ts'
import type { Link } from '../outbox/link.ts'
import { startLoop, type Loop, type Step } from '../outbox/loop.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { listDueHistories, toDueHistory, type DueHistory } from './history-store.ts'
import { judgeFailure, longestRestMs } from './judge-failure.ts'
import { offerForgotten } from './offer-forgotten.ts'
import { readHistories } from './read-histories.ts'

const restMs = 60_000
/** Between two questions of many: what is sent goes first on a thin line. */
const paceMs = 300
/** An open page asks at each change of anything. */
const wantAgainMs = 60_000

export interface Histories extends Loop {
  /** An officer looks at it: it is read now, before all that is only due. */
  want(lane: string): void
}

/**
 * Reads, apart from what is sent, what the office's other counters did, and offers what the portal lost of it. Obeys the one link's back-off and says nothing of the link: a history that is too long
 * for the line holds up nothing but itself.
 */
export function startHistories(options: { context: CoreContext; client: PortalClient; link: Link; reportBug(error: unknown): void }): Histories {
  const { context, client, link } = options
  const wanted = new Set<string>()
  const wantedMs = new Map<string, number>()
  /** Lanes that could not be had alone, and since when. */
  const aside = new Map<string, number>()
  let rest = { fromMs: 0, forMs: 0 }
  let lanesAsked = mostLanesAsked
  const loop = startLoop(options, async () => {
    const heldMs = leftOf(rest)
    const due = heldMs > 0 ? [] : pickDue()
    if (due.length === 0) return { kind: 'rest', forMs: heldMs > 0 ? heldMs : restMs }
    const read = await readHistories(context, client, due)
    if (read.kind === 'failed') return fail(read.failure, due)
    lanesAsked = Math.min(mostLanesAsked, lanesAsked * 2)
    for (const lane of read.answered) wanted.delete(lane)
    if (read.doubted > 0) options.reportBug(Object.assign(new Error(), { name: 'HistoryDoubted' }))
    for (const lost of read.lost) {
      const offered = await offerForgotten(context, client, lost)
      if (offered.kind === 'offered') continue
      const verdict = judgeFailure(offered.failure, link.getState().state === 'online')
      if (verdict.kind === 'wait') return hold(verdict.forMs)
      // It stays due; the others are not its concern.
      aside.set(lost.lane, context.now())
    }
    return { kind: 'rest', forMs: paceMs }
  })

  function leftOf({ fromMs, forMs }: typeof rest): number {
    const sinceMs = context.now() - fromMs
    // A clock that was set back meanwhile ends it (law 7).
    return sinceMs < 0 ? 0 : Math.max(0, forMs - sinceMs)
  }

  function pickDue(): DueHistory[] {
    for (const [lane, fromMs] of aside) if (leftOf({ fromMs, forMs: longestRestMs }) === 0) aside.delete(lane)
    const due = listDueHistories(context.db, mostLanesAsked + wanted.size + aside.size).filter(({ lane }) => !wanted.has(lane) && !aside.has(lane))
    return [...[...wanted].map((lane) => toDueHistory(context.db, lane)), ...due].slice(0, lanesAsked)
  }

  function fail(failure: PortalFailure, asked: readonly DueHistory[]): Step {
    const verdict = judgeFailure(failure, link.getState().state === 'online')
    // What the officer wants and cannot be had now, she opens again.
    for (const { lane } of asked) wanted.delete(lane)
    if (verdict.kind === 'lanes') {
      if (asked.length === 1) aside.set(asked[0]!.lane, context.now())
      lanesAsked = Math.max(1, Math.floor(asked.length / 2))
    }
    return hold(verdict.forMs)
  }

  function hold(forMs: number): Step {
    rest = { fromMs: context.now(), forMs }
    return { kind: 'rest', forMs }
  }

  return {
    ...loop,
    want: (lane) => {
      if (leftOf({ fromMs: wantedMs.get(lane) ?? 0, forMs: wantAgainMs }) > 0) return
      if (wantedMs.size >= 1_000) wantedMs.clear()
      wantedMs.set(lane, context.now())
      aside.delete(lane)
      wanted.add(lane)
      loop.wake()
    }
  }
}
