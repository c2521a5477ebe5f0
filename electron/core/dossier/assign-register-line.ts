import type { AssignLineFailure } from '../../contract/dossier.ts'
import { localDay, toLocalTime, type LocalDate } from '../../domain/calendar.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { listNumberSeries } from '../catalogue/reference-store.ts'
import { getOfficer, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { findRegisterLine } from '../numbers/register-line.ts'
import { takeNumber } from '../numbers/take-number.ts'
import { appendToDossier } from './append-to-dossier.ts'
import { findDossier } from './dossier-store.ts'

/** Writes a dossier into the register that had no free line when it was received: the next line of the book it belongs to, told in one entry and one of the number's own. */
export function assignRegisterLine(context: CoreContext, input: { id: string; baseRevision: number; confirmedDay?: LocalDate | undefined }): Result<{ revision: number }, AssignLineFailure> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  const assigned = write(context.db, (db): Result<{ revision: number }, AssignLineFailure> => {
    const stored = findDossier(db, input.id)
    if (!stored) return err({ kind: 'dossier-unknown' })
    const { dossier } = stored
    if (dossier.revision !== input.baseRevision) return err({ kind: 'edit-conflict', revision: dossier.revision, officerName: null, changedAt: dossier.changedAt })
    if (dossier.register) return err({ kind: 'line-assigned' })
    const free = findRegisterLine(db, dossier.procedure.code, localDay(nowMs))
    if (!free) return err({ kind: 'number-range-empty', series: 'register-line' })
    const book = listNumberSeries(db).find(({ id }) => id === free.series)?.book ?? null
    const taken = takeNumber(db, { kind: free.kind, book, nowMs, officer: officer.id, dossier: input.id, confirmedDay: input.confirmedDay })
    if (!taken.ok) return taken
    const { series, period, serial } = taken.value
    const register = { kind: free.kind, series, period, book: taken.value.book, serial }
    const entry = { kind: 'dossier.registered' as const, payload: { at: toLocalTime(nowMs), register } }
    return ok({ revision: appendToDossier(db, stored, entry, { officer: officer.id, at: new Date(nowMs).toISOString() }).dossier.revision })
  })
  if (assigned.ok) {
    context.emit('data.changed', { areas: ['dossier', 'queue'] })
    context.wakeOutbox()
  }
  return assigned
}
