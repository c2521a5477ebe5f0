import type { documentQueueMethods } from '../../contract/document-queue.ts'
import type { ErrorOf, ParsedInputOf } from '../../contract/method.ts'
import type { Settled } from '../../contract/queue.ts'
import { continuesDocument, DocumentEntry, layDocumentEntries, listDocumentEntries } from '../../domain/document.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfcLines } from '../../domain/text.ts'
import { getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findDelivery } from '../outbox/delivery-store.ts'
import { listLaneSteps } from '../outbox/waiting-tail.ts'
import { findDocument } from './document-store.ts'
import { findHeldFor, releaseHeld } from './handover-store.ts'
import { readDocumentEntry } from './read-document-entry.ts'
import { foldWithout, putSettled, type DocumentPlan, type DocumentTail } from './settle-document.ts'

type Method = (typeof documentQueueMethods)['queue.tell-for-other']

/**
 * The counter that brought a document by stick will not send its part: an officer has it told from here, out of what was carried, and her own steps behind it. The portal judges all of it as ever,
 * and where the other counter comes back after all, its own telling is a conflict for the officer there. One transaction.
 */
export function tellForOther(context: CoreContext, { seq, reason: typed }: ParsedInputOf<Method>): Result<Settled, ErrorOf<Method>> {
  const reason = toNfcLines(typed)
  if (reason === '') return err({ kind: 'reason-missing' })
  const officer = getOfficer(context)
  const told = write(context.db, (db): Result<Settled, ErrorOf<Method>> => {
    const tail = findHeldTail(db, seq)
    if (!tail.ok) return tail
    const by = { officer: officer.id, nowMs: context.now() }
    const plan = planTelling(tail.value, { officer: by.officer, at: new Date(by.nowMs).toISOString() })
    if (!plan) return err({ kind: 'document-not-retellable' })
    releaseHeld(db, tail.value.stored.id, tail.value.stored.document.revision)
    return ok(putSettled(db, tail.value, plan, { reason, ...by }))
  })
  if (told.ok) {
    context.emit('data.changed', { areas: ['queue', 'document'] })
    context.wakeOutbox()
  }
  return told
}

/** All of this counter's steps of the document that wait, and what the portal has of it. */
function findHeldTail(db: ReadDb, seq: number): Result<DocumentTail, { kind: 'queue-item-gone' } | { kind: 'queue-item-in-transit' }> {
  const delivery = findDelivery(db, seq)
  const stored = delivery && findDocument(db, delivery.lane)
  if (!stored || delivery.state === 'received' || !findHeldFor(db, stored.id, seq)) return err({ kind: 'queue-item-gone' })
  const steps = listLaneSteps(db, stored.id, 0, readDocumentEntry)
  return steps.ok ? ok({ stored, steps: steps.value, before: foldWithout(db, stored.id, steps.value[0].seq) }) : steps
}

/** Every step after what the portal has: this counter's under who did them, the others' under who has them told. Undefined where they do not make the document again. */
function planTelling({ stored, steps, before }: DocumentTail, teller: { officer: string; at: string }): DocumentPlan | undefined {
  const { document } = stored
  // What was received once is not undone by the portal's forgetting it.
  if (steps.some(({ isAgain }) => isAgain) || (before && !continuesDocument(before, document))) return undefined
  const entries = listDocumentEntries(document).slice(before?.revision ?? 0)
  const made = layDocumentEntries(before, entries)
  if (made.laid.length < entries.length || !made.document || made.document.revision !== document.revision || !continuesDocument(made.document, document)) return undefined
  const own = new Map(steps.map((step) => [nameOf(step.entry), step]))
  return { kept: entries.map((entry) => ({ entry, by: own.get(nameOf(entry)) ?? teller })), dropped: [] }
}

/** The schema's order of keys: one was read from the journal, the other out of the document. */
const nameOf = (entry: DocumentEntry): string => JSON.stringify(DocumentEntry.parse(entry))
