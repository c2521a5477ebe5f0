import type { DossierView } from '../../../electron/contract/views.ts'
import type { Applicant } from '../../../electron/domain/applicant.ts'
import { formatLocalDate, isLocalDate } from '../../../electron/domain/calendar.ts'
import { SEX_NAME } from '../../../electron/domain/citizen-id.ts'
import { formatDayTime, formatPhone } from '../../i18n/format.ts'
import { channelName, idKindName } from '../../i18n/vi.ts'
import styles from './dossier-page.module.css'
import { Facts, Panel } from './panel.tsx'

/** Who came with it, for whom, and what they ask for. */
export function PersonPanel({ view }: { view: DossierView }) {
  const { applicant, life } = view
  return (
    <Panel title="Người nộp và yêu cầu">
      <Facts
        facts={[
          ['Thủ tục', <ProcedureName key="name" text={`${view.procedureCode} · ${view.procedureName}`} />],
          ['Nội dung yêu cầu', life.subject === view.procedureName ? null : life.subject],
          ['Người nộp', tellPerson(applicant)],
          [idKindName[applicant.idKind], applicant.idNumber],
          ['Địa chỉ', applicant.address],
          ['Điện thoại', applicant.phone && formatPhone(applicant.phone)],
          ['Email', applicant.email],
          ['Mã số thuế', applicant.taxCode],
          ['Chủ hồ sơ', life.owner && [tellPerson(life.owner), life.owner.idNumber, life.owner.address].filter(Boolean).join(' · ')],
          ['Tư cách người nộp', life.representation],
          ['Hình thức, mức độ', `${channelName[life.channel]}${life.postTrackingNumber ? ` (${life.postTrackingNumber})` : ''}, mức độ ${life.procedure.serviceLevel}, ${life.sets} bộ`],
          ['Nộp trực tuyến', life.filed && `mã ${life.filed.code}, ${formatDayTime(life.filed.at)}`],
          ['Công dân bổ sung', life.supplement?.answer && `${formatDayTime(life.supplement.answer.at)}${life.supplement.answer.note && `: ${life.supplement.answer.note}`}`],
          ['Cơ quan giải quyết', life.procedure.decidingAgency ?? life.agency.name],
          ['Vào sổ', life.register && `quyển ${life.register.book ?? life.register.period}, số ${life.register.serial}`],
          ['Ghi chú', life.note]
        ]}
      />
    </Panel>
  )
}

/** About three lines of the panel. */
const shortName = 160

/** Some run over twenty lines: whose dossier it is must not go out of view by them. */
function ProcedureName({ text }: { text: string }) {
  if (text.length <= shortName) return text
  return (
    <details className={styles.long}>
      <summary>
        <span className="clamp-2">{text}</span>
        <span className={styles.more}>Xem đủ tên thủ tục</span>
      </summary>
      {text}
    </details>
  )
}

function tellPerson({ fullName, sex, birthDate }: Applicant): string {
  const birth = birthDate === null ? undefined : isLocalDate(birthDate) ? formatLocalDate(birthDate) : birthDate
  return [fullName, sex && SEX_NAME[sex], birth && `sinh ${birth}`].filter(Boolean).join(', ')
}
