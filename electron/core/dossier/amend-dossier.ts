import type { ActFailure } from '../../contract/dossier.ts'
import { decideAmendment, type Amendment, type AmendRefusal } from '../../domain/amend.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CoreContext } from '../context.ts'
import { actOnDossier } from './act-on-dossier.ts'

/** A correction is a new entry on top of what was received. */
export function amendDossier(context: CoreContext, input: Amendment & { id: string; baseRevision: number }): Result<{ revision: number }, AmendRefusal | ActFailure> {
  return actOnDossier(context, input, (dossier, { at }) => {
    const decision = decideAmendment(dossier, input, at)
    return decision.ok ? ok({ kind: 'dossier.amended' as const, payload: decision.value }) : decision
  })
}
