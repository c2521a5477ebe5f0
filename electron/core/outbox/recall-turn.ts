import { write } from '../db/open.ts'
import { deleteSetting } from '../db/setting-store.ts'
import type { PortalFailure } from '../portal/portal-client.ts'
import { findRecallDue, recallForgotten } from '../portal/recall.ts'
import { renewKeys } from '../portal/renew-keys.ts'
import { createBackOff } from './back-off.ts'
import { heedFailure } from './heed-failure.ts'
import { isAboutCounter } from './link.ts'
import type { OutboxOptions } from './outbox.ts'

/** The question what the portal lost, before anything else is sent. */
export interface RecallTurn {
  /** `taken`: the line was used, what follows is seen anew. `passed`: the rest goes on. */
  take(): Promise<'taken' | 'passed'>
  /** Milliseconds until it is asked again; for ever where nothing is due. */
  restMs(): number
  /** The officer asks to try now. */
  hurry(): void
}

/**
 * A portal that will not answer this one question holds up nothing but what it may have lost (due.ts): it is asked again beside the rest, with a back-off of its own. Where the failure is of the line, or would meet any
 * request of this counter, the link backs off as ever.
 */
export function createRecallTurn(options: OutboxOptions): RecallTurn {
  const { context, client } = options
  const backOff = createBackOff(Math.random)
  let rest = { sinceMs: 0, forMs: 0 }

  function isResting(): boolean {
    const sinceMs = context.now() - rest.sinceMs
    return sinceMs >= 0 && sinceMs < rest.forMs
  }

  function restMs(): number {
    if (findRecallDue(context.db) === undefined) return Infinity
    return isResting() ? rest.sinceMs + rest.forMs - context.now() : 0
  }

  function startRest(): 'passed' {
    rest = { sinceMs: context.now(), forMs: backOff.failed() }
    return 'passed'
  }

  async function take(): Promise<'taken' | 'passed'> {
    const recalled = isResting() ? { kind: 'nothing-due' as const } : await recallForgotten(context, client)
    switch (recalled.kind) {
      case 'nothing-due':
        return 'passed'
      case 'recalled':
        backOff.succeeded()
        options.noteServerTime(recalled.serverTime)
        return 'taken'
      case 'receipt-invalid':
        return (await renewKeys(context, client)) ? 'taken' : startRest()
      case 'failed':
        if (isOfLine(recalled.failure)) {
          await heedFailure(options, recalled.failure)
          return 'taken'
        }
        // A portal that does not know the question holds up no dossier; the next pull asks for it anew.
        if (recalled.failure.kind === 'problem' && [400, 404].includes(recalled.failure.status)) write(context.db, (db) => deleteSetting(db, 'recall-due'))
        return startRest()
    }
  }

  return {
    take,
    restMs,
    hurry: () => {
      rest = { sinceMs: 0, forMs: 0 }
    }
  }
}

function isOfLine(failure: PortalFailure): boolean {
  if (failure.kind === 'unreachable' || failure.kind === 'untrusted') return true
  return failure.kind === 'problem' && (failure.retryAfterMs !== undefined || failure.status === 429 || isAboutCounter(failure.problem.type))
}
