import type { DraftSummary } from '../../../electron/contract/intake.ts'
import { call, type CounterFailure } from '../../api/call.ts'
import { formatMoment } from '../../i18n/format.ts'
import { ask } from '../../ui/ask.ts'
import { useIntake } from './intake-store.ts'
import { inTurn } from './late-scan.ts'

/** Throws a half-filled intake away with its files, after a yes: nothing brings it back. @returns why it could not be; then all stays as it was */
export async function discardDraft({ id, applicantName, procedureName, updatedAt }: DraftSummary): Promise<CounterFailure<'draft.discard'> | undefined> {
  const what = [applicantName || 'chưa có tên', procedureName.slice(0, 120)].filter(Boolean).join(', ')
  if (!(await ask({ text: `Bỏ hẳn hồ sơ nhập dở (${what}; lưu ${formatMoment(updatedAt)}) cùng các tệp đã nhập? Không lấy lại được.`, yes: 'Bỏ hẳn', no: 'Giữ lại' }))) return undefined
  // A late scan that has just read it would write it anew.
  return inTurn(async () => {
    const { draftId, saveNow } = useIntake.getState()
    // A save that waits for its moment would bring it back.
    if (id === draftId) await saveNow()
    const result = await call('draft.discard', { id })
    if (!result.ok) return result.error
    if (id === useIntake.getState().draftId) useIntake.getState().dropDraft()
    return undefined
  })
}
