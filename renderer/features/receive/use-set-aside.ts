import type { UseFormReturn } from 'react-hook-form'
import { toNfc } from '../../../electron/domain/text.ts'
import { hasOwnPapers } from './component-rows.ts'
import { isWorthKeeping, toDraft } from './draft-mapping.ts'
import type { IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import { useRefusal } from './refuse-form.tsx'
import type { DraftKeeping } from './use-draft.ts'

/** Lines to tell, none when nothing had to go; undefined when it stays on the screen, by her choice or because it could not be kept, which was told. */
type SetAside = Promise<string[] | undefined>

interface Ways {
  startFresh(): void
  tellFailure(line: string): void
}

/** Puts a half-filled intake among the drafts and begins another. A refusal that is typed is asked about. */
export function useSetAside(form: UseFormReturn<IntakeFields>, draft: DraftKeeping, { startFresh, tellFailure }: Ways): { setAside(): SetAside; setAsideForOther(idNumber: string): SetAside } {
  async function setAside(): SetAside {
    if (!(await useRefusal.getState().mayGo())) return undefined
    const isWorth = isWorthKeeping(toDraft(form.getValues(), useIntake.getState()))
    if (isWorth && !(await draft.keepNow())) return void tellFailure('Chưa lưu được bản đang nhập nên chưa bắt đầu hồ sơ mới. Xem lời báo dưới nút Tiếp nhận.')
    const name = toNfc(form.getValues('fullName')) || 'người trước'
    const isSecret = useIntake.getState().secrecy !== 'none'
    startFresh()
    if (!isWorth) return []
    return [isSecret ? `Hồ sơ của ${name} có tài liệu mật nên không để nháp. Đang nhập hồ sơ mới.` : `Hồ sơ của ${name} đã để sang nháp (F5 mở lại). Đang nhập hồ sơ mới.`]
  }

  /** Another citizen's papers are not hers: an intake with files, a paper in the scanner, a note or ticks of its own goes to the drafts before another person fills the form, and a refusal is of one citizen. */
  async function setAsideForOther(idNumber: string): SetAside {
    const typed = form.getValues()
    const { draftId, chosen, components, taking } = useIntake.getState()
    const awaitsOwner = typed.hasOwner === 'yes' && typed.ownerIdNumber === '' && typed.ownerFullName === ''
    const isSame = typed.idNumber === '' || toNfc(typed.idNumber) === idNumber
    if (isSame || awaitsOwner) return []
    if (hasOwnPapers(typed.note, components, chosen?.procedure) || (taking[draftId] ?? 0) > 0) return setAside()
    const { mayGo, close } = useRefusal.getState()
    if (!(await mayGo())) return undefined
    close()
    return []
  }

  return { setAside, setAsideForOther }
}
