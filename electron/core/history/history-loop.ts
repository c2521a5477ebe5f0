import type { CoreContext } from '../context.ts'
import type { Link } from '../outbox/link.ts'
import { startLoop, type Loop, type Step } from '../outbox/loop.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { mostLanesAsked } from '../../contract/history.ts'
import { listDueHistories } from './history-store.ts'
import { offerForgotten } from './offer-forgotten.ts'
import { readHistories } from './read-histories.ts'

const restMs = 60_000
/** Between two questions of many: what is sent goes first on a thin line. */
const paceMs = 300
/** Another try after a refusal, and after a portal that does not know the question. */
const askAgainMs = 15_000
const askUnknownMs = 600_000

export interface Histories extends Loop {
  /** An officer looks at it: it is read now, before all that is only due. */
  want(lane: string): void
}

/** Reads, apart from what is sent, what the office's other counters did. Obeys the one link's back-off. */
export function startHistories(options: { context: CoreContext; client: PortalClient; link: Link; reportBug(error: unknown): void }): Histories {
  const { context, client, link } = options
  const wanted = new Set<string>()
  let notBeforeMs = 0
  const loop = startLoop(options, async () => {
    const lanes = [...wanted].map((lane) => ({ lane, due: 0 }))
    const due = [...lanes, ...listDueHistories(context.db, mostLanesAsked).filter(({ lane }) => !wanted.has(lane))]
    const heldMs = notBeforeMs - context.now()
    if (due.length === 0 || (heldMs > 0 && heldMs <= askUnknownMs)) return { kind: 'rest', forMs: heldMs > 0 ? Math.min(heldMs, restMs) : restMs }
    // Asked once: what the officer wants and cannot be had now, she opens again.
    wanted.clear()
    const read = await readHistories(context, client, due)
    if (read.kind === 'failed') return fail(read.failure)
    link.succeeded()
    if (read.doubted > 0) options.reportBug(Object.assign(new Error(), { name: 'HistoryDoubted' }))
    const offered = await offerForgotten(context, client, read.lanes)
    return offered.kind === 'failed' ? fail(offered.failure) : { kind: 'rest', forMs: paceMs }
  })

  function fail(failure: PortalFailure): Step {
    // Only a line that is down is the link's business: nothing that is sent waits for this.
    if (failure.kind === 'unreachable') link.failed(failure)
    else notBeforeMs = context.now() + (failure.kind === 'problem' && failure.status === 404 ? askUnknownMs : askAgainMs)
    return { kind: 'rest', forMs: askAgainMs }
  }

  return {
    ...loop,
    want: (lane) => {
      wanted.add(lane)
      loop.wake()
    }
  }
}
