import { mostOffered, OfferAnswer, type OfferRequest } from '../../contract/history.ts'
import { problemTypes } from '../../contract/problem-types.ts'
import { wirePaths } from '../../contract/wire.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { listDossierEntries, type JournalRow } from '../journal/journal-store.ts'
import { findDelivery } from '../outbox/delivery-store.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { askHistory, listOfficeEntries, noteRefused, settleHistory, type DueHistory } from './history-store.ts'

type Offered = OfferRequest['entries'][number]

export type OfferOutcome = { kind: 'offered' } | { kind: 'failed'; failure: PortalFailure }

/** Characters of JSON in a request, but for an entry that is longer alone. */
const mostLength = 1_000_000
/** Refused for good: others were faster, and what becomes of it now its own counter's officer decides; or it may not be there. */
const finalTypes: readonly string[] = [problemTypes.editConflict, problemTypes.numberTaken, problemTypes.keyReused, problemTypes.secret]

/**
 * Offers a portal that was put back from a copy what it had told of a lane and has no more: entries of counters that perhaps never come back, each with the portal's own receipt, and this counter's
 * own among them, in the order in which they were taken in then. The lane is due until all was answered. What is refused stays here: not for good (a number range was lost, it is too long for a proxy), it
 * is offered at the next occasion.
 */
export async function offerForgotten(context: CoreContext, client: PortalClient, due: DueHistory): Promise<OfferOutcome> {
  const { lane } = due
  const parts = cutByLength(listForgotten(context.db, lane))
  const refused: string[] = []
  let isTaken = false
  for (let part = parts.shift(); part; part = parts.shift()) {
    const answer = await client.request('POST', wirePaths.offers, { entries: part } satisfies OfferRequest)
    if (!answer.ok && isTooLarge(answer.error)) {
      const half = Math.ceil(part.length / 2)
      if (part.length > 1) parts.unshift(part.slice(0, half), part.slice(half))
      continue
    }
    if (!answer.ok) return { kind: 'failed', failure: answer.error }
    const told = OfferAnswer.safeParse(answer.value)
    if (!told.success || told.data.results.length !== part.length) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
    for (const [index, result] of told.data.results.entries()) {
      if (result.outcome === 'held') isTaken = true
      else if (finalTypes.includes(result.type)) refused.push(part[index]!.receipt.entryHash)
    }
  }
  write(context.db, (db) => {
    for (const hash of refused) noteRefused(db, lane, hash)
    settleHistory(db, due)
    // What stood on it goes on when it is read there.
    if (isTaken) askHistory(db, lane, context.now())
  })
  if (refused.length > 0) context.emit('data.changed', { areas: ['dossier'] })
  return { kind: 'offered' }
}

function isTooLarge(failure: PortalFailure): boolean {
  return failure.kind === 'problem' && failure.status === 413
}

function cutByLength(entries: readonly Offered[]): Offered[][] {
  const parts: Offered[][] = []
  let length = 0
  for (const entry of entries) {
    const own = JSON.stringify(entry).length
    const last = parts.at(-1)
    if (last && last.length < mostOffered && length + own <= mostLength) {
      last.push(entry)
      length += own
    } else {
      parts.push([entry])
      length = own
    }
  }
  return parts
}

function listForgotten(db: ReadDb, lane: string): Offered[] {
  const lost = listOfficeEntries(db, lane).filter(({ isTold, isRefused }) => !isTold && !isRefused)
  if (lost.every(({ sealed }) => sealed === undefined)) return []
  const own = new Map(listDossierEntries(db, lane, getDevice(db).device).map((row) => [row.hash, row]))
  return lost.flatMap(({ hash, sealed }) => (sealed ? [sealed] : toOffered(db, own.get(hash))))
}

function toOffered(db: ReadDb, row: JournalRow | undefined): Offered[] {
  const receipt = row && findDelivery(db, row.header.seq)?.receipt
  return receipt ? [{ header: row.header, salt: row.salt.toString('base64'), payload: row.payload, receipt }] : []
}
