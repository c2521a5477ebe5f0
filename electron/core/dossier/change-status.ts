import { changeStatus as decideStatus, type DossierStatus, type TransitionRefused } from '../../domain/dossier-status.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfcLines } from '../../domain/text.ts'
import { getOfficer, isDiskFull, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { appendToDossier } from './append-to-dossier.ts'
import { findDossier } from './dossier-store.ts'

export type ChangeStatusError =
  | { kind: 'dossier-unknown' }
  | TransitionRefused
  | { kind: 'edit-conflict'; revision: number }
  | { kind: 'disk-full' }

/** Moves a dossier to a status that the one table allows; `baseRevision` is the revision the officer was looking at. */
export function changeStatus(context: CoreContext, input: { id: string; baseRevision: number; to: DossierStatus; note: string }): Result<{ revision: number }, ChangeStatusError> {
  const officer = getOfficer(context)
  try {
    const changed = write(context.db, (db): Result<{ revision: number }, ChangeStatusError> => {
      const stored = findDossier(db, input.id)
      if (!stored) return err({ kind: 'dossier-unknown' })
      const { dossier } = stored
      if (dossier.revision !== input.baseRevision) return err({ kind: 'edit-conflict', revision: dossier.revision })
      const { to } = input
      const decision = decideStatus(dossier.status, to, { returnTo: dossier.returnTo })
      if (!decision.ok) return decision
      const at = context.now()
      const entry = {
        kind: 'dossier.status-changed' as const,
        payload: { from: dossier.status, to, at: toLocalTime(at), reason: toNfcLines(input.note) || null }
      }
      return ok({ revision: appendToDossier(db, stored, entry, { officer: officer.id, at: new Date(at).toISOString() }).revision })
    })
    if (changed.ok) {
      context.emit('data.changed', { areas: ['dossier', 'queue'] })
      context.wakeOutbox()
    }
    return changed
  } catch (error) {
    if (isDiskFull(error)) return err({ kind: 'disk-full' })
    throw error
  }
}
