import * as z from './schema.ts'
import { LocalTime } from './calendar.ts'
import { measureStep, type StepOutcome } from './control-slip.ts'
import { computeDueAt, TimeLimit } from './deadline.ts'
import { STATUS, isTerminal, type DossierStatus } from './dossier-status.ts'
import type { Pause } from './hand-over.ts'
import { err, ok, type Result } from './result.ts'
import { toNfc, toNfcLines } from './text.ts'
import type { WorkCalendar } from './work-calendar.ts'

/**
 * A leg of an interlinked procedure (liên thông): the citizen hands in one dossier with one receipt, several agencies at several levels each decide a part. The appointment is the published
 * total's; each leg has a limit of its own.
 */
export const ProcedureLeg = z.object({
  id: z.string().min(1).max(50),
  name: z.string().min(1).max(300),
  agency: z.string().min(1).max(300),
  /** Kind of level, data: `commune`, `district`, `province`. */
  level: z.string().min(1),
  limit: TimeLimit,
  /** Legs whose result it needs. */
  after: z.array(z.string()).max(20)
})
export type ProcedureLeg = z.infer<typeof ProcedureLeg>

/** Payload of `leg.sent`: the agency has been given its part. */
export const LegSent = z.object({ at: LocalTime, legId: z.string(), dueAt: LocalTime.nullable(), note: z.string().nullable() })
export type LegSent = z.infer<typeof LegSent>

/** What an agency says: it has its part, sends it back to be mended, or how it decided. */
export const LegAnswer = z.enum(['accepted', 'sent-back', 'granted', 'rejected'])
export type LegAnswer = z.infer<typeof LegAnswer>

/** Payload of `leg.answered`. */
export const LegAnswered = z.object({ at: LocalTime, legId: z.string(), answer: LegAnswer, documentNumber: z.string().min(1).max(100).nullable(), note: z.string().nullable() })
export type LegAnswered = z.infer<typeof LegAnswered>

/** Entries of a dossier that tell of its legs. */
export const legEntries = [z.object({ kind: z.literal('leg.sent'), payload: LegSent }), z.object({ kind: z.literal('leg.answered'), payload: LegAnswered })] as const
export type LegEntry = z.infer<(typeof legEntries)[number]>

/** A leg that was begun; sent again after it came back, it is another of the same id, and the last counts. */
export type Leg = { legId: string; sentAt: LocalTime; dueAt: LocalTime | null; acceptedAt: LocalTime | null; ended: LegAnswered | null }

export type LegState = 'waits' | 'ready' | 'sent' | 'accepted' | 'granted' | 'rejected'
/** A leg as it stands: planned beside real. */
export type LegRow = {
  leg: ProcedureLeg
  state: LegState
  sentAt: LocalTime | null
  acceptedAt: LocalTime | null
  endedAt: LocalTime | null
  dueAt: LocalTime | null
  usedMinutes: number | null
  outcome: StepOutcome | null
  documentNumber: string | null
  /** Why it was rejected, or sent back last. */
  note: string | null
}

export type LegRefusal =
  | { kind: 'leg-unknown' }
  | { kind: 'leg-under-way' }
  /** It needs the results of others first. */
  | { kind: 'leg-waits'; names: string[] }
  | { kind: 'leg-not-sent' }
  | { kind: 'leg-without-reason' }
  | { kind: 'leg-of-finished' }

type Interlinked = { status: DossierStatus; procedure: { legs?: ProcedureLeg[] | undefined }; legs?: Leg[]; pauses?: Pause[] }
type Here = { at: LocalTime; calendar: WorkCalendar }

/** Gives an agency its part. */
export function decideLegSent(dossier: Interlinked, input: { legId: string; note: string }, { at, calendar }: Here): Result<LegSent, LegRefusal> {
  const leg = dossier.procedure.legs?.find(({ id }) => id === input.legId)
  if (!leg) return err({ kind: 'leg-unknown' })
  if (isOver(dossier)) return err({ kind: 'leg-of-finished' })
  const state = stateOf(dossier, leg)
  if (state === 'waits') return err({ kind: 'leg-waits', names: listWaitedFor(dossier, leg).map(({ name }) => name) })
  if (state !== 'ready') return err({ kind: 'leg-under-way' })
  return ok({ at, legId: leg.id, dueAt: computeDueAt({ receivedAt: at, limit: leg.limit, calendar }).dueAt, note: toNfcLines(input.note) || null })
}

