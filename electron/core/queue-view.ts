import type { QueueItem, QueueSummary } from '../contract/views.ts'
import { ownProblemTypes, problemTypes } from '../contract/problem-types.ts'
import type { Problem } from '../contract/wire.ts'
import type { OfficeDocument } from '../domain/document.ts'
import type { Dossier } from '../domain/dossier.ts'
import { getDevice } from './context.ts'
import type { ReadDb } from './db/open.ts'
import { findRow } from './db/statements.ts'
import { countDocumentsUnsigned, findDocument } from './documents/document-store.ts'
import { findHeldFor } from './documents/handover-store.ts'
import { describeDocumentEntry, readDocumentEntry } from './documents/read-document-entry.ts'
import { describeEntry, readEntry } from './dossier/describe-entry.ts'
import { findDossier } from './dossier/dossier-store.ts'
import { countDamaged } from './files/damaged-store.ts'
import { countUnsigned, listUnsigned } from './files/file-store.ts'
import { getEntry, getPayloadBytes } from './journal/journal-store.ts'
import { describeHandedOut } from './outbox/citizen-told.ts'
import { describeOwnEntry } from './outbox/describe-own-entry.ts'
import type { FileKey } from './outbox/file-rests.ts'
import { listWaiting, summariseDeliveries, type DeliveryRow } from './outbox/delivery-store.ts'
import { countWaitingAgain, listWaitingAgain } from './outbox/offered-again-store.ts'
import { findUploadBudget } from './outbox/pace.ts'
import { listWaitingUploads, summariseUploads } from './outbox/upload-store.ts'

const listLimit = 500

/** The counts of the bar that is always in view. */
export function summariseQueue(db: ReadDb): QueueSummary {
  const deliveries = summariseDeliveries(db)
  const uploads = summariseUploads(db)
  const again = countWaitingAgain(db)
  const documents = countDocumentsUnsigned(db)
  // They wait like the spoilt ones that are signed.
  const damaged = countDamaged(db)
  const oldest = deliveries.oldestSeq === null ? undefined : findRow<{ at: string }>(db, 'SELECT at FROM journal WHERE seq = ?', deliveries.oldestSeq)?.at
  const budget = findUploadBudget(db)
  const last = findRow<{ at: string | null }>(db, `SELECT answered_at AS at FROM delivery WHERE state = 'received' ORDER BY seq DESC LIMIT 1`)?.at
  return {
    entriesWaiting: deliveries.entries,
    dossiersWaiting: deliveries.dossiers,
    ...(deliveries.changed > 0 ? { dossiersChanged: deliveries.changed } : {}),
    documentsWaiting: deliveries.documents,
    filesWaiting: uploads.files + damaged,
    bytesWaiting: uploads.bytes,
    ...(budget === undefined ? {} : { uploadBytesPerSecond: budget }),
    filesUnsigned: countUnsigned(db),
    ...(documents.person + documents.agency > 0 ? { documentsUnsigned: documents } : {}),
    needsOfficer: deliveries.needsOfficer + uploads.needsOfficer + again.needsOfficer + damaged,
    ...(oldest ? { oldestWaitingAt: oldest } : {}),
    ...(last ? { lastReceivedAt: last } : {}),
    ...(again.waiting > 0 ? { offeredAgain: again.waiting } : {})
  }
}

/**
 * Everything that has not reached the portal: entries in device order, then files, then what waits for a signature. Nothing is hidden.
 * @param findRestEnd when a file that rests is tried again, epoch milliseconds
 */
