import { ChangesResponse, type Change, type OfficerRecord } from '../../contract/wire.ts'
import { findRestored } from '../continuity/restored.ts'
import { listOfficers } from '../catalogue/reference-store.ts'
import { getDevice, isDiskFull, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { formatQueueReport } from '../../contract/queue-report.ts'
import { summariseQueue } from '../queue-view.ts'
import { takeKept } from '../dossier/take-pulled-dossier.ts'
import { dropSpentDocumentBases } from '../documents/document-base-store.ts'
import { putSetting } from '../db/setting-store.ts'
import { noteAllTold } from '../outbox/withdrawn-store.ts'
import { askWholeFeed, endWholeFeed, getCursor, isWholeFeedDue } from './feed-cursor.ts'
import type { PortalClient, PortalFailure } from './portal-client.ts'
import { judgeHead, keepDisputed, keepHead } from './keep-head.ts'
import { renewKeys } from './renew-keys.ts'
import { applyStanding, needsStanding } from './standing.ts'
import { takeChange } from './take-change.ts'

export type PullOutcome =
  /** One page was taken; `isMore`: the feed goes on behind it. */
  | { kind: 'pulled'; isMore: boolean; changes: number; skipped: number; serverTime: string; keyDue: boolean; officers?: OfficerRecord[] }
  | { kind: 'failed'; failure: PortalFailure }

/** Fetches the next page of what changed at the portal: page and cursor are one commit, so a cut neither loses nor repeats. Page by page, so that what an officer saves meanwhile need not wait for all of them. @param limit changes at most */
export async function pullPage(context: CoreContext, client: PortalClient, limit: number): Promise<PullOutcome> {
  const since = getCursor(context.db)
  const answer = await client.request('GET', `/v1/changes?since=${encodeURIComponent(since)}&limit=${limit}&queue=${reportQueue(context.db)}${needsStanding(context.db) ? '&standing=1' : ''}`)
  if (!answer.ok) return { kind: 'failed', failure: answer.error }
  const page = ChangesResponse.safeParse(answer.value)
  if (!page.success) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  const { changes, next, more, serverTime, standing, head, keySerial = 0, keyDue = false } = page.data
  if (standing) applyStanding(context, standing)
  // What it brings may make this counter journal something, which a restored one must not.
  else if (findRestored(context.db)) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  // Before anything is signed with a key that was announced.
  if (keySerial > (getDevice(context.db).keySerial ?? 0)) await renewKeys(context, client)
  const verdict = head && judgeHead(context.db, head)
  if (head && verdict === 'own') write(context.db, (db) => keepHead(db, head))
  else if (head && verdict === 'disputed') keepDisputed(context, head)
  const { officeId } = getDevice(context.db)
  // The whole feed was asked for while this page was on its way: it is taken, and the next one is the first.
  const isAskedAnew = getCursor(context.db) !== since
  let skipped = 0
  if (changes.length > 0) {
    write(context.db, (db) => {
      for (const change of changes) {
        if (takeOne(db, change, context.now()) === 'unread') skipped += 1
      }
      if (isAskedAnew) return
      // Of another office everything is new, also what was told long before.
      if (getDevice(db as ReadDb).officeId === officeId) putSetting(db, 'pull-cursor', next)
      else askWholeFeed(db)
    })
    context.emit('data.changed', { areas: changes.some(({ kind }) => kind === 'document') ? ['catalogue', 'dossier', 'document'] : ['catalogue', 'dossier'] })
  }
  // More of nothing would be asked for without end.
  const isMore = isAskedAnew || getDevice(context.db).officeId !== officeId || (more && changes.length > 0)
  if (!isMore) endFeed(context)
  return { kind: 'pulled', isMore, changes: changes.length, skipped, serverTime, keyDue, ...(changes.some(({ kind }) => kind === 'officer') ? { officers: listOfficers(context.db) } : {}) }
}

/** What was kept of the portal's side is of before the steps that have arrived since. Where they were put beside it, the feed has told the outcome by its end; before that, and without a line, it would take them away here. */
function endFeed({ db, emit }: CoreContext): void {
  const isTaken = write(db, (writeDb) => {
    if (isWholeFeedDue(writeDb)) {
      noteAllTold(writeDb)
      endWholeFeed(writeDb)
    }
    dropSpentDocumentBases(writeDb)
    return takeKept(writeDb)
  })
  if (isTaken) emit('data.changed', { areas: ['dossier'] })
}

/** One that cannot be taken, nor even be kept as it came, must not stop the rest, or every later pull. */
function takeOne(db: WriteDb, change: Change, nowMs: number): ReturnType<typeof takeChange> {
  try {
    return db.transaction(() => takeChange(db, change, nowMs))()
  } catch (error) {
    // Without the transaction around it what was taken before is undone too.
    if (isDiskFull(error) || !db.inTransaction) throw error
    return 'unread'
  }
}

/** So that the portal's administrators see which counter waits, for how long and with how much. */
function reportQueue(db: ReadDb): string {
  const { entriesWaiting, filesWaiting, bytesWaiting, needsOfficer, oldestWaitingAt } = summariseQueue(db)
  return formatQueueReport({ entries: entriesWaiting, files: filesWaiting, bytes: bytesWaiting, needsOfficer, oldestMs: oldestWaitingAt === undefined ? 0 : Math.max(0, Date.parse(oldestWaitingAt)) })
}
