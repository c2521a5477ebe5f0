import type { documentQueueMethods, DocumentDispute } from '../../contract/document-queue.ts'
import type { ErrorOf, ParsedInputOf } from '../../contract/method.ts'
import type { Settled } from '../../contract/queue.ts'
import { problemTypes } from '../../contract/wire.ts'
import { applyDocumentEntry, layDocumentEntries, stageOf, type DocumentEntry, type OfficeDocument } from '../../domain/document.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc, toNfcLines } from '../../domain/text.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getDevice, getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { listDossierEntries } from '../journal/journal-store.ts'
import { decideOnSteps, type Decider } from '../outbox/decision.ts'
import { isKnownMissing } from '../outbox/fate.ts'
import { findDelivery } from '../outbox/delivery-store.ts'
import { listWaitingSteps, type WaitingStep } from '../outbox/waiting-tail.ts'
import { dropUploads } from '../outbox/withdrawn-store.ts'
import { appendToDocument } from './append-to-document.ts'
import { findDocumentBase } from './document-base-store.ts'
import { findDocument, putDocument, withdrawDocument, type StoredDocument } from './document-store.ts'
import { voidLostNumber } from './give-number.ts'
import { describeDocumentEntry, readDocumentEntry } from './read-document-entry.ts'
import { endStamping } from './stamping-store.ts'

type Method = (typeof documentQueueMethods)['queue.settle-document']
export type Step = WaitingStep<DocumentEntry>

/** A refused step of a document, what waits behind it, and the document without them. */
export interface DocumentTail {
  stored: StoredDocument
  steps: [Step, ...Step[]]
  before: OfficeDocument | undefined
}

/** Both sides: what this counter did, and the document as the portal has it. */
export function describeDispute(db: ReadDb, seq: number): Result<DocumentDispute, { kind: 'queue-item-gone' } | { kind: 'portal-side-unknown' }> {
  const tail = findDocumentTail(db, seq)
  if (!tail.ok) return err(tail.error.kind === 'portal-side-unknown' ? tail.error : { kind: 'queue-item-gone' })
  const { stored, steps, before } = tail.value
  const [first, ...later] = steps.map(({ entry, officer, at }) => ({ kind: entry.kind, text: describeDocumentEntry(entry), officerName: findOfficer(db, officer)?.fullName ?? officer, at }))
  const number = numberOf(steps)
  return ok({
    title: stored.document.title,
    steps: [first!, ...later],
    ...(before ? { atPortal: toSide(before) } : {}),
    keepable: before ? layDocumentEntries(before, steps.map(({ entry }) => entry)).laid.length : 0,
    isMendable: isMendable(tail.value),
    ...(number ? { number: number.code } : {})
  })
}

/**
 * An officer settles a refused step of a document: it and what waits behind it leave the queue by one entry that says why, and what is kept is written anew on what the portal has. One
 * transaction; the journal loses nothing.
 */
export function settleDocument(context: CoreContext, { seq, reason: typed, settlement }: ParsedInputOf<Method>): Result<Settled, ErrorOf<Method>> {
  const reason = toNfcLines(typed)
  if (reason === '') return err({ kind: 'reason-missing' })
  const title = settlement.act === 'mend' ? toNfc(settlement.title) : undefined
  if (title === '') return err({ kind: 'document-title-missing' })
  const officer = getOfficer(context)
  let isAsked = false
  const settled = write(context.db, (db): Result<Settled, ErrorOf<Method>> => {
    const tail = findDocumentTail(db, seq)
    if (!tail.ok) return tail
    const { stored, steps, before } = tail.value
    isAsked = !isKnownMissing(db, { seq, lane: stored.id, problem: findDelivery(db, seq)?.problem }, context.now())
    if (isAsked) return err({ kind: 'portal-side-unknown' })
    if (title !== undefined && !isMendable(tail.value)) return err({ kind: 'queue-item-not-mendable' })
    const wanted = settlement.act === 'withdraw' ? [] : steps.map(({ entry }) => (title === undefined ? entry : retitle(entry, title)))
    const kept = layDocumentEntries(before, wanted).laid
    if (wanted.length > 0 && kept.length === 0) return err({ kind: 'ours-not-applicable' })
    // The officer who did it did it then; who had it written anew is in the decision.
    const keptIndexes = new Set(kept.map(({ index }) => index))
    const plan = { kept: kept.map(({ index, entry }) => ({ entry, by: steps[index]! })), dropped: steps.filter((_step, index) => !keptIndexes.has(index)) }
    return ok(putSettled(db, tail.value, plan, { reason, officer: officer.id, nowMs: context.now() }))
  })
  // As after a pull: a history is to be read.
  if (isAsked) context.emit('data.changed', { areas: ['catalogue'] })
  if (settled.ok) {
    context.emit('data.changed', { areas: ['queue', 'document'] })
    context.wakeOutbox()
  }
  return settled
}

