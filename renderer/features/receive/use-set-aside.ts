import type { UseFormReturn } from 'react-hook-form'
import { err, ok, type Result } from '../../../electron/domain/result.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { hasOwnPapers } from './component-rows.ts'
import { isWorthKeeping, toDraft } from './draft-mapping.ts'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import type { DraftKeeping } from './use-draft.ts'

/** Lines to tell, none when nothing had to go; or why it could not be kept, and so stays on the screen. */
type SetAside = Promise<Result<string[], string>>

/** Puts a half-filled intake among the drafts and begins another. */
export function useSetAside(form: UseFormReturn<IntakeFields>, draft: DraftKeeping, startFresh: () => void): { setAside(): SetAside; setAsideForOther(idNumber: string): SetAside } {
  async function setAside(): SetAside {
    const intake = useIntake.getState()
    const isWorth = isWorthKeeping(toDraft(form.getValues(), intake))
    const name = toNfc(form.getValues('fullName')) || 'người trước'
    const isSecret = intake.secrecy !== 'none'
    if (isWorth && !(await draft.keepNow())) return err('Chưa lưu được bản đang nhập nên chưa bắt đầu hồ sơ mới. Xem lời báo dưới nút Tiếp nhận.')
    startFresh()
    if (!isWorth) return ok([])
    return ok([isSecret ? `Hồ sơ của ${name} có tài liệu mật nên không để nháp. Đang nhập hồ sơ mới.` : `Hồ sơ của ${name} đã để sang nháp (F5 mở lại). Đang nhập hồ sơ mới.`])
  }

  /** Another citizen's papers are not hers: an intake with files, a note or ticks of its own goes to the drafts before another person fills the form. */
  async function setAsideForOther(idNumber: string): SetAside {
    const typed = form.getValues()
    const { chosen, components } = useIntake.getState()
    const awaitsOwner = typed.hasOwner === 'yes' && typed.ownerIdNumber === '' && typed.ownerFullName === ''
    const isSame = typed.idNumber === '' || toNfc(typed.idNumber) === idNumber
    return isSame || awaitsOwner || !hasOwnPapers(typed.note, components, chosen?.procedure) ? ok([]) : setAside()
  }

  return { setAside, setAsideForOther }
}
