import type { ActFailure } from '../../contract/dossier.ts'
import { decideLegAnswered, decideLegSent, type LegAnswer, type LegRefusal } from '../../domain/interlink.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CoreContext } from '../context.ts'
import { actOnDossier } from './act-on-dossier.ts'

type Target = { id: string; baseRevision: number; legId: string; note: string }
type Told = Result<{ revision: number }, LegRefusal | ActFailure>

/** An agency is given its part of an interlinked dossier. */
export function sendLeg(context: CoreContext, input: Target): Told {
  return actOnDossier(context, input, (dossier, setting) => {
    const decision = decideLegSent(dossier, input, setting)
    return decision.ok ? ok({ kind: 'leg.sent' as const, payload: decision.value }) : decision
  })
}

/** What the agency answered: it has its part, sends it back, or how it decided. */
export function answerLeg(context: CoreContext, input: Target & { answer: LegAnswer; documentNumber: string }): Told {
  return actOnDossier(context, input, (dossier, { at }) => {
    const decision = decideLegAnswered(dossier, input, at)
    return decision.ok ? ok({ kind: 'leg.answered' as const, payload: decision.value }) : decision
  })
}