function findDocumentTail(db: ReadDb, seq: number): Result<DocumentTail, { kind: 'queue-item-gone' } | { kind: 'queue-item-in-transit' } | { kind: 'portal-side-unknown' }> {
  const delivery = findDelivery(db, seq)
  const stored = delivery && findDocument(db, delivery.lane)
  if (!stored) return err({ kind: 'queue-item-gone' })
  const steps = listWaitingSteps(db, seq, readDocumentEntry)
  if (!steps.ok) return steps
  // What was received once is not undone by the portal's forgetting it.
  if (steps.value.some(({ isAgain }) => isAgain)) return err({ kind: 'queue-item-gone' })
  const before = foldWithout(db, stored.id, seq)
  const [first] = steps.value
  // What stands in the way was done at another counter, and this one has not heard of it yet.
  const isBehind = delivery.problem?.type === problemTypes.editConflict && (before?.revision ?? 0) <= first.baseRevision
  const isOrphan = before === undefined && first.entry.kind !== 'document.created'
  return isBehind || isOrphan ? err({ kind: 'portal-side-unknown' }) : ok({ stored, steps: steps.value, before })
}

/** The document as it is without its entries of this counter from `from` on. Undefined where the portal never took the first. */
export function foldWithout(db: ReadDb, id: string, from: number): OfficeDocument | undefined {
  let document = findDocumentBase(db, id)
  for (const row of listDossierEntries(db, id, getDevice(db).device)) {
    const entry = row.header.seq < from ? readDocumentEntry(row) : undefined
    // What the base holds already was laid upon an earlier revision.
    if (entry && row.header.baseRevision === (document?.revision ?? 0)) document = applyDocumentEntry(document, entry)
  }
  return document
}

/** What of a document's steps is written anew on what the portal has, and by whom it was done; and what is given up. */
export interface DocumentPlan {
  kept: readonly { entry: DocumentEntry; by: { officer: string; at: string } }[]
  dropped: readonly Step[]
}

/** One entry that says why, and what follows from it: the steps leave the queue, what is kept is written anew behind them. */
export function putSettled(db: WriteDb, { stored, steps, before }: DocumentTail, { kept, dropped }: DocumentPlan, by: Decider): Settled {
  const { id, document } = stored
  decideOnSteps(db, { id, code: tellCode(document) }, steps, by, { replaced: kept.length > 0 })
  for (const { entry } of dropped) if ('sha256' in entry.payload) dropUploads(db, id, entry.payload.sha256)
  let now = before
  if (before) putDocument(db, id, before)
  for (const { entry, by: doer } of kept) now = appendToDocument(db, { id, ...(now ? { document: now } : {}) }, entry, doer).document
  if (!now) {
    dropUploads(db, id)
    withdrawDocument(db, id)
  }
  // Without a seal of this counter nothing waits here for the time of one.
  if (dropped.some(({ entry }) => entry.kind === 'document.signed' && entry.payload.role === 'agency')) endStamping(db, id)
  const number = numberOf(dropped)
  const isVoid = voidLostNumber(db, id, number ?? null, now, by)
  return { replayed: kept.length, withdrawn: dropped.length, ...(number && (isVoid || !now) ? { voided: number.code } : {}) }
}

/** A title is corrected before the portal has it; who signed the bytes signed them all the same. */
function isMendable({ steps, before }: DocumentTail): boolean {
  return before === undefined && steps[0].entry.kind === 'document.created'
}

function retitle(entry: DocumentEntry, title: string): DocumentEntry {
  return entry.kind === 'document.created' ? { ...entry, payload: { ...entry.payload, title } } : entry
}

function numberOf(steps: readonly Step[]) {
  return steps.flatMap(({ entry }) => (entry.kind === 'document.numbered' ? [entry.payload] : []))[0]
}

function tellCode(document: OfficeDocument): string {
  return document.number?.code ?? document.ownNumber ?? document.dossierCode ?? 'chưa có số'
}

function toSide(document: OfficeDocument): NonNullable<DocumentDispute['atPortal']> {
  const number = document.number?.code ?? document.ownNumber
  return {
    stage: stageOf(document),
    ...(number === null ? {} : { number }),
    signatures: document.signatures.map(({ role, signerName, at }) => ({ role, signerName, at })),
    ...(document.returned ? { returned: { reason: document.returned.reason, by: document.returned.by.fullName, at: document.returned.at } } : {}),
    changedAt: document.changedAt
  }
}