/** What the agency answered. A part that was rejected or sent back says why. */
export function decideLegAnswered(dossier: Interlinked, input: { legId: string; answer: LegAnswer; documentNumber: string; note: string }, at: LocalTime): Result<LegAnswered, LegRefusal> {
  const leg = dossier.procedure.legs?.find(({ id }) => id === input.legId)
  if (!leg) return err({ kind: 'leg-unknown' })
  if (isOver(dossier)) return err({ kind: 'leg-of-finished' })
  const state = stateOf(dossier, leg)
  if (state !== 'sent' && (state !== 'accepted' || input.answer === 'accepted')) return err({ kind: 'leg-not-sent' })
  const note = toNfcLines(input.note) || null
  if (note === null && (input.answer === 'rejected' || input.answer === 'sent-back')) return err({ kind: 'leg-without-reason' })
  return ok({ at, legId: leg.id, answer: input.answer, documentNumber: toNfc(input.documentNumber).slice(0, 100) || null, note })
}

/** Legs that keep the whole from being done: of a refusal only those an agency has in hand, else all that have no result. */
export function listOpenLegs(dossier: Interlinked, outcome: 'granted' | 'rejected'): ProcedureLeg[] {
  const keeps: readonly LegState[] = outcome === 'rejected' ? ['sent', 'accepted'] : ['waits', 'ready', 'sent', 'accepted']
  return (dossier.procedure.legs ?? []).filter((leg) => keeps.includes(stateOf(dossier, leg)))
}

/** Every leg in the procedure's order. */
export function listLegRows(dossier: Interlinked, now: LocalTime, calendar: WorkCalendar): LegRow[] {
  return (dossier.procedure.legs ?? []).map((leg): LegRow => {
    const begun = findLeg(dossier, leg.id)
    const state = stateOf(dossier, leg)
    const answered = { documentNumber: begun?.ended?.documentNumber ?? null, note: begun?.ended?.note ?? null }
    if (!begun || begun.ended?.answer === 'sent-back') return { leg, state, sentAt: null, acceptedAt: null, endedAt: null, dueAt: null, usedMinutes: null, outcome: null, ...answered }
    const { sentAt, acceptedAt, ended } = begun
    const endedAt = ended?.at ?? null
    return { leg, state, sentAt, acceptedAt, endedAt, ...measureStep({ from: sentAt, endedAt, dueAt: begun.dueAt }, dossier.pauses, now, calendar), ...answered }
  })
}

/** One step of the fold. @throws on what the rules forbid: such an entry must never have been appended. */
export function applyLeg(legs: Leg[], { kind, payload }: LegEntry): Leg[] {
  const open = legs.find(({ legId, ended }) => legId === payload.legId && ended === null)
  if (kind === 'leg.sent') {
    if (open) throw new Error('a leg is sent once')
    return [...legs, { legId: payload.legId, sentAt: payload.at, dueAt: payload.dueAt, acceptedAt: null, ended: null }]
  }
  if (!open) throw new Error('an answer to a leg that was not sent')
  const next: Leg = payload.answer === 'accepted' ? { ...open, acceptedAt: payload.at } : { ...open, acceptedAt: open.acceptedAt ?? payload.at, ended: payload }
  return legs.map((leg) => (leg === open ? next : leg))
}

function stateOf(dossier: Interlinked, leg: ProcedureLeg): LegState {
  const begun = findLeg(dossier, leg.id)
  if (!begun || begun.ended?.answer === 'sent-back') return listWaitedFor(dossier, leg).length > 0 ? 'waits' : 'ready'
  if (begun.ended !== null) return begun.ended.answer === 'rejected' ? 'rejected' : 'granted'
  return begun.acceptedAt === null ? 'sent' : 'accepted'
}

function listWaitedFor({ procedure, legs = [] }: Interlinked, { after }: ProcedureLeg): ProcedureLeg[] {
  return (procedure.legs ?? []).filter(({ id }) => after.includes(id) && legs.findLast(({ legId }) => legId === id)?.ended?.answer !== 'granted')
}

function findLeg({ legs = [] }: Interlinked, id: string): Leg | undefined {
  return legs.findLast(({ legId }) => legId === id)
}

function isOver({ status }: Interlinked): boolean {
  return isTerminal(status) || status === STATUS.processed
}
