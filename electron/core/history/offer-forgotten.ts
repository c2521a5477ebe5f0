import { mostOffered, OfferAnswer, type OfferRequest } from '../../contract/history.ts'
import { wirePaths } from '../../contract/wire.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { listDossierEntries, type JournalRow } from '../journal/journal-store.ts'
import { findDelivery, requeueBaseless } from '../outbox/delivery-store.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { askHistory, listOfficeEntries } from './history-store.ts'

type Offered = OfferRequest['entries'][number]

export type OfferOutcome = { kind: 'offered' } | { kind: 'failed'; failure: PortalFailure }

/**
 * Offers a portal that was put back from a copy what it had told of some lanes and has no more: entries of counters that perhaps never come back, each with the portal's own receipt, and this counter's
 * own among them, in the order in which they were taken in then. What is refused (somebody was faster, a number range was lost) stays here and is offered at the next occasion.
 */
export async function offerForgotten(context: CoreContext, client: PortalClient, lanes: readonly string[]): Promise<OfferOutcome> {
  for (const lane of lanes) {
    const entries = listForgotten(context.db, lane)
    let isTaken = false
    for (let from = 0; from < entries.length; from += mostOffered) {
      const answer = await client.request('POST', wirePaths.offers, { entries: entries.slice(from, from + mostOffered) } satisfies OfferRequest)
      if (!answer.ok) return { kind: 'failed', failure: answer.error }
      const told = OfferAnswer.safeParse(answer.value)
      if (!told.success) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
      isTaken ||= told.data.results.some(({ outcome }) => outcome === 'held')
    }
    if (!isTaken) continue
    write(context.db, (db) => {
      // Steps of this counter that stood on them may go on.
      requeueBaseless(db, lane)
      askHistory(db, lane, context.now())
    })
    context.wakeOutbox()
  }
  return { kind: 'offered' }
}

function listForgotten(db: ReadDb, lane: string): Offered[] {
  const lost = listOfficeEntries(db, lane).filter(({ isTold }) => !isTold)
  if (lost.every(({ sealed }) => sealed === undefined)) return []
  const own = new Map(listDossierEntries(db, lane, getDevice(db).device).map((row) => [row.hash, row]))
  return lost.flatMap(({ hash, sealed }) => (sealed ? [sealed] : toOffered(db, own.get(hash))))
}

function toOffered(db: ReadDb, row: JournalRow | undefined): Offered[] {
  const receipt = row && findDelivery(db, row.header.seq)?.receipt
  return receipt ? [{ header: row.header, salt: row.salt.toString('base64'), payload: row.payload, receipt }] : []
}
