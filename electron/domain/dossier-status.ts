import * as z from './schema.ts'
import { err, ok, type Result } from './result.ts'

/** The national list of dossier statuses; the numbers are what portals exchange. */
export const DossierStatus = z.literal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
export type DossierStatus = z.infer<typeof DossierStatus>

/** One English word for each, so that code never says a bare number. */
export const STATUS = {
  registered: 1,
  received: 2,
  notAccepted: 3,
  processing: 4,
  supplementRequested: 5,
  paymentRequested: 6,
  withdrawalRequested: 7,
  stopped: 8,
  processed: 9,
  returned: 10
} as const satisfies Record<string, DossierStatus>

export const STATUS_NAME: Readonly<Record<DossierStatus, string>> = {
  1: 'Mới đăng ký',
  2: 'Được tiếp nhận',
  3: 'Không được tiếp nhận',
  4: 'Đang xử lý',
  5: 'Yêu cầu bổ sung giấy tờ',
  6: 'Yêu cầu thực hiện nghĩa vụ tài chính',
  7: 'Công dân yêu cầu rút hồ sơ',
  8: 'Dừng xử lý',
  9: 'Đã xử lý xong',
  10: 'Đã trả kết quả'
}

/** What an officer does to move a dossier on: one name for each kind of transition, which screens, forms and books know it by. */
export const StatusAct = z.enum([
  'accept',
  'refuse',
  'process',
  'ask-supplement',
  'complete-supplement',
  'refuse-lapsed',
  'ask-payment',
  'confirm-payment',
  'ask-withdrawal',
  'grant-withdrawal',
  'take-back-withdrawal',
  'stop',
  'finish',
  'return'
])
export type StatusAct = z.infer<typeof StatusAct>

/** `previous` returns to where 5, 6 or 7 was entered from; `lapsed` holds only when the supplement term has run out. */
type Transition = { act: StatusAct; to: DossierStatus | 'previous'; when?: 'lapsed' }

const askSupplement: Transition = { act: 'ask-supplement', to: 5 }
const askPayment: Transition = { act: 'ask-payment', to: 6 }
const askWithdrawal: Transition = { act: 'ask-withdrawal', to: 7 }
const stop: Transition = { act: 'stop', to: 8 }
const finish: Transition = { act: 'finish', to: 9 }

/** The one table of legal transitions; the portal and the screens read the same. 3, 8 and 10 are terminal. */
const TRANSITIONS: Readonly<Record<DossierStatus, readonly Transition[]>> = {
  1: [{ act: 'accept', to: 2 }, { act: 'refuse', to: 3 }, askSupplement, askWithdrawal],
  // 2 -> 9: done while the citizen waits, as in certification.
  2: [{ act: 'process', to: 4 }, askSupplement, askPayment, askWithdrawal, stop, finish],
  3: [],
  4: [askSupplement, askPayment, askWithdrawal, stop, finish],
  5: [{ act: 'complete-supplement', to: 'previous' }, askWithdrawal, stop, { act: 'refuse-lapsed', to: 3, when: 'lapsed' }],
  6: [{ act: 'confirm-payment', to: 'previous' }, askWithdrawal],
  7: [{ act: 'grant-withdrawal', to: 8 }, { act: 'take-back-withdrawal', to: 'previous' }],
  8: [],
  9: [{ act: 'return', to: 10 }],
  10: []
}

/** Statuses that remember where they were entered from. */
const PAUSES: readonly DossierStatus[] = [5, 6, 7]

export type StatusContext = {
  /** Where 5, 6 and 7 were entered from, oldest first (`Dossier.returnTo`). */
  returnTo: readonly DossierStatus[]
  supplementLapsed?: boolean
}
export type TransitionRefused = { kind: 'transition-refused'; from: DossierStatus; to: DossierStatus; allowed: DossierStatus[] }

/** Where a dossier may start: at the counter it is received at once, online it waits to be checked. */
export function startStatus(channel: 'direct' | 'online' | 'post'): DossierStatus {
  return channel === 'online' ? STATUS.registered : STATUS.received
}

/** What may be done now, in the table's order, and the status it leads to. */
export function legalActs(status: DossierStatus, context: StatusContext): { act: StatusAct; to: DossierStatus }[] {
  const previous = context.returnTo.at(-1)
  return TRANSITIONS[status].flatMap(({ act, to, when }) => {
    if (when === 'lapsed' && context.supplementLapsed !== true) return []
    if (to !== 'previous') return [{ act, to }]
    return previous === undefined ? [] : [{ act, to: previous }]
  })
}

/** The statuses that may follow. */
export function legalNext(status: DossierStatus, context: StatusContext): DossierStatus[] {
  return legalActs(status, context).map(({ to }) => to)
}

/** True when the table allows it. */
export function canTransition(from: DossierStatus, to: DossierStatus, context: StatusContext): boolean {
  return legalNext(from, context).includes(to)
}

/**
 * The new status and what to remember: entering 5, 6 or 7 pushes the status left, returning pops it, so a withdrawal
 * asked during a supplement comes back to the supplement, and that to the status before it.
 */
export function changeStatus(
  from: DossierStatus,
  to: DossierStatus,
  context: StatusContext
): Result<{ status: DossierStatus; returnTo: DossierStatus[] }, TransitionRefused> {
  if (!canTransition(from, to, context)) {
    return err({ kind: 'transition-refused', from, to, allowed: legalNext(from, context) })
  }
  const { returnTo } = context
  if (PAUSES.includes(from) && to === returnTo.at(-1)) return ok({ status: to, returnTo: returnTo.slice(0, -1) })
  if (PAUSES.includes(to)) return ok({ status: to, returnTo: [...returnTo, from] })
  return ok({ status: to, returnTo: [] })
}

/** True for 3, 8 and 10: nothing follows. */
export function isTerminal(status: DossierStatus): boolean {
  return TRANSITIONS[status].length === 0
}