export function listQueue(db: ReadDb, findRestEnd: (file: FileKey) => number | undefined): QueueItem[] {
  const entries = listWaiting(db, listLimit).map((row) => toEntryItem(db, row))
  const again = listWaitingAgain(db, listLimit).map(({ problem, ...row }) => ({ ...toEntryItem(db, { ...row, ...(problem === null ? {} : { problem: JSON.parse(problem) as Problem }) }), isAgain: true }))
  const uploads = listWaitingUploads(db, listLimit).map((row): QueueItem => {
    const dossier = findDossier(db, row.dossier)?.dossier
    const document = dossier ? undefined : findDocument(db, row.dossier)?.document
    const restEndMs = findRestEnd(row)
    const name = dossier?.files.find((file) => file.signatures.at(-1)?.sha256 === row.sha256)?.name
    return {
      seq: 0,
      lane: row.dossier,
      what: 'file',
      kind: 'file',
      ...(document ? placeDocument(row.dossier, document) : { dossierId: row.dossier, ...placeDossier(dossier) }),
      text: name ?? document?.title ?? '',
      since: (dossier ?? document)?.changedAt ?? '',
      state: row.state === 'received' ? 'queued' : row.state,
      sha256: row.sha256,
      attempts: row.attempts,
      sizeBytes: row.sizeBytes,
      sentBytes: row.sentBytes,
      ...(restEndMs === undefined ? {} : { againAt: new Date(restEndMs).toISOString() }),
      ...(row.problem ? tellProblem(row.problem) : {})
    }
  })
  const unsigned = listUnsigned(db, { limit: listLimit }).map((attachment): QueueItem => {
    const dossier = findDossier(db, attachment.dossier)?.dossier
    return {
      seq: 0,
      lane: attachment.dossier,
      what: 'file',
      kind: 'file',
      dossierId: attachment.dossier,
      ...placeDossier(dossier),
      text: attachment.name,
      since: dossier?.receivedAt ?? '',
      state: attachment.isDamaged ? 'needs-officer' : 'unsigned',
      ...(attachment.isDamaged ? { problemType: ownProblemTypes.fileDamaged } : {}),
      sha256: attachment.sha256,
      component: attachment.component,
      attempts: 0,
      sizeBytes: attachment.sizeBytes,
      sentBytes: 0
    }
  })
  return markBehind([...again, ...entries, ...uploads, ...unsigned])
}

/** Order holds in a lane, and files travel after all its entries: behind a step that waits for the officer nothing of it goes. */
function markBehind(items: readonly QueueItem[]): QueueItem[] {
  const stoppers = new Map<string, number>()
  for (const { what, state, lane, seq } of items) if (what === 'entry' && state === 'needs-officer') stoppers.set(lane, Math.min(seq, stoppers.get(lane) ?? seq))
  return items.map((item) => {
    const stopper = stoppers.get(item.lane)
    return item.state === 'queued' && stopper !== undefined && (item.what === 'file' || item.seq > stopper) ? { ...item, behindSeq: stopper } : item
  })
}

function toEntryItem(db: ReadDb, row: Pick<DeliveryRow, 'seq' | 'lane' | 'state' | 'attempts' | 'problem'>): QueueItem {
  const entry = getEntry(db, row.seq, getDevice(db).device)
  const id = entry.header.dossier
  const read = readEntry(entry)
  const ofDocument = read ? undefined : readDocumentEntry(entry)
  const dossier = id === undefined ? undefined : findDossier(db, id)?.dossier
  const document = id === undefined || !ofDocument ? undefined : findDocument(db, id)?.document
  const heldFor = document && id !== undefined && row.state === 'queued' ? findHeldFor(db, id, row.seq) : undefined
  return {
    seq: row.seq,
    lane: row.lane,
    what: 'entry',
    kind: entry.header.kind,
    ...(document && id !== undefined ? placeDocument(id, document) : { ...(id === undefined ? {} : { dossierId: id }), ...placeDossier(dossier) }),
    text: read ? describeEntry(read) : ofDocument ? describeDocumentEntry(ofDocument) : describeOwnEntry(entry),
    since: entry.header.at,
    state: row.state === 'received' ? 'queued' : row.state,
    attempts: row.attempts,
    sizeBytes: getPayloadBytes(db, row.seq),
    sentBytes: 0,
    ...(row.problem ? tellProblem(row.problem) : {}),
    ...(heldFor ? { heldFor } : {}),
    ...(dossier && row.state === 'needs-officer' && entry.header.kind === 'dossier.received' ? { handedOut: describeHandedOut(db, row.seq, dossier) } : {})
  }
}

const knownTypes: readonly string[] = [...Object.values(problemTypes), ...Object.values(ownProblemTypes)]
/** Of it the title is the HTTP status's name (RFC 9457, 4.2.1). */
const blankType = 'about:blank'

/** Why it was refused. A title says no more than its type: it stands for words where the type is not known here. */
function tellProblem({ type, title, detail }: Problem): Pick<QueueItem, 'problemType' | 'problemDetail'> {
  const words = detail ?? (type === blankType || knownTypes.includes(type) ? undefined : title)
  return { problemType: type, ...(words === undefined ? {} : { problemDetail: words }) }
}

function placeDossier(dossier: Dossier | undefined): Pick<QueueItem, 'dossierCode' | 'applicantName'> {
  return dossier ? { dossierCode: dossier.code, applicantName: dossier.applicant.fullName } : {}
}

function placeDocument(documentId: string, { title, dossierId, dossierCode }: OfficeDocument): Pick<QueueItem, 'documentId' | 'documentTitle' | 'dossierId' | 'dossierCode'> {
  return { documentId, documentTitle: title, ...(dossierId === null ? {} : { dossierId }), ...(dossierCode === null ? {} : { dossierCode }) }
}
