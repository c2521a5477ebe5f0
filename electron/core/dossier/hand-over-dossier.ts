import type { ActFailure } from '../../contract/dossier.ts'
import { STATUS } from '../../domain/dossier-status.ts'
import { decideDecline, decideHandOver, decideTakeOver, type HandOverInput, type HandOverRefusal, type Party } from '../../domain/hand-over.ts'
import { ok, type Result } from '../../domain/result.ts'
import { decideStatusChange } from '../../domain/status-change.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { actOnDossier, type ActSetting, type LaterEntry } from './act-on-dossier.ts'

type Target = { id: string; baseRevision: number }
type Handed = Result<{ revision: number }, HandOverRefusal | ActFailure>

/** Passes the papers on; the giver is who is logged in. A dossier just received is being processed once a step after the counter's own begins. */
export function handOverDossier(context: CoreContext, input: HandOverInput & Target): Handed {
  return actOnDossier(context, input, (dossier, setting): Result<readonly LaterEntry[], HandOverRefusal> => {
    const decision = decideHandOver(dossier, input, { ...setting, by: toParty(setting) })
    if (!decision.ok) return decision
    const begins = dossier.status === STATUS.received && input.stepId !== null && input.stepId !== dossier.procedure.process?.[0]?.id
    const processing = begins ? decideStatusChange(dossier, { to: STATUS.processing, note: '' }, setting) : undefined
    return ok([{ kind: 'dossier.handed-over', payload: decision.value }, ...(processing?.ok ? [{ kind: 'dossier.status-changed' as const, payload: processing.value }] : [])])
  })
}

/** Takes over what another handed on, or says who signed for it elsewhere. */
export function takeOverDossier(context: CoreContext, input: Target & { signedBy: string | null }): Handed {
  return actOnDossier(context, input, (dossier, setting) => {
    const decision = decideTakeOver(dossier, input.signedBy, { ...setting, by: toParty(setting) })
    return decision.ok ? ok({ kind: 'dossier.taken-over' as const, payload: decision.value }) : decision
  })
}

/** Sends back, or calls back, what nobody has taken. */
export function declineHandOver(context: CoreContext, input: Target & { reason: string }): Handed {
  return actOnDossier(context, input, (dossier, setting) => {
    const decision = decideDecline(dossier, input.reason, { ...setting, by: toParty(setting) })
    return decision.ok ? ok({ kind: 'dossier.hand-over-declined' as const, payload: decision.value }) : decision
  })
}

function toParty({ db, officer }: ActSetting): Party {
  return { unit: officer.title || getDevice(db).officeName, fullName: officer.fullName, officerId: officer.id }
}
