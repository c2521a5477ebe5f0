import { HistoryAnswer, mostLanesAsked, type HistoryEntry } from '../../contract/history.ts'
import { wirePaths } from '../../contract/wire.ts'
import { hashEntry, hashPayload } from '../../crypto/entry-hash.ts'
import { createReceiptReader, type ReceiptReader } from '../../crypto/receipt.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { findLink } from '../journal/journal-store.ts'
import { listWaitingOf, markReceived, requeueBaseless } from '../outbox/delivery-store.ts'
import { findPortalKey } from '../portal/keep-head.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { askHistory, hasForgotten, isPurged, noteHistoryRead, putBehind, putOfficeEntry, settleHistory, toDueHistory, type DueHistory } from './history-store.ts'
import { withholdSecret } from './secret-since.ts'

/**
 * `answered`: lanes that the portal spoke of; `lost`: of which it lacks what it had told before: they stay due until that was offered; `doubted`: how many held something that did not prove itself, which
 * stay as they were.
 */
export type HistoriesOutcome = { kind: 'read'; answered: string[]; lost: DueHistory[]; doubted: number } | { kind: 'failed'; failure: PortalFailure }

/** Asks the portal what the office's counters did to some lanes, and keeps what proves itself: each entry by its own hashes and the portal's signature over them. */
export async function readHistories(context: CoreContext, client: PortalClient, due: readonly DueHistory[]): Promise<HistoriesOutcome> {
  const asked = due.slice(0, mostLanesAsked)
  const answer = await client.request('POST', wirePaths.histories, { lanes: asked.map(({ lane }) => lane) })
  if (!answer.ok) return { kind: 'failed', failure: answer.error }
  if (!HistoryAnswer.safeParse(answer.value).success) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  // As it came: a member this build does not know is part of what was hashed.
  const { histories, unknown } = answer.value as HistoryAnswer
  const reader = createReceiptReader(findPortalKey(context.db))
  const readAt = new Date(context.now()).toISOString()
  const wanted = histories.filter(({ lane }) => asked.some((each) => each.lane === lane))
  const proven = wanted.filter(({ lane, entries }) => entries.every((entry) => provesItself(reader, lane, entry)))
  const nowhere = asked.filter(({ lane }) => unknown.includes(lane)).map(({ lane }) => lane)
  // What was left out of the answer for its size stays due.
  const answered = asked.filter(({ lane }) => nowhere.includes(lane) || wanted.some((each) => each.lane === lane))
  // Asked for again at once, it would be without end.
  if (answered.length === 0) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  const { news, lost } = write(context.db, (db) => {
    // One that was purged here meanwhile stays so.
    const kept = proven.filter(({ lane }) => !isPurged(db, lane)).filter((history) => keepHistory(db, { ...history, entries: withholdSecret(context, history.lane, history.entries) }, readAt))
    // That there is nothing is known too.
    for (const lane of nowhere) noteHistoryRead(db, lane, 0, readAt)
    const changed = [...kept.map(({ lane }) => lane), ...nowhere.filter((lane) => putBehind(db, lane, []))]
    // Steps of this counter that stood on what came may go on.
    for (const lane of changed) requeueBaseless(db, lane)
    return { news: changed.length, lost: answered.flatMap((each) => settleRead(db, each, context.now())) }
  })
  if (news > 0) {
    // Who is told without need asks again.
    context.emit('data.changed', { areas: ['dossier', 'queue'] })
    context.wakeOutbox()
  }
  return { kind: 'read', answered: answered.map(({ lane }) => lane), lost, doubted: wanted.length - proven.length }
}

/** One of which the portal lost something stays due, whatever ends this before it was offered. @returns that one */
function settleRead(db: WriteDb, each: DueHistory, nowMs: number): DueHistory[] {
  if (!hasForgotten(db, each.lane)) {
    settleHistory(db, each)
    return []
  }
  if (each.due > 0) return [each]
  askHistory(db, each.lane, nowMs)
  return [toDueHistory(db, each.lane)]
}

/** Whether an entry is what its own hashes and the portal's signature over them say. */
export function provesItself(reader: ReceiptReader, lane: string, { header, salt, payload, receipt }: Pick<HistoryEntry, 'header' | 'salt' | 'payload' | 'receipt'>): boolean {
  // What was purged at the portal has a header and its receipt alone.
  if (header.dossier !== lane || (payload !== null && hashPayload(Buffer.from(salt, 'base64'), payload) !== header.payloadHash)) return false
  return receipt.epoch === header.epoch && reader.isReceiptValid(receipt, { device: header.device, seq: header.seq, entryHash: hashEntry(header) })
}

/** True when it told something new. */
function keepHistory(db: WriteDb, { lane, revision, entries }: { lane: string; revision: number; entries: readonly HistoryEntry[] }, readAt: string): boolean {
  const hashes = entries.map(({ header }) => hashEntry(header))
  const isLess = putBehind(db, lane, hashes)
  const changed = entries.filter((entry, place) => {
    const hash = hashes[place]!
    return putOfficeEntry(db, lane, hash, place, entry, isOfThisJournal(db, entry, hash) ? null : entry)
  })
  noteHistoryRead(db, lane, revision, readAt)
  return receiveOwn(db, lane, entries, readAt) || isLess || changed.length > 0
}

/** Of this counter's own what still waits here is received by the receipt that stands there: its answer was lost. @returns whether there was any */
function receiveOwn(db: WriteDb, lane: string, entries: readonly HistoryEntry[], readAt: string): boolean {
  const waiting = new Set(listWaitingOf(db, lane))
  const arrived = entries.filter((entry) => waiting.has(entry.header.seq) && isOfThisJournal(db, entry, hashEntry(entry.header)))
  for (const { header, receipt } of arrived) markReceived(db, header.seq, receipt, readAt)
  return arrived.length > 0
}

/** What a restore lost bears this counter's name and is not in its journal. */
function isOfThisJournal(db: ReadDb, { header }: HistoryEntry, hash: string): boolean {
  return header.device === getDevice(db).device && findLink(db, header.seq)?.hash === hash
}
