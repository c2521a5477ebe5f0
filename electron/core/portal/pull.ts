import type * as z from '../../domain/schema.ts'
import { OfficeCounters } from '../../contract/handover.ts'
import { ChangesResponse, OfficerRecord, SignatureServices, type Change } from '../../contract/wire.ts'
import { FormTemplate, OfficeLetterhead, Organisation, Procedure, WorkCalendar } from '../../domain/catalogue.ts'
import { takeMessage } from '../catalogue/portal-messages.ts'
import { findRestored } from '../continuity/restored.ts'
import { putProcedure } from '../catalogue/procedure-store.ts'
import { listOfficers, putReference } from '../catalogue/reference-store.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { TransferTold } from '../money/told-transfers.ts'
import { formatQueueReport } from '../../contract/queue-report.ts'
import { summariseQueue } from '../queue-view.ts'
import { redateFilings } from '../dossier/dossier-store.ts'
import { takeKept, takePulledDossier } from '../dossier/take-pulled-dossier.ts'
import { dropSpentDocumentBases } from '../documents/document-base-store.ts'
import { takePulledDocument } from '../documents/take-pulled-document.ts'
import { putSetting } from '../db/setting-store.ts'
import { adoptOffice } from './adopt-office.ts'
import { noteAllTold } from '../outbox/withdrawn-store.ts'
import { askWholeFeed, endWholeFeed, getCursor, isWholeFeedDue } from './feed-cursor.ts'
import type { PortalClient, PortalFailure } from './portal-client.ts'
import { judgeHead, keepDisputed, keepHead } from './keep-head.ts'
import { renewKeys } from './renew-keys.ts'
import { applyStanding, needsStanding } from './standing.ts'

export type PullOutcome = { kind: 'pulled'; changes: number; skipped: number; serverTime: string; keyDue: boolean; officers?: OfficerRecord[] } | { kind: 'failed'; failure: PortalFailure }

const pageSize = 500

/** Fetches what changed at the portal until there is no more; each page and its cursor are one commit, so a cut neither loses nor repeats. */
export async function pullChanges(context: CoreContext, client: PortalClient): Promise<PullOutcome> {
  let total = 0
  let skipped = 0
  let officersChanged = false
  const isTaken = write(context.db, (db) => (dropSpentDocumentBases(db), takeKept(db)))
  if (isTaken) context.emit('data.changed', { areas: ['dossier'] })
  for (;;) {
    const since = getCursor(context.db)
    const answer = await client.request('GET', `/v1/changes?since=${encodeURIComponent(since)}&limit=${pageSize}&queue=${reportQueue(context.db)}${needsStanding(context.db) ? '&standing=1' : ''}`)
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
    if (changes.length > 0) {
      write(context.db, (db) => {
        for (const change of changes) {
          // One bad value must not stop the rest, or every later pull.
          if (!applyChange(db, change, context.now())) skipped += 1
        }
        if (isAskedAnew) return
        // Of another office everything is new, also what was told long before.
        if (getDevice(db as ReadDb).officeId === officeId) putSetting(db, 'pull-cursor', next)
        else askWholeFeed(db)
      })
      officersChanged ||= changes.some((change) => change.kind === 'officer')
      total += changes.length
      context.emit('data.changed', { areas: changes.some(({ kind }) => kind === 'document') ? ['catalogue', 'dossier', 'document'] : ['catalogue', 'dossier'] })
    }
    if (isAskedAnew || getDevice(context.db).officeId !== officeId) continue
    // More of nothing would be asked for without end.
    if (more && changes.length > 0) continue
    if (isWholeFeedDue(context.db)) write(context.db, (db) => (noteAllTold(db), endWholeFeed(db)))
    return { kind: 'pulled', changes: total, skipped, serverTime, keyDue, ...(officersChanged ? { officers: listOfficers(context.db) } : {}) }
  }
}

/** So that the portal's administrators see which counter waits, for how long and with how much. */
function reportQueue(db: ReadDb): string {
  const { entriesWaiting, filesWaiting, bytesWaiting, needsOfficer, oldestWaitingAt } = summariseQueue(db)
  return formatQueueReport({ entries: entriesWaiting, files: filesWaiting, bytes: bytesWaiting, needsOfficer, oldestMs: oldestWaitingAt === undefined ? 0 : Math.max(0, Date.parse(oldestWaitingAt)) })
}

/** The schema of each kind, applied at the door: what is stored can be read. A kind of a newer portal is not known here and left out; a map, because it may be called `constructor`. */
const schemas = new Map<string, z.ZodType>(
  Object.entries({
    organisation: Organisation,
    'office-letterhead': OfficeLetterhead,
    'work-calendar': WorkCalendar,
    'form-template': FormTemplate,
    officer: OfficerRecord,
    payment: TransferTold,
    'signature-services': SignatureServices,
    'office-counters': OfficeCounters
  })
)

/** False when the value does not fit its kind: then nothing of it is kept. */
function applyChange(db: WriteDb, change: Change, nowMs: number): boolean {
  if (change.kind === 'procedure') {
    const procedure = Procedure.safeParse(change.value)
    if (procedure.success) putProcedure(db, procedure.data)
    return procedure.success
  }
  if (change.kind === 'dossier-status') return takePulledDossier(db, change.value, nowMs)
  if (change.kind === 'document') return takePulledDocument(db, change.value, nowMs)
  if (change.kind === 'portal-message') return takeMessage(db, change.id, change.value, nowMs)
  if (change.kind === 'counter-office') return adoptOffice(db, change, nowMs)
  const schema = schemas.get(change.kind)
  // What a newer portal has besides is no fault.
  if (!schema) return true
  if (!schema.safeParse(change.value).success) return false
  putReference(db, change.kind, change.id, change.value)
  if (change.kind === 'work-calendar') redateFilings(db)
  return true
}
