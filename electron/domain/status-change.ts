import * as z from './schema.ts'
import { readId } from './applicant.ts'
import { addDays, dayOf, LocalDate, type LocalTime } from './calendar.ts'
import type { Dossier, StatusChanged } from './dossier.ts'
import { changeStatus, DossierStatus, legalActs, STATUS, type StatusAct, type TransitionRefused } from './dossier-status.ts'
import { HandBack, PaymentRequest, ProcessingResult, SupplementItem } from './life-facts.ts'
import { listOpenLegs } from './interlink.ts'
import { err, ok, type Result } from './result.ts'
import { computeDueAfterSupplement } from './supplement.ts'
import { toNfc, toNfcLines } from './text.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** What an officer asks for: a status, why, and what that status has to say. */
export const StatusChange = z.object({
  to: DossierStatus,
  /** The reason; several lines. */
  note: z.string().max(1000),
  supplement: z.object({ items: z.array(SupplementItem).max(50), answerBy: LocalDate.nullable() }).optional(),
  payment: PaymentRequest.optional(),
  result: ProcessingResult.optional(),
  handBack: HandBack.optional()
})
export type StatusChange = z.infer<typeof StatusChange>

export type StatusChangeRefusal =
  | TransitionRefused
  /** A refusal and a stop are decisions that the citizen may contest: they have a reason. */
  | { kind: 'reason-required'; act: StatusAct }
  | { kind: 'supplement-empty' }
  | { kind: 'answer-by-past'; answerBy: LocalDate; today: LocalDate }
  | { kind: 'answer-by-far'; answerBy: LocalDate; latest: LocalDate }
  | { kind: 'payment-empty' }
  /** Interlinked: done is what all agencies have decided. */
  | { kind: 'legs-open'; names: string[] }
  | { kind: 'hand-back-empty' }
  /** Of another who signs for the result. */
  | { kind: 'collector-id-malformed' }
  | { kind: 'originals-not-held'; names: string[] }

/** Acts that are nothing without a reason. */
const reasoned: readonly StatusAct[] = ['refuse', 'refuse-lapsed', 'stop']
/** Nobody waits longer for a paper; a later date is a slip of the pen. */
const longestAnswerDays = 365

/** True when the last day to bring the supplement has gone by: only then may 3 follow (the one table). */
export function isSupplementLapsed(dossier: Pick<Dossier, 'status' | 'supplement'>, today: LocalDate): boolean {
  const answerBy = dossier.status === 5 ? dossier.supplement?.answerBy : undefined
  return answerBy !== undefined && answerBy !== null && answerBy < today
}

/** What may be done to a dossier on a day. */
export function listActs(dossier: Pick<Dossier, 'status' | 'supplement' | 'returnTo'>, today: LocalDate): ReturnType<typeof legalActs> {
  return legalActs(dossier.status, { returnTo: dossier.returnTo, supplementLapsed: isSupplementLapsed(dossier, today) })
}

/** The rule of every move along the table of statuses: what it needs, and what it does to the appointment. */
export function decideStatusChange(dossier: Dossier, change: StatusChange, context: { at: LocalTime; calendar: WorkCalendar }): Result<StatusChanged, StatusChangeRefusal> {
  const { at, calendar } = context
  const today = dayOf(at)
  const supplementLapsed = isSupplementLapsed(dossier, today)
  const allowed = changeStatus(dossier.status, change.to, { returnTo: dossier.returnTo, supplementLapsed })
  if (!allowed.ok) return allowed
  const { act } = listActs(dossier, today).find(({ to }) => to === change.to)!
  const reason = toNfcLines(change.note) || null
  if (reason === null && reasoned.includes(act)) return err({ kind: 'reason-required', act })
  const facts = readFacts(dossier, change, act, { reason, today })
  if (!facts.ok) return facts
  const dueAt = act === 'complete-supplement' || act === 'confirm-payment' ? moveDueAt(dossier, act, at, calendar) : undefined
  return ok({
    from: dossier.status,
    to: change.to,
    at,
    reason,
    ...(act === 'refuse-lapsed' ? { supplementLapsed } : {}),
    ...facts.value,
    ...(dueAt ? { dueAt } : {})
  })
}

