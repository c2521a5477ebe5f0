import type { Comparison, CompareFailure, Mendable, queueMethods, Settled } from '../../contract/queue.ts'
import type { ErrorOf, ParsedInputOf } from '../../contract/method.ts'
import { problemTypes } from '../../contract/wire.ts'
import { decideAmendment } from '../../domain/amend.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { applyEntry, type Dossier, type DossierEntry } from '../../domain/dossier.ts'
import { listDiffering, reconcileEntry } from '../../domain/reconcile.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import type { CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { describeEntry, readEntry } from '../dossier/describe-entry.ts'
import { findAtPortal } from '../dossier/take-pulled-dossier.ts'
import { listLane } from '../history/list-lane.ts'
import { foldWithout } from './fold-without.ts'
import { settle } from './settle.ts'
import { findWaitingTail } from './waiting-tail.ts'

type Input<K extends keyof typeof queueMethods> = ParsedInputOf<(typeof queueMethods)[K]>
type Answer<K extends keyof typeof queueMethods> = Result<Settled, ErrorOf<(typeof queueMethods)[K]>>

/** The refused step and all behind it are given up. */
export function withdraw(context: CoreContext, input: Input<'queue.withdraw'>): Answer<'queue.withdraw'> {
  return settle<never>(context, input, () => ok({ first: undefined, keepLater: false }))
}

/** What may be corrected of a refused step. */
export function findMendable(db: ReadDb, seq: number): Result<Mendable, { kind: 'queue-item-gone' } | { kind: 'queue-item-not-mendable' }> {
  const tail = findWaitingTail(db, seq)
  if (!tail.ok) return err({ kind: 'queue-item-gone' })
  const [{ entry, isAgain }] = tail.value.steps
  const before = foldWithout(db, tail.value.stored.id, seq)
  if (isAgain || !isMendable(entry, before)) return err({ kind: 'queue-item-not-mendable' })
  const { applicant, subject, note } = applyEntry(before, entry)
  return ok({ applicant, subject, note })
}

/** The step again with corrected texts, and what waited behind it. */
export function mend(context: CoreContext, input: Input<'queue.mend'>): Answer<'queue.mend'> {
  return settle<ErrorOf<(typeof queueMethods)['queue.mend']>>(context, input, ({ steps: [{ entry, isAgain }] }, before) => {
    // What was received once is on paper in somebody's hands.
    if (isAgain || !isMendable(entry, before)) return err({ kind: 'queue-item-not-mendable' })
    const decision = decideAmendment(applyEntry(before, entry), input, toLocalTime(context.now()))
    if (!decision.ok) return decision
    const { changes } = decision.value
    const first: DossierEntry =
      entry.kind === 'dossier.received' ? { ...entry, payload: { ...entry.payload, ...changes } as typeof entry.payload } : { ...entry, payload: { ...entry.payload, changes: { ...entry.payload.changes, ...changes } } }
    return ok({ first, keepLater: true })
  })
}

/** Both sides of a conflict. */
export function compare(db: ReadDb, seq: number): Result<Comparison, CompareFailure> {
  const tail = findWaitingTail(db, seq)
  if (!tail.ok || tail.value.problem?.type !== problemTypes.editConflict) return err({ kind: 'queue-item-gone' })
  const { stored, steps } = tail.value
  const theirs = findAtPortal(db, stored.id)
  if (!theirs) return err({ kind: 'portal-side-unknown' })
  const [{ entry, at, officer }] = steps
  return ok({ kind: entry.kind, at, officerName: findOfficer(db, officer)?.fullName ?? officer, portalChangedAt: theirs.changedAt, ...findPortalBy(db, stored.id), fields: listDiffering(entry, theirs) })
}

/** Whom the officer asks before she decides. */
function findPortalBy(db: ReadDb, lane: string): Pick<Comparison, 'portalBy'> {
  const last = listLane(db, lane).findLast(({ isOwn, isPlaced }) => !isOwn && isPlaced)
  if (!last) return {}
  const { officerName, counterNumber, kind } = last.told
  const entry = readEntry(last)
  return { portalBy: { officerName, ...(counterNumber === undefined ? {} : { counterNumber }), kind, text: entry ? describeEntry(entry) : '' } }
}

/** The conflict is settled text by text, on the portal's version. */
export function reconcile(context: CoreContext, input: Input<'queue.reconcile'>): Answer<'queue.reconcile'> {
  return settle<ErrorOf<(typeof queueMethods)['queue.reconcile']>>(context, input, ({ stored, steps: [{ entry }] }, _before, db) => {
    const theirs = findAtPortal(db, stored.id)
    if (!theirs) return err({ kind: 'portal-side-unknown' })
    const reconciled = reconcileEntry(entry, theirs, input.keep)
    return reconciled.ok ? ok({ first: reconciled.value, keepLater: true }) : reconciled
  })
}

function isMendable(entry: DossierEntry, before: Dossier | undefined): entry is Extract<DossierEntry, { kind: 'dossier.received' | 'dossier.amended' }> {
  return entry.kind === 'dossier.received' ? before === undefined : entry.kind === 'dossier.amended' && before !== undefined
}
