import { HistoryAnswer, mostLanesAsked, type HistoryEntry } from '../../contract/history.ts'
import { wirePaths } from '../../contract/wire.ts'
import { hashEntry, hashPayload } from '../../crypto/entry-hash.ts'
import { createReceiptReader, type ReceiptReader } from '../../crypto/receipt.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { findLink } from '../journal/journal-store.ts'
import { findPortalKey } from '../portal/keep-head.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { isPurged, noteHistoryRead, putBehind, putOfficeEntry, settleHistory, type DueHistory } from './history-store.ts'

/** `lanes`: of which it is known now what the portal has; `doubted`: how many held something that did not prove itself, which stay as they were. */
export type HistoriesOutcome = { kind: 'read'; lanes: string[]; doubted: number } | { kind: 'failed'; failure: PortalFailure }

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
  const isNews = write(context.db, (db) => {
    // What was left out of the answer for its size stays due.
    for (const each of asked) if (nowhere.includes(each.lane) || wanted.some(({ lane }) => lane === each.lane)) settleHistory(db, each)
    // One that was purged here meanwhile stays so.
    return [...proven.filter(({ lane }) => !isPurged(db, lane)).map((history) => keepHistory(db, history, readAt)), ...nowhere.map((lane) => putBehind(db, lane, []))].includes(true)
  })
  // Who is told without need asks again.
  if (isNews) context.emit('data.changed', { areas: ['dossier'] })
  return { kind: 'read', lanes: [...proven.map(({ lane }) => lane), ...nowhere], doubted: wanted.length - proven.length }
}

function provesItself(reader: ReceiptReader, lane: string, { header, salt, payload, receipt }: HistoryEntry): boolean {
  // What was purged at the portal has a header and its receipt alone.
  if (header.dossier !== lane || (payload !== null && hashPayload(Buffer.from(salt, 'base64'), payload) !== header.payloadHash)) return false
  return receipt.epoch === header.epoch && reader.isReceiptValid(receipt, { device: header.device, seq: header.seq, entryHash: hashEntry(header) })
}

/** True when it told something new. */
function keepHistory(db: WriteDb, { lane, revision, entries }: HistoryAnswer['histories'][number], readAt: string): boolean {
  const hashes = entries.map(({ header }) => hashEntry(header))
  const isLess = putBehind(db, lane, hashes)
  const changed = entries.filter((entry, place) => {
    const hash = hashes[place]!
    return putOfficeEntry(db, lane, hash, place, entry, isOfThisJournal(db, entry, hash) ? null : entry)
  })
  noteHistoryRead(db, lane, revision, readAt)
  return isLess || changed.length > 0
}

/** What a restore lost bears this counter's name and is not in its journal. */
function isOfThisJournal(db: ReadDb, { header }: HistoryEntry, hash: string): boolean {
  return header.device === getDevice(db).device && findLink(db, header.seq)?.hash === hash
}
