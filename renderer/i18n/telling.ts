import type { HandedOut } from '../../electron/contract/queue.ts'
import type { DossierView, QueueItem } from '../../electron/contract/views.ts'
import { problemTypes } from '../../electron/contract/problem-types.ts'
import type { TellingWay } from '../../electron/domain/citizen-told.ts'
import { formatAppointment, formatPhone } from './format.ts'
import { canReappoint, type ActName } from '../features/dossier/acts/act-names.ts'

export const tellingWayName: Record<TellingWay, string> = { phone: 'Qua điện thoại', 'in-person': 'Trực tiếp', other: 'Cách khác' }

/** What has to come of it: her papers once more, patience, or her receipt back. */
type Outcome = 'supplement' | 'wait' | 'give-back'

function outcomeOf(problemType: string | undefined): Outcome {
  switch (problemType) {
    case problemTypes.notAcceptable:
      return 'supplement'
    case problemTypes.secret:
    case problemTypes.numberTaken:
      return 'give-back'
    default:
      return 'wait'
  }
}

/** What the officer reads out: what is the matter, what stays as it is, what the citizen does. */
export function tellCitizen({ dossierCode = '', problemType }: QueueItem, { dueAt, officePhone }: HandedOut): string {
  const appointment = dueAt === null ? '' : ` và hẹn ${formatAppointment(dueAt)}`
  const call = officePhone === null ? '' : ` Cần hỏi thêm, xin gọi ${formatPhone(officePhone)}.`
  switch (outcomeOf(problemType)) {
    case 'supplement':
      return `Hồ sơ ${dossierCode} của ông/bà đã được nhận tại quầy. Cổng của tỉnh yêu cầu sửa, bổ sung thông tin; số hồ sơ${appointment} giữ nguyên. Xin ông/bà xác nhận lại thông tin, mang thêm giấy tờ nếu được yêu cầu.${call}`
    case 'give-back':
      return `Hồ sơ ${dossierCode} của ông/bà không chuyển được qua hệ thống. Xin ông/bà mang giấy hẹn đến quầy để chúng tôi giải quyết lại và xin lỗi vì sự phiền hà.${call}`
    case 'wait':
      return `Hồ sơ ${dossierCode} của ông/bà đã được nhận tại quầy; hệ thống đang có trục trặc và chúng tôi đang xử lý. Số hồ sơ${appointment} giữ nguyên, ông/bà chưa phải làm gì. Nếu trễ hẹn chúng tôi sẽ xin lỗi và hẹn lại bằng văn bản.${call}`
  }
}

/** The act whose form is the paper that fits: this one or none, for another paper tells the citizen something else. */
export function fittingAct(problemType: string | undefined): ActName {
  return ({ supplement: 'ask-supplement', wait: 'reappoint', 'give-back': 'stop' } as const)[outcomeOf(problemType)]
}

/** Why she cannot make that paper now, beside its name: what the dossier says before what her role may not. */
export function whyNoPaper(problemType: string | undefined, view: Pick<DossierView, 'acts' | 'status' | 'dueAt' | 'finishedAt' | 'life'>): string {
  const act = fittingAct(problemType)
  const notAtThisStep = 'chưa lập được ở bước này của hồ sơ'
  if (act !== 'reappoint') return view.acts.some((legal) => legal.act === act) ? 'cán bộ tiếp nhận hoặc lãnh đạo lập' : notAtThisStep
  if (view.life.reappointed) return 'đã hẹn lại một lần'
  if (view.dueAt === null) return 'hồ sơ không có ngày hẹn'
  return canReappoint(view) ? 'khi sắp trễ hẹn, lãnh đạo lập' : notAtThisStep
}

/** What its key says. */
export const fittingPaperName: Record<Outcome, string> = { supplement: 'Phiếu yêu cầu bổ sung', wait: 'Phiếu xin lỗi, hẹn lại', 'give-back': 'Thông báo dừng giải quyết' }

export function fittingPaper(problemType: string | undefined): string {
  return fittingPaperName[outcomeOf(problemType)]
}
