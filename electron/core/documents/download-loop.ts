import type { CoreContext } from '../context.ts'
import type { Link } from '../outbox/link.ts'
import { startLoop, type Loop } from '../outbox/loop.ts'
import type { PortalClient } from '../portal/portal-client.ts'
import { downloadNext } from './download.ts'

/** A file that had not reached the portal yet is asked for again this often. */
const askAgainMs = 10_000
const restMs = 60_000

/** Fetches files of documents, and papers filed online, from the portal, apart from what is sent: neither waits for the other. Obeys the one link's back-off. */
export function startDownloads(options: { context: CoreContext; client: PortalClient; link: Link; reportBug(error: unknown): void }): Loop {
  const { context, client, link } = options
  let after = ''
  return startLoop(options, async () => {
    const done = await downloadNext(context, client, after)
    switch (done.kind) {
      case 'fetched':
        link.succeeded()
        return { kind: 'again' }
      case 'not-there-yet':
        after = done.id
        return { kind: 'again' }
      case 'failed':
        // Only a line that is down is the link's business: what one file meets must hold up nothing that is sent.
        if (done.failure.kind === 'unreachable') link.failed(done.failure)
        return { kind: 'rest', forMs: askAgainMs }
      case 'disk-full':
        return { kind: 'rest', forMs: restMs }
      case 'nothing-due': {
        const isSkipped = after !== ''
        after = ''
        return { kind: 'rest', forMs: isSkipped ? askAgainMs : restMs }
      }
    }
  })
}