type Facts = Pick<StatusChanged, 'items' | 'answerBy' | 'payment' | 'result' | 'handBack'>

function readFacts(dossier: Dossier, change: StatusChange, act: StatusAct, { reason, today }: { reason: string | null; today: LocalDate }): Result<Facts, StatusChangeRefusal> {
  switch (act) {
    case 'ask-supplement':
      return readSupplement(change, reason, today)
    case 'ask-payment': {
      const content = toNfc(change.payment?.content ?? '')
      return change.payment && content !== '' ? ok({ payment: { ...change.payment, content } }) : err({ kind: 'payment-empty' })
    }
    case 'finish': {
      const open = listOpenLegs(dossier, change.result?.outcome ?? 'granted')
      if (open.length > 0) return err({ kind: 'legs-open', names: open.map(({ name }) => name) })
      if (change.result?.outcome === 'rejected' && reason === null) return err({ kind: 'reason-required', act })
      return ok(change.result ? { result: { ...change.result, documentNumber: toNfc(change.result.documentNumber ?? '') || null } } : {})
    }
    case 'return':
      return readHandBack(dossier, change.handBack)
    default:
      return ok({})
  }
}

/** A reason without items is the one item. */
function readSupplement(change: StatusChange, reason: string | null, today: LocalDate): Result<Facts, StatusChangeRefusal> {
  const listed = (change.supplement?.items ?? []).map(toNfc).filter((item) => item !== '')
  const items = listed.length === 0 && reason !== null ? [reason] : listed
  if (items.length === 0) return err({ kind: 'supplement-empty' })
  const answerBy = change.supplement?.answerBy ?? null
  if (answerBy === null) return ok({ items })
  const latest = addDays(today, longestAnswerDays)
  if (answerBy < today) return err({ kind: 'answer-by-past', answerBy, today })
  if (answerBy > latest) return err({ kind: 'answer-by-far', answerBy, latest })
  return ok({ items, answerBy })
}

function readHandBack(dossier: Dossier, handBack: HandBack | undefined): Result<Facts, StatusChangeRefusal> {
  if (!handBack) return err({ kind: 'hand-back-empty' })
  const tooMany = handBack.originals.filter(({ componentId, count }) => count > (dossier.components.find(({ id }) => id === componentId)?.originals ?? 0))
  if (tooMany.length > 0) return err({ kind: 'originals-not-held', names: tooMany.map(({ name }) => name) })
  const { collector } = handBack
  if (collector.kind !== 'other') return ok({ handBack })
  const id = readId(collector.idKind, toNfc(collector.idNumber))
  if (!id.ok || id.value === null) return err({ kind: 'collector-id-malformed' })
  const other = { ...collector, fullName: toNfc(collector.fullName), idNumber: id.value, authorisation: toNfc(collector.authorisation) }
  return other.fullName === '' || other.authorisation === '' ? err({ kind: 'hand-back-empty' }) : ok({ handBack: { ...handBack, collector: other } })
}

/** Both dates when the appointment moves; undefined where it stays (before receipt, and an overdue one under `extend`). */
function moveDueAt(dossier: Dossier, act: 'complete-supplement' | 'confirm-payment', at: LocalTime, calendar: WorkCalendar): StatusChanged['dueAt'] {
  const { supplement, payment, limit, dueAt, procedure } = dossier
  const asked = act === 'complete-supplement' ? supplement : payment
  if (asked === undefined || dossier.returnTo.at(-1) === STATUS.registered) return undefined
  const { requestedAt } = asked
  const policy = act === 'complete-supplement' ? procedure.supplementPolicy : (procedure.paymentPolicy ?? 'extend')
  const moved = computeDueAfterSupplement({ policy, dueAt, requestedAt, completedAt: at, limit, calendar, ...(act === 'confirm-payment' ? { why: 'payment' as const } : {}) })
  return moved.dueAt === dueAt ? undefined : { previous: moved.previousDueAt, next: moved.dueAt, steps: moved.steps }
}
