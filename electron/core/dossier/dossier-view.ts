import type { DeliveryState, DossierFile, DossierLife, DossierRow, DossierView, TimelineEntry } from '../../contract/views.ts'
import { localDay } from '../../domain/calendar.ts'
import { applyEntry, currentSha256, type Dossier } from '../../domain/dossier.ts'
import { findFilingCheck } from '../../domain/filing-check.ts'
import { findBearer } from '../../domain/hand-over.ts'
import { canApply } from '../../domain/reconcile.ts'
import { listActs } from '../../domain/status-change.ts'
import { listSupplementChoices } from '../../domain/supplement-choices.ts'
import { findProcedure } from '../catalogue/procedure-store.ts'
import { findWorkCalendar } from '../catalogue/reference-store.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'
import { listNotices } from '../forms/notice-content.ts'
import { listAwaited } from '../files/awaited-store.ts'
import { findFile, listAttachments, type AttachmentRow } from '../files/file-store.ts'
import { listLane, tellElsewhere, type LaneEntry } from '../history/list-lane.ts'
import { judgeSecrecy } from '../history/secret-file.ts'
import { toDeliveryState } from '../outbox/delivery-state.ts'
import { findDelivery } from '../outbox/delivery-store.ts'
import { createReceiptBuilder } from '../outbox/receipt-batch-store.ts'
import { findFileReceipt } from '../outbox/file-receipt-store.ts'
import { listUploads, type UploadRow } from '../outbox/upload-store.ts'
import { describeEntry, listDetails, readEntry } from './describe-entry.ts'
import { readDossierFlow } from './dossier-flow.ts'
import type { StoredDossier } from './dossier-store.ts'

/** A dossier as a line of a list (search/dossier-rows.ts reads many at once). */
function toDossierRow(db: ReadDb, stored: StoredDossier): DossierRow {
  const { dossier } = stored
  const files = listDossierFiles(db, stored)
  return {
    id: stored.id,
    code: dossier.code,
    applicantName: dossier.applicant.fullName,
    procedureCode: dossier.procedure.code,
    procedureName: dossier.procedure.name,
    officer: dossier.receivedBy.officerId,
    status: dossier.status,
    receivedAt: dossier.receivedAt,
    dueAt: dossier.dueAt,
    isOnItsWay: findBearer(dossier)?.isTaken === false,
    delivery: summariseLane(db, stored.id, stored.lastSeq === null ? { state: 'from-portal' } : undefined),
    files: {
      total: files.length,
      unsigned: files.filter((file) => file.state === 'unsigned').length,
      uploading: files.filter((file) => file.state === 'queued' || file.state === 'sending').length,
      received: files.filter((file) => file.state === 'received').length,
      filed: files.filter((file) => file.state === 'filed' || file.state === 'awaited').length
    }
  }
}

/** Everything the dossier's screen shows. @param nowMs by which a supplement's term has lapsed or not */
export function toDossierView(db: ReadDb, stored: StoredDossier, nowMs: number): DossierView {
  const { dossier } = stored
  const entries = listLane(db, stored.id)
  const own = entries.filter(({ isOwn }) => isOwn)
  const first = own[0] && findDelivery(db, own[0].header.seq)
  const elsewhere = tellElsewhere(db, stored.id, dossier.revision, entries)
  const isSecret = judgeSecrecy({ db, now: () => nowMs }, stored.id)
  const filingCheck = findFilingCheck(dossier, findWorkCalendar(db))
  return {
    ...toDossierRow(db, stored),
    revision: dossier.revision,
    finishedAt: dossier.finishedAt,
    ...(dossier.purgedAt ? { purgedAt: dossier.purgedAt } : {}),
    acts: dossier.purgedAt ? [] : listActs(dossier, localDay(nowMs)),
    life: pickLife(dossier),
    flow: readDossierFlow(db, dossier, nowMs),
    notices: listNotices(own.flatMap((row) => readEntry(row) ?? [])),
    supplementChoices: listSupplementChoices(dossier, findProcedure(db, dossier.procedure.code, localDay(nowMs))),
    applicant: dossier.applicant,
    components: dossier.components,
    fees: dossier.fees,
    dueSteps: dossier.dueSteps,
    ...(filingCheck ? { filingCheck } : {}),
    dossierFiles: orderAsTaken(stored, [...listDossierFiles(db, stored), ...listFilesElsewhere(db, stored)]).map((file) => (isSecret(file.componentId, file.sha256) ? { ...file, isSecret: true } : file)),
    timeline: toTimeline(entries),
    ...(elsewhere ? { elsewhere } : {}),
    ...(first?.receipt
      ? {
          receipt: {
            portal: first.receipt.batch.statement.portal,
            keyId: first.receipt.batch.keyId,
            signedAt: first.receipt.batch.statement.signedAt,
            root: first.receipt.batch.statement.root,
            entryHash: first.receipt.entryHash
          }
        }
      : {})
  }
}

function pickLife(dossier: Dossier): DossierLife {
  const { agency, channel, earlierDueAts, filed, handBack, limit, note, owner, payment, postTrackingNumber, procedure } = dossier
  const { reappointed, receivedBy, register, representation, result, resultBy, sets, returnTo, subject, supplement, supplementRequests } = dossier
  return {
    ...{ agency, channel, earlierDueAts, limit, note, owner, postTrackingNumber, procedure, reappointed, receivedBy, representation, resultBy, returnTo, sets, subject, supplementRequests },
    ...(filed ? { filed } : {}),
    ...(handBack ? { handBack } : {}),
    ...(payment ? { payment } : {}),
    ...(register ? { register } : {}),
    ...(result ? { result } : {}),
    ...(supplement ? { supplement } : {})
  }
}

