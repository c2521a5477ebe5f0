import type { DraftFile } from '../../../electron/contract/intake.ts'
import type { Result } from '../../../electron/domain/result.ts'
import { call } from '../../api/call.ts'
import { explainError, type CounterError } from '../../i18n/errors.ts'
import { addFileTo } from './component-rows.ts'
import { useIntake } from './intake-store.ts'
import { useOutcome } from './outcome-store.ts'

/** A paper that left the scanner when its intake was no longer on the screen. Both are asked again after every wait. */
export interface LateScan {
  draftId: string
  componentId: string
  file: DraftFile
  isSecretSince(): boolean
  isSameOfficer(): boolean
}

let last: Promise<unknown> = Promise.resolve()

/** One after another whatever reads a draft and then acts by what it read: a late scan must not be written over by a draft that is just being opened again, nor by another scan. */
export function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = last.then(act)
  last = turn.catch(() => undefined)
  return turn
}

/** Onto its dossier where it was received, else with its draft. @returns false where it has no place any more or could not be put there, which is told */
export async function keepLate(scan: LateScan): Promise<boolean> {
  const { draftId: dossierId, componentId, file } = scan
  const failure = await useOutcome.getState().addLate({ dossierId, componentId, file })
  if (failure?.kind === 'dossier-unknown') return keepWithDraft(scan)
  if (failure) tellFailure(scan, failure)
  return failure === undefined
}

/** Where the intake was set aside it goes there, or back onto the screen where she has opened it again meanwhile. */
function keepWithDraft(scan: LateScan): Promise<boolean> {
  const { draftId, componentId, file, isSecretSince } = scan
  return inTurn(async () => {
    if (isSecretSince()) return false
    if (useIntake.getState().draftId === draftId) {
      useIntake.getState().addFile(componentId, file)
      return true
    }
    const draft = await call('draft.get', { id: draftId })
    if (isSecretSince()) return false
    const kept: Result<unknown, CounterError> = draft.ok ? await call('draft.save', { ...draft.value, components: addFileTo(draft.value.components, componentId, file) }) : draft
    if (!kept.ok) tellFailure(scan, kept.error)
    else if (draft.ok) tell(scan, { tone: 'good', text: `${file.name}: quét xong sau khi hồ sơ được để sang nháp, đã vào bản nháp${ofWhom(draft.value.applicant)}.` })
    return kept.ok
  })
}

function tellFailure(scan: LateScan, error: CounterError): void {
  // Of the dossier that was just received the bar above tells it.
  if (useOutcome.getState().outcome?.dossier.dossierId === scan.draftId) return
  const why = error.kind === 'draft-unknown' ? 'quét xong thì hồ sơ của nó không còn mở, tệp đã bỏ' : `quét xong nhưng chưa vào được hồ sơ (${explainError(error)})`
  tell(scan, { tone: 'danger', text: `${scan.file.name}: ${why}. Mở lại hồ sơ ấy rồi quét lại.` })
}

/** Not to the officer who came after: the citizen was never hers. */
function tell({ isSameOfficer }: LateScan, late: { tone: 'good' | 'danger'; text: string }): void {
  if (isSameOfficer()) useIntake.setState({ late })
}

function ofWhom({ fullName }: Partial<Record<string, string>>): string {
  return fullName ? ` của ${fullName}` : ''
}
