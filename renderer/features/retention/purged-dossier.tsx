import type { DossierView } from '../../../electron/contract/views.ts'
import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { formatDay, formatDayTime } from '../../i18n/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { Facts, Panel } from '../dossier/panel.tsx'

/** Said in the place of what was purged. */
export function PurgedNotice({ at }: { at: string }) {
  return (
    <Notice tone="neutral">
      Nội dung đã xóa ngày {formatDay(at)} theo thời hạn lưu. Còn lại ở quầy: mã hồ sơ, số sổ, biên lai, ngày giờ, người làm và xác nhận của Cổng. Bản đầy đủ hỏi ở Cổng.
    </Notice>
  )
}

/** What the books still know of a dossier whose content was purged. */
export function PurgedPanel({ view }: { view: DossierView }) {
  const { agency, handBack, procedure, receivedBy, register } = view.life
  return (
    <Panel title="Còn lại trong sổ">
      <Facts
        facts={[
          ['Thủ tục', procedure.name],
          ['Cơ quan', procedure.decidingAgency ?? agency.name],
          ['Sổ', register && `Quyển số ${register.book ?? register.period}, số ${register.serial}`],
          ['Tiếp nhận', `${formatDayTime(view.receivedAt)}, ${receivedBy.fullName}`],
          ['Kết thúc', `${STATUS_NAME[view.status]}${handBack ? `, trả ${formatDayTime(handBack.at)}` : ''}`]
        ]}
      />
    </Panel>
  )
}