/** How a lane stands as a whole: its worst entry. */
export function summariseLane(db: ReadDb, lane: string, whenNone: DeliveryState = { state: 'saved' }): DeliveryState {
  const buildReceipt = createReceiptBuilder(db)
  const rows = listRows<{ seq: number }>(db, 'SELECT seq FROM journal WHERE dossier = ? ORDER BY seq', lane).flatMap(({ seq }) => findDelivery(db, seq, buildReceipt) ?? [])
  const worst = rows.find((row) => row.state === 'needs-officer') ?? rows.find((row) => row.again === 'needs-officer') ?? rows.find((row) => row.state === 'sending') ?? rows.find((row) => row.state === 'queued') ?? rows.find((row) => row.again !== undefined && row.again !== 'received') ?? rows.at(-1)
  return worst ? toDeliveryState(worst) : whenNone
}

function listDossierFiles(db: ReadDb, stored: StoredDossier): DossierFile[] {
  const uploads = new Map(listUploads(db, stored.id).map((upload) => [upload.sha256, upload]))
  const fetched = listAttachments(db, stored.id).map((attachment): DossierFile => {
    const receipt = attachment.signedSha256 === null ? undefined : findFileReceipt(db, stored.id, attachment.signedSha256)
    return { ...toDossierFile(stored, attachment, uploads), ...(receipt ? { receivedAt: receipt.statement.signedAt } : {}) }
  })
  const awaited = listAwaited(db, stored.id).map(({ sha256, component, name, sizeBytes }): DossierFile => ({ componentId: component, componentName: tellComponent(stored, component), name, sha256, sizeBytes, state: 'awaited' }))
  return [...fetched, ...awaited]
}

/** Files of the dossier that this counter never had in hand: another's scans, or those a restore lost. */
function listFilesElsewhere(db: ReadDb, stored: StoredDossier): DossierFile[] {
  const known = new Set([...listAttachments(db, stored.id).flatMap(({ sha256, signedSha256 }) => [sha256, signedSha256]), ...listAwaited(db, stored.id).map(({ sha256 }) => sha256)])
  return stored.dossier.files
    .filter((file) => !known.has(file.sha256) && !file.signatures.some(({ sha256 }) => known.has(sha256)))
    .map((file): DossierFile => {
      const sha256 = currentSha256(file)
      const sizeBytes = file.signatures.at(-1)?.sizeBytes ?? file.sizeBytes
      return { componentId: file.componentId, componentName: file.componentId === null ? '' : tellComponent(stored, file.componentId), name: file.name, sha256, sizeBytes, state: findFile(db, sha256) ? 'fetched' : 'elsewhere', ...(file.signatures.length > 0 ? { signedSha256: sha256 } : {}) }
    })
}

function orderAsTaken({ dossier }: StoredDossier, files: readonly DossierFile[]): DossierFile[] {
  const placeOf = (file: DossierFile): number =>
    dossier.files.findIndex(({ componentId, sha256, signatures }) => componentId === file.componentId && (sha256 === file.sha256 || signatures.some((signed) => signed.sha256 === file.sha256)))
  return files.toSorted((a, b) => placeOf(a) - placeOf(b))
}

function tellComponent({ dossier }: StoredDossier, id: string): string {
  return dossier.components.find((component) => component.id === id)?.name ?? id
}

function toDossierFile(stored: StoredDossier, attachment: AttachmentRow, uploads: Map<string, UploadRow>): DossierFile {
  // What a citizen filed online is the portal's already, and nobody here signs it.
  const isFiled = attachment.signedSha256 === attachment.sha256
  return {
    componentId: attachment.component,
    componentName: tellComponent(stored, attachment.component),
    name: attachment.name,
    sha256: attachment.sha256,
    sizeBytes: attachment.sizeBytes,
    state: isFiled ? 'filed' : attachment.signedSha256 === null ? (attachment.isDamaged ? 'needs-officer' : 'unsigned') : (uploads.get(attachment.signedSha256)?.state ?? 'queued'),
    ...(attachment.signedSha256 === null || isFiled ? {} : { signedSha256: attachment.signedSha256 })
  }
}

/**
 * Folds along, so that an amendment can be told with what stood before it. The portal's order is the order things were taken in; where an entry stands on what is not known here, or cannot be laid upon
 * what others did since the portal lost it, the fold ends: all are listed, whatever their order.
 */
function toTimeline(entries: readonly LaneEntry[]): TimelineEntry[] {
  let before: Dossier | undefined
  return entries.map((row) => {
    const entry = readEntry(row)
    const { baseRevision } = row.header
    if (before && (row.isPlaced ? baseRevision > before.revision : baseRevision !== before.revision)) before = undefined
    const told: TimelineEntry = { ...row.told, text: entry ? describeEntry(entry) : '', details: entry ? listDetails(entry, before) : [] }
    // Where an entry was purged, what follows cannot be laid upon it.
    before = entry && canApply(before, entry) ? applyEntry(before, entry) : undefined
    return told
  })
}
