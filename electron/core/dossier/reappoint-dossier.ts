import type { ActFailure } from '../../contract/dossier.ts'
import type { LocalTime } from '../../domain/calendar.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { reappoint, type ReappointRefusal } from '../../domain/supplement.ts'
import { toNfcLines } from '../../domain/text.ts'
import type { CoreContext } from '../context.ts'
import { actOnDossier, type LaterEntry } from './act-on-dossier.ts'

type Reappointment = { id: string; baseRevision: number; newDueAt: LocalTime; reason: string }
type Refusal = ReappointRefusal | { kind: 'reappoint-without-reason' }

/** The one new appointment: both dates kept, the reason for the apology (Mẫu 04). */
export function reappointDossier(context: CoreContext, input: Reappointment): Result<{ revision: number }, Refusal | ActFailure> {
  return actOnDossier(context, input, (dossier, { at, calendar }): Result<LaterEntry, Refusal> => {
    const reason = toNfcLines(input.reason)
    if (reason === '') return err({ kind: 'reappoint-without-reason' })
    const { dueAt, reappointed, finishedAt } = dossier
    const decision = reappoint({ dueAt, alreadyReappointed: reappointed, isFinished: finishedAt !== null, at, newDueAt: input.newDueAt, calendar })
    return decision.ok ? ok({ kind: 'dossier.reappointed', payload: { ...decision.value, at, reason } }) : decision
  })
}
