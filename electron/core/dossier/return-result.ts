import type { ActFailure } from '../../contract/dossier.ts'
import type { HandBack } from '../../domain/life-facts.ts'
import type { Result } from '../../domain/result.ts'
import type { StatusChangeRefusal } from '../../domain/status-change.ts'
import type { CoreContext } from '../context.ts'
import { changeStatus } from './change-status.ts'

/** Hands the result back: who signed for it, which originals went with it. */
export function returnResult(context: CoreContext, input: { id: string; baseRevision: number; handBack: HandBack; note: string }): Result<{ revision: number }, StatusChangeRefusal | ActFailure> {
  return changeStatus(context, { ...input, to: 10 })
}
