import type { ActFailure } from '../../contract/dossier.ts'
import { toLocalTime, type LocalTime } from '../../domain/calendar.ts'
import type { WorkCalendar } from '../../domain/work-calendar.ts'
import type { Dossier, DossierEntry } from '../../domain/dossier.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { OfficerRecord } from '../../contract/wire.ts'
import { findOfficer, getWorkCalendar } from '../catalogue/reference-store.ts'
import { getDevice, getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { listDossierEntries } from '../journal/journal-store.ts'
import { appendToDossier } from './append-to-dossier.ts'
import { findDossier, type StoredDossier } from './dossier-store.ts'

export type LaterEntry = Exclude<DossierEntry, { kind: 'dossier.received' }>
/** What a rule is given besides the dossier. */
export interface ActSetting {
  db: ReadDb
  at: LocalTime
  calendar: WorkCalendar
  officer: OfficerRecord
}

/**
 * One act on a dossier that exists: read, decide, one entry (or several that only stand together), one transaction, told to screen and outbox.
 * @param note writes what goes with an entry into the same transaction
 * @param target `baseRevision` is what the officer was looking at: another's act in between is a conflict, never overwritten
 */
export function actOnDossier<E>(
  context: CoreContext,
  target: { id: string; baseRevision: number },
  decide: (dossier: Dossier, setting: ActSetting) => Result<LaterEntry | readonly LaterEntry[], E>,
  note?: (db: WriteDb, entry: LaterEntry, seq: number) => void
): Result<{ revision: number }, E | ActFailure> {
  const officer = getOfficer(context)
  const acted = write(context.db, (db): Result<{ revision: number }, E | ActFailure> => {
    const stored = findDossier(db, target.id)
    if (!stored) return err({ kind: 'dossier-unknown' })
    if (stored.dossier.revision !== target.baseRevision) return err(describeConflict(db, stored))
    const nowMs = context.now()
    const decision = decide(stored.dossier, { db, at: toLocalTime(nowMs), calendar: getWorkCalendar(db), officer })
    if (!decision.ok) return decision
    const by = { officer: officer.id, at: new Date(nowMs).toISOString() }
    const dossier = [decision.value].flat().reduce((before, entry) => {
      const appended = appendToDossier(db, { ...stored, dossier: before }, entry, by)
      note?.(db, entry, appended.seq)
      return appended.dossier
    }, stored.dossier)
    return ok({ revision: dossier.revision })
  })
  if (acted.ok) {
    context.emit('data.changed', { areas: ['dossier', 'queue'] })
    context.wakeOutbox()
  }
  return acted
}

/** Who was faster, for the officer to ask. */
function describeConflict(db: ReadDb, { id, dossier }: StoredDossier): Extract<ActFailure, { kind: 'edit-conflict' }> {
  const last = listDossierEntries(db, id, getDevice(db).device).at(-1)
  // What another counter did has no entry here: then nobody is named rather than the wrong one.
  const isLast = last !== undefined && toLocalTime(Date.parse(last.header.at)) === dossier.changedAt
  const officerName = (isLast && findOfficer(db, last.header.officer)?.fullName) || null
  return { kind: 'edit-conflict', revision: dossier.revision, officerName, changedAt: dossier.changedAt }
}
