import type { DraftFile } from '../../../electron/contract/intake.ts'
import { call } from '../../api/call.ts'
import { addFileTo } from './component-rows.ts'
import { useIntake } from './intake-store.ts'
import { useOutcome } from './outcome-store.ts'

let last: Promise<unknown> = Promise.resolve()

/** One after another whatever reads a draft and then acts by what it read: a late scan must not be written over by a draft that is just being opened again, nor by another scan. */
export function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = last.then(act)
  last = turn.catch(() => undefined)
  return turn
}

/** A paper whose intake was set aside while it was in the scanner goes there, or back onto the screen where she has opened it again meanwhile. @returns false where it has no place any more, which is told */
export function keepWithDraft(draftId: string, componentId: string, file: DraftFile): Promise<boolean> {
  return inTurn(async () => {
    if (useIntake.getState().draftId === draftId) {
      useIntake.getState().addFile(componentId, file)
      return true
    }
    const draft = await call('draft.get', { id: draftId })
    const isKept = draft.ok && (await call('draft.save', { ...draft.value, components: addFileTo(draft.value.components, componentId, file) })).ok
    if (isKept) useIntake.setState({ late: { tone: 'good', text: `${file.name}: quét xong sau khi hồ sơ được để sang nháp, đã vào bản nháp${ofWhom(draft.value.applicant)}.` } })
    // Of the dossier that was just received the bar above tells it.
    else if (useOutcome.getState().outcome?.dossier.dossierId !== draftId) useIntake.setState({ late: { tone: 'danger', text: `${file.name}: quét xong thì hồ sơ của nó không còn mở, tệp đã bỏ. Mở lại hồ sơ ấy rồi quét lại.` } })
    return isKept
  })
}

function ofWhom({ fullName }: Partial<Record<string, string>>): string {
  return fullName ? ` của ${fullName}` : ''
}
