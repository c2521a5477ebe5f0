import type { DossierView } from '../../../../electron/contract/views.ts'
import { call } from '../../../api/call.ts'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

/** A register line for a dossier that had none when it was received. */
export function RegisterForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  return (
    <ActFrame title="Vào Sổ theo dõi hồ sơ" save={(confirmedDay) => call('dossier.assign-line', { id: view.id, baseRevision: view.revision, ...(confirmedDay === undefined ? {} : { confirmedDay }) })} {...props}>
      <p>Lúc tiếp nhận quầy hết số của sổ. Lưu để lấy số thứ tự kế tiếp, rồi in lại giấy hẹn hoặc ghi số đó vào giấy đã giao.</p>
    </ActFrame>
  )
}
