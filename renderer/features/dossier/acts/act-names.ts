import type { DossierView } from '../../../../electron/contract/views.ts'
import type { StatusAct } from '../../../../electron/domain/dossier-status.ts'
import { isTerminal, STATUS } from '../../../../electron/domain/dossier-status.ts'
import type { FormKind } from '../../../../electron/domain/forms/form-data.ts'
import type { LegState } from '../../../../electron/domain/interlink.ts'
import { mayDo, type Role } from '../../../../electron/domain/permission.ts'

/** What an officer may do on a dossier's page: the table's acts, and those that leave the status alone. */
export type ActName = StatusAct | 'hand-over' | 'take-over' | 'decline-hand-over' | 'send-leg' | 'answer-leg' | 'register' | 'reappoint' | 'attach-scans' | 'amend'

export const ACT_NAME: Record<ActName, string> = {
  accept: 'Tiếp nhận',
  refuse: 'Từ chối tiếp nhận',
  process: 'Chuyển xử lý',
  'ask-supplement': 'Yêu cầu bổ sung',
  'complete-supplement': 'Đã bổ sung đủ',
  'refuse-lapsed': 'Từ chối: quá hạn bổ sung',
  'ask-payment': 'Yêu cầu nộp tiền',
  'confirm-payment': 'Đã nộp tiền',
  'ask-withdrawal': 'Công dân xin rút',
  'grant-withdrawal': 'Cho rút hồ sơ',
  'take-back-withdrawal': 'Công dân thôi rút',
  stop: 'Dừng giải quyết',
  finish: 'Có kết quả',
  return: 'Trả kết quả',
  'hand-over': 'Giao hồ sơ',
  'take-over': 'Nhận hồ sơ',
  'decline-hand-over': 'Trả lại, thu hồi',
  'send-leg': 'Chuyển liên thông',
  'answer-leg': 'Trả lời liên thông',
  register: 'Vào sổ',
  reappoint: 'Xin lỗi, hẹn lại',
  'attach-scans': 'Thêm bản quét',
  amend: 'Sửa thông tin'
}

/** The form that the law has for an act: printed as soon as it is saved. */
export const ACT_FORM: Partial<Record<ActName, FormKind>> = {
  // Only what was filed online is accepted by an act; at the counter Receive prints it.
  accept: 'receipt',
  'ask-supplement': 'supplement',
  refuse: 'refusal',
  'refuse-lapsed': 'refusal',
  stop: 'stop',
  'grant-withdrawal': 'stop',
  reappoint: 'apology'
}

/** The forms of this dossier that there is something to print of. */
export function listForms({ notices, dueSteps }: Pick<DossierView, 'notices' | 'dueSteps'>): FormKind[] {
  return [
    // Before it is accepted a dossier filed online has neither number nor appointment to print.
    ...(dueSteps.length > 0 ? ['receipt' as const] : []),
    ...notices,
    'control-slip'
  ]
}

/** What is done most often from here; F6 does it. Papers on their way to her are taken over before anything else is done with them. */
const foremost: readonly ActName[] = ['take-over', 'return', 'complete-supplement', 'confirm-payment', 'grant-withdrawal', 'accept', 'ask-supplement']

/** The foremost act's, then the others' in order. */
export const actHotkeys = ['F6', 'Ctrl+1', 'Ctrl+2', 'Ctrl+3', 'Ctrl+4', 'Ctrl+5', 'Ctrl+6', 'Ctrl+7', 'Ctrl+8', 'Ctrl+9', 'Ctrl+0'] as const

/** As at Receive; the others keep their keys whether or not it is offered. */
const scansHotkey = 'F8'

export interface OfferedAct {
  name: ActName
  /** Undefined past the last key: reached by Tab. */
  hotkey: string | undefined
}

/** What this officer may do now, the foremost first, each with its key: F6, then Ctrl+1, Ctrl+2 and so on; adding scans comes last. */
export function offerActs(view: Pick<DossierView, 'acts' | 'status' | 'dueAt' | 'finishedAt' | 'life' | 'flow' | 'delivery' | 'components'>, { id, role }: { id: string; role: Role }): OfferedAct[] {
  const legal = view.acts.map(({ act }) => act).filter((act) => mayDo(role, act === 'return' ? 'dossier.return-result' : 'dossier.change-status'))
  const carried: ActName[] = view.flow.open === null ? ['hand-over'] : ['take-over', 'decline-hand-over']
  const legs: ActName[] = [...(hasLeg(view, ['ready']) ? ['send-leg' as const] : []), ...(hasLeg(view, ['sent', 'accepted']) ? ['answer-leg' as const] : [])]
  const others: ActName[] = [
    ...(!isTerminal(view.status) && mayDo(role, 'dossier.hand-over') ? carried : []),
    ...(!isTerminal(view.status) && view.status !== STATUS.processed && mayDo(role, 'dossier.hand-over') ? legs : []),
    ...(view.life.register === undefined && view.status !== STATUS.registered && view.delivery.state !== 'from-portal' && mayDo(role, 'dossier.amend') ? ['register' as const] : []),
    ...(canReappoint(view) && mayDo(role, 'dossier.reappoint') ? ['reappoint' as const] : []),
    ...(!isTerminal(view.status) && mayDo(role, 'dossier.amend') ? ['amend' as const] : [])
  ]
  const names: ActName[] = [...legal, ...others]
  // Who gave them to a colleague can only wait.
  const waits = view.flow.open?.from.officerId === id && view.flow.open.to.officerId !== null
  const first = foremost.find((name) => names.includes(name) && !(name === 'take-over' && waits))
  const ordered = first === undefined ? names : [first, ...names.filter((name) => name !== first)]
  const keys = first === undefined ? actHotkeys.slice(1) : actHotkeys
  // The papers of a filing are the citizen's until it is received.
  const takesScans = !isTerminal(view.status) && view.status !== STATUS.registered && view.components.length > 0 && mayDo(role, 'file.attach')
  return [...ordered.map((name, index) => ({ name, hotkey: keys[index] })), ...(takesScans ? [{ name: 'attach-scans' as const, hotkey: scansHotkey }] : [])]
}

function hasLeg({ flow }: Pick<DossierView, 'flow'>, states: readonly LegState[]): boolean {
  return flow.legs.some(({ state }) => states.includes(state))
}

function canReappoint({ status, dueAt, finishedAt, life }: Pick<DossierView, 'status' | 'dueAt' | 'finishedAt' | 'life'>): boolean {
  return dueAt !== null && finishedAt === null && !life.reappointed && !isTerminal(status) && status !== STATUS.processed
}
