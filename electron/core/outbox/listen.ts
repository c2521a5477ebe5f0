import { NewsAnswer, wirePaths } from '../../contract/wire.ts'
import type { CoreContext } from '../context.ts'
import { getCursor } from '../portal/feed-cursor.ts'
import type { PortalClient } from '../portal/portal-client.ts'
import type { Link } from './link.ts'
import { startLoop, type Loop, type Step } from './loop.ts'

/** How long the portal is asked to wait: below the 30 s after which a request is given up, and below what proxies bear. */
const waitSeconds = 20
/** Listened is when nothing else is to be done; so soon it is looked whether that is so. */
const quietMs = 3_000
/** The pull that news lead to moves the cursor they are asked from; before that the same news would be told again. */
const afterNewsMs = 1_000
/** A portal that has as many listeners as it bears answers at once. */
const fullMs = 60_000
/** A line that lets nobody wait, or a portal that does not know the question, is asked by interval alone for so long. */
const deafMs = 600_000
const cutsBorne = 2

/**
 * Long polling: a request of its own that the portal answers when there is news, which are then pulled as ever. Nothing depends on it: where it is cut, refused or not known, the counter goes on asking by
 * its interval, and the bar says nothing.
 */
export function startListening(options: { context: CoreContext; client: PortalClient; link: Link; isBusy(): boolean; pull(): void; reportBug(error: unknown): void }): Loop {
  let cuts = 0

  async function step(): Promise<Step> {
    const { context, client, link } = options
    if (link.getState().state !== 'online' || options.isBusy()) return { kind: 'rest', forMs: quietMs }
    const since = getCursor(context.db)
    const beganMs = performance.now()
    const answered = await client.request('GET', `${wirePaths.news}?since=${encodeURIComponent(since)}&wait=${waitSeconds}`)
    const answer = answered.ok ? NewsAnswer.safeParse(answered.value) : undefined
    if (answer?.success) {
      cuts = 0
      if (answer.data.news) {
        options.pull()
        return { kind: 'rest', forMs: afterNewsMs }
      }
      return performance.now() - beganMs < (waitSeconds * 1_000) / 2 ? { kind: 'rest', forMs: fullMs } : { kind: 'again' }
    }
    const isUnknown = !answered.ok && answered.error.kind === 'problem' && [400, 404].includes(answered.error.status)
    cuts += 1
    if (!isUnknown && cuts < cutsBorne) return { kind: 'rest', forMs: quietMs }
    cuts = 0
    return { kind: 'rest', forMs: deafMs }
  }

  return startLoop(options, step)
}
