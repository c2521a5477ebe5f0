import { problemTypes, type Problem } from '../../contract/wire.ts'
import type { CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { findLink } from '../journal/journal-store.ts'
import type { FileReceiptFailure } from '../portal/file-receipt.ts'
import type { PortalFailure } from '../portal/portal-client.ts'
import { renewKeys, renewKeysOverUnprovenLine } from '../portal/renew-keys.ts'
import { mendRetiredKey } from '../portal/rotate-device-key.ts'
import { longestAskedMs } from './back-off.ts'
import type { OutboxOptions } from './outbox.ts'

/**
 * What follows from a failure before the link backs off. A wrong clock never stops sync: the portal's time is taken and the request signed again. A portal that holds another head says which. One
 * that signs with a key, or shows a certificate, that is not known here may have changed it while this counter was away: its announcement is asked for.
 */
export async function heedFailure(options: Pick<OutboxOptions, 'context' | 'client' | 'link' | 'noteServerTime'>, failure: FileReceiptFailure): Promise<void> {
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

/** Nobody signed what this answer says of the portal's head, so it replaces none and closes nothing: the portal is asked, and what it signs then decides (portal/recall.ts). */
function noteBrokenChain(context: CoreContext, { head }: Problem): void {
  write(context.db, (db) => {
    putSetting(db, 'recall-due', true)
    putSetting(db, 'chain-base', head && findLink(db, head.seq)?.hash === head.hash ? head.seq : 0)
  })
}

/** How long the portal asked to be left alone with this question; 0 where it did not. */
export function askedPauseMs(failure: PortalFailure): number {
  return failure.kind === 'problem' ? Math.min(failure.retryAfterMs ?? 0, longestAskedMs) : 0
}
