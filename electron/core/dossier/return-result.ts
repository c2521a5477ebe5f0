import type { ActFailure } from '../../contract/dossier.ts'
import type { HandBack } from '../../domain/life-facts.ts'
import type { Result } from '../../domain/result.ts'
import { decideStatusChange, type StatusChangeRefusal } from '../../domain/status-change.ts'
import type { CoreContext } from '../context.ts'
import { actOnDossier } from './act-on-dossier.ts'

/** Hands the result back: who signed for it, which originals went with it. */
export function returnResult(context: CoreContext, input: { id: string; baseRevision: number; handBack: HandBack; note: string }): Result<{ revision: number }, StatusChangeRefusal | ActFailure> {
  return actOnDossier(context, input, (dossier, setting) => {
    const decision = decideStatusChange(dossier, { ...input, to: 10 }, setting)
    return decision.ok ? { ok: true, value: { kind: 'dossier.status-changed', payload: decision.value } } : decision
  })
}
