import type { DraftFile, DraftSummary } from '../../../electron/contract/intake.ts'
import { call } from '../../api/call.ts'
import { formatMoment } from '../../i18n/format.ts'
import { ask } from '../../ui/question.tsx'
import { useIntake } from './intake-store.ts'

/** Throws a half-filled intake away with its files, after a yes: nothing brings it back. */
export async function discardDraft({ id, applicantName, procedureName, updatedAt }: DraftSummary): Promise<void> {
  const what = [applicantName || 'chưa có tên', procedureName.slice(0, 120)].filter(Boolean).join(', ')
  if (!(await ask({ text: `Bỏ hẳn hồ sơ nhập dở (${what}; lưu ${formatMoment(updatedAt)}) cùng các tệp đã nhập? Không lấy lại được.`, yes: 'Bỏ hẳn', no: 'Giữ lại' }))) return
  // What is still on the screen would be kept anew.
  if (id === useIntake.getState().draftId) useIntake.getState().dropDraft()
  await call('draft.discard', { id })
}

/** A scan has no other copy. */
export function askRemoveFile({ name, pages }: DraftFile): Promise<boolean> {
  return ask({ text: `Gỡ tệp “${name}” (${pages} trang) khỏi hồ sơ? Bản quét phải quét lại.`, yes: 'Gỡ', no: 'Giữ lại' })
}
