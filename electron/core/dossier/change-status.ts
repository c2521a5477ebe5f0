import type { ActFailure } from '../../contract/dossier.ts'
import type { Result } from '../../domain/result.ts'
import { decideStatusChange, type StatusChange, type StatusChangeRefusal } from '../../domain/status-change.ts'
import type { CoreContext } from '../context.ts'
import { actOnDossier } from './act-on-dossier.ts'

/** Moves a dossier along the one table of statuses, with what the new status has to say. */
export function changeStatus(context: CoreContext, input: StatusChange & { id: string; baseRevision: number }): Result<{ revision: number }, StatusChangeRefusal | ActFailure> {
  return actOnDossier(context, input, (dossier, setting) => {
    const decision = decideStatusChange(dossier, input, setting)
    return decision.ok ? { ok: true, value: { kind: 'dossier.status-changed', payload: decision.value } } : decision
  })
}
