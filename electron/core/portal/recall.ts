import { mostLeases, mostRecalled } from '../../contract/leases.ts'
import { RecallAnswer, wirePaths, type RecallRequest, type SignedHead } from '../../contract/wire.ts'
import { hasForgotten, isPutBack } from '../../crypto/head.ts'
import { getIdentity, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { deleteSetting, findSetting, putSetting } from '../db/setting-store.ts'
import { listRows } from '../db/statements.ts'
import { findHighestCounter } from '../documents/office-counters.ts'
import { askKnownHistories } from '../history/history-store.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { appendEntry } from '../journal/journal.ts'
import { findLink } from '../journal/journal-store.ts'
import { listAllLeases } from '../numbers/number-store.ts'
import { countOfferedAgain, countPurged, listDueAgain, offerAgainAfter, offerAgainOne, offerFileAgain, offerFilesAgain, isToOffer, requeueBaselessBehind, type LostPlace } from '../outbox/offered-again-store.ts'
import { findKeptHead, judgeHead, keepDisputed } from './keep-head.ts'
import type { PortalClient, PortalFailure } from './portal-client.ts'

export type RecallOutcome = { kind: 'nothing-due' } | { kind: 'recalled'; serverTime: string } | { kind: 'failed'; failure: PortalFailure } | { kind: 'receipt-invalid' }

/** The last time the portal was found to have forgotten something. */
export interface LastRecall {
  /** Of the journal's entry about it. */
  seq: number
  noticedAt: string
  /** The portal says itself that it was put back from a copy. If not, what it signed contradicts what it has. */
  isAdmitted: boolean
  entries: number
  /** Of what it lost, entries whose content was purged here: they cannot be offered. Absent in what was noted before there were any. */
  purged?: number
}

/** The head to be shown to the portal where it is to be asked now what it holds. */
export function findRecallDue(db: ReadDb): SignedHead | undefined {
  const due = findSetting<true | 'rest'>(db, 'recall-due')
  // A counter that was itself put back knows its own epoch only when the portal has answered that.
  if (!due || findJournalClosed(db)) return undefined
  return due === 'rest' && listDueAgain(db, 1, 0).length > 0 ? undefined : findKeptHead(db)
}

/**
 * Shows the portal the last head it signed, learns what it holds, and queues the rest again: entries that have a receipt and are not there, and their files (design/sync.md, "A portal that
 * forgot"). Numbers, first receipts and what the screen calls received stay as they are. Both heads go into the journal, where they cannot be lost or altered.
 */
export async function recallForgotten(context: CoreContext, client: PortalClient): Promise<RecallOutcome> {
  const { db } = context
  const kept = findRecallDue(db)
  if (!kept) return { kind: 'nothing-due' }
  const answer = await client.request('POST', wirePaths.recall, { head: kept, leases: listAllLeases(db).slice(-mostLeases), highestCounter: findHighestCounter(db) } satisfies RecallRequest)
  if (!answer.ok) return { kind: 'failed', failure: answer.error }
  const told = RecallAnswer.safeParse(answer.value)
  if (!told.success) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  const verdict = judgeHead(db, told.data.head)
  if (verdict === 'disputed') keepDisputed(context, told.data.head)
  if (verdict === 'unsigned' || verdict === 'disputed' || told.data.links.some((link) => isDisputed(db, link))) return { kind: 'receipt-invalid' }
  write(context.db, (writeDb) => offerAgain(context, writeDb, kept, told.data))
  // As after a pull: histories are to be compared.
  context.emit('data.changed', { areas: ['catalogue', 'queue', 'dossier'] })
  return { kind: 'recalled', serverTime: told.data.serverTime }
}

function isDisputed(db: ReadDb, link: RecallAnswer['links'][number]): boolean {
  const own = findLink(db, link.seq)
  return own !== undefined && own.epoch === link.epoch && own.hash !== link.hash
}

/** What the answer shows less than the kept head is lost, whatever the clocks say. Were it an older answer, given again by a box that drops the request's name, too much would be offered: the portal knows what it has. */
function offerAgain(context: CoreContext, db: WriteDb, kept: SignedHead, told: RecallAnswer): void {
  const { head } = told
  const noticedAt = new Date(context.now()).toISOString()
  const before = findSetting<true | 'rest'>(db, 'recall-due') === 'rest' ? findSetting<LastRecall>(db, 'last-recall') : undefined
  const lost = listLost(db, told)
  // Also where the heads agree: an answer from before the return that was delivered after it left receipts of what is there no more, and no head to tell of it.
  const isNews = hasForgotten(kept.statement, head.statement) || (!before && lost.some((place) => isToOffer(db, place)))
  const { incarnation } = kept.statement
  const isSamePortal = incarnation !== undefined && incarnation === head.statement.incarnation
  deleteSetting(db, 'recall-due')
  let isMoreOffered = false
  if (isNews) {
    const isAdmitted = isPutBack(kept.statement, head.statement)
    const { seq } = appendEntry(db, getIdentity(db), { kind: 'counter.recalled', officer: 'counter', baseRevision: 0, at: noticedAt, payload: { isAdmitted, kept, shown: head } })
    for (const place of lost) if ('after' in place) offerAgainAfter(db, seq, place)
    isMoreOffered = offerMissing(db, seq, told)
    offerWhatHangsOn(db, seq)
    const last: LastRecall = { seq, noticedAt, isAdmitted, entries: countOfferedAgain(db, seq), purged: lost.reduce((sum, place) => sum + countPurged(db, place), 0) }
    putSetting(db, 'last-recall', last)
  } else if (before) {
    isMoreOffered = offerMissing(db, before.seq, told)
    offerWhatHangsOn(db, before.seq)
    putSetting(db, 'last-recall', { ...before, entries: countOfferedAgain(db, before.seq) } satisfies LastRecall)
  }
  for (const file of told.missingFiles) isMoreOffered = offerFileAgain(db, file) || isMoreOffered
  // The same list would be told for ever where nothing of it is here to be offered.
  if (isMoreOffered && (told.missing.length === mostRecalled || told.missingFiles.length === mostRecalled)) putSetting(db, 'recall-due', 'rest')
  // What other counters wrote may be lost too, and may be here alone.
  if (isNews || !isSamePortal) askKnownHistories(db, context.now())
  putSetting(db, 'signed-head', head)
  putSetting(db, 'chain-base', findCommonSeq(db, told.links))
}

/** Of each epoch here what lies behind the last link the portal has, and what it has the link of alone. */
function listLost(db: ReadDb, { links, missing }: RecallAnswer): LostPlace[] {
  const heldTo = new Map(links.map((link) => [link.epoch, link.seq]))
  const ends = listRows<{ epoch: number }>(db, 'SELECT DISTINCT epoch FROM journal').map(({ epoch }) => ({ epoch, after: heldTo.get(epoch) ?? 0 }))
  return [...ends, ...missing]
}

/** @returns whether any of them was here to be offered */
function offerMissing(db: WriteDb, recall: number, { missing }: RecallAnswer): boolean {
  return missing.filter((place) => offerAgainOne(db, recall, place)).length > 0
}

/** Files of what is offered again, and later steps that the portal could lay upon nothing. */
function offerWhatHangsOn(db: WriteDb, recall: number): void {
  offerFilesAgain(db, recall)
  requeueBaselessBehind(db, recall)
}

/** Where the links that the portal has still to be given begin. */
function findCommonSeq(db: ReadDb, links: RecallAnswer['links']): number {
  const common = links.filter((link) => findLink(db, link.seq)?.hash === link.hash).map(({ seq }) => seq)
  return Math.max(0, ...common)
}
