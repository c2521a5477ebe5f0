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

/** All but adding scans, whose key is Receive's. */
type Keyed = Exclude<ActName, 'attach-scans'>

/** What is done most often from here; F6 does it. Papers on their way to her are taken over before anything else is done with them. */
const foremost: readonly Keyed[] = ['take-over', 'return', 'complete-supplement', 'confirm-payment', 'grant-withdrawal', 'accept', 'ask-supplement']

/**
 * Each act has one key in every state of a dossier, so that her hand learns it; the foremost has F6 instead. Two share a key where no state offers both, or hardly ever: then the later one is
 * reached by Tab.
 */
const HOTKEY: Record<Keyed, string> = {
  ...{ accept: 'Ctrl+1', process: 'Ctrl+1', 'complete-supplement': 'Ctrl+1', 'confirm-payment': 'Ctrl+1', 'grant-withdrawal': 'Ctrl+1', return: 'Ctrl+1' },
  ...{ 'ask-payment': 'Ctrl+2', refuse: 'Ctrl+2', 'refuse-lapsed': 'Ctrl+2', 'take-back-withdrawal': 'Ctrl+2' },
  'ask-withdrawal': 'Ctrl+3',
  stop: 'Ctrl+4',
  finish: 'Ctrl+5',
  ...{ 'hand-over': 'Ctrl+6', 'take-over': 'Ctrl+6' },
  // The head's and the reception's.
  ...{ reappoint: 'Ctrl+7', amend: 'Ctrl+7' },
  ...{ register: 'Ctrl+8', 'decline-hand-over': 'Ctrl+8' },
  'send-leg': 'Ctrl+9',
  ...{ 'answer-leg': 'Ctrl+0', 'ask-supplement': 'Ctrl+0' }
}

/** As at Receive; the others keep their keys whether or not it is offered. */
const scansHotkey = 'F8'

export interface OfferedAct {
  name: ActName
  /** Undefined where another has it: reached by Tab. */
  hotkey: string | undefined
}

/** What this officer may do now, the foremost first, each with its key; adding scans comes last. */
export function offerActs(view: Pick<DossierView, 'acts' | 'status' | 'dueAt' | 'finishedAt' | 'life' | 'flow' | 'delivery' | 'components'>, { id, role }: { id: string; role: Role }): OfferedAct[] {
  const legal = view.acts.map(({ act }) => act).filter((act) => mayDo(role, act === 'return' ? 'dossier.return-result' : 'dossier.change-status'))
  const carried: Keyed[] = view.flow.open === null ? ['hand-over'] : ['take-over', 'decline-hand-over']
  const legs: Keyed[] = [...(hasLeg(view, ['ready']) ? ['send-leg' as const] : []), ...(hasLeg(view, ['sent', 'accepted']) ? ['answer-leg' as const] : [])]
  const others: Keyed[] = [
    ...(!isTerminal(view.status) && mayDo(role, 'dossier.hand-over') ? carried : []),
    ...(!isTerminal(view.status) && view.status !== STATUS.processed && mayDo(role, 'dossier.hand-over') ? legs : []),
    ...(view.life.register === undefined && view.status !== STATUS.registered && view.delivery.state !== 'from-portal' && mayDo(role, 'dossier.amend') ? ['register' as const] : []),
    ...(canReappoint(view) && mayDo(role, 'dossier.reappoint') ? ['reappoint' as const] : []),
    ...(!isTerminal(view.status) && mayDo(role, 'dossier.amend') ? ['amend' as const] : [])
  ]
  const names = [...legal, ...others]
  // Who gave them to a colleague can only wait.
  const waits = view.flow.open?.from.officerId === id && view.flow.open.to.officerId !== null
  const first = foremost.find((name) => names.includes(name) && !(name === 'take-over' && waits))
  const ordered = first === undefined ? names : [first, ...names.filter((name) => name !== first)]
  const keys = giveKeys(ordered, first)
  // The papers of a filing are the citizen's until it is received.
  const takesScans = !isTerminal(view.status) && view.status !== STATUS.registered && view.components.length > 0 && mayDo(role, 'file.attach')
  return [...ordered.map((name) => ({ name, hotkey: keys.get(name) })), ...(takesScans ? [{ name: 'attach-scans' as const, hotkey: scansHotkey }] : [])]
}

function giveKeys(names: readonly Keyed[], first: ActName | undefined): Map<ActName, string> {
  const given = new Map<ActName, string>(first === undefined ? [] : [[first, 'F6']])
  const taken = new Set<string>()
  for (const name of names) {
    if (name === first || taken.has(HOTKEY[name])) continue
    taken.add(HOTKEY[name])
    given.set(name, HOTKEY[name])
  }
  return given
}

function hasLeg({ flow }: Pick<DossierView, 'flow'>, states: readonly LegState[]): boolean {
  return flow.legs.some(({ state }) => states.includes(state))
}

/** Once, while it is under way and has a day to be late by. */
export function canReappoint({ status, dueAt, finishedAt, life }: Pick<DossierView, 'status' | 'dueAt' | 'finishedAt' | 'life'>): boolean {
  return dueAt !== null && finishedAt === null && !life.reappointed && !isTerminal(status) && status !== STATUS.processed
}
