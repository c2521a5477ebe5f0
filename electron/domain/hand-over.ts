import * as z from './schema.ts'
import { LocalTime } from './calendar.ts'
import { isTerminal, type DossierStatus } from './dossier-status.ts'
import { planStep, type ProcessStep } from './process.ts'
import { err, ok, type Result } from './result.ts'
import { toNfc, toNfcLines } from './text.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** Who gives or takes: a person at a desk or unit. `officerId` null for one who has no account here, e.g. at the deciding agency. */
export const Party = z.object({ unit: z.string().min(1).max(300), fullName: z.string().min(1).max(255), officerId: z.string().nullable() })
export type Party = z.infer<typeof Party>

/** Payload of `dossier.handed-over`. `takenAt` is set where both sign at once on paper; else the other takes it over later. */
export const HandedOver = z.object({
  at: LocalTime,
  stepId: z.string().nullable(),
  from: Party,
  to: Party,
  componentIds: z.array(z.string()).max(200),
  /** What goes with it besides components: the result, a report of verification. */
  otherPapers: z.string().min(1).max(500).nullable(),
  takenAt: LocalTime.nullable(),
  /** When the step should be done; null until it is taken and where no process says. */
  dueAt: LocalTime.nullable(),
  note: z.string().nullable()
})
export type HandedOver = z.infer<typeof HandedOver>

/** Payload of `dossier.taken-over`: the word that the papers are there. */
export const TakenOver = z.object({ at: LocalTime, by: Party, dueAt: LocalTime.nullable() })
export type TakenOver = z.infer<typeof TakenOver>

/** Payload of `dossier.hand-over-declined`: sent back by the receiver, or called back by the giver. */
export const HandOverDeclined = z.object({ at: LocalTime, by: Party, reason: z.string().min(1) })
export type HandOverDeclined = z.infer<typeof HandOverDeclined>

/** Entries of a dossier that tell where its papers are. */
export const handOverEntries = [
  z.object({ kind: z.literal('dossier.handed-over'), payload: HandedOver }),
  z.object({ kind: z.literal('dossier.taken-over'), payload: TakenOver }),
  z.object({ kind: z.literal('dossier.hand-over-declined'), payload: HandOverDeclined })
] as const
export type HandOverEntry = z.infer<(typeof handOverEntries)[number]>

/** One passing on of the papers, as its entries make it. */
export type HandOver = Omit<HandedOver, 'at'> & { givenAt: LocalTime; declined: HandOverDeclined | null }

/** A time in which a supplement (5) or a payment (6) was awaited: no step is late for it. */
export type Pause = { from: LocalTime; to: LocalTime | null }

export type HandOverRefusal =
  | { kind: 'hand-over-incomplete' }
  | { kind: 'hand-over-nothing' }
  | { kind: 'hand-over-finished' }
  /** The papers are still on their way to somebody. */
  | { kind: 'hand-over-open'; to: string }
  | { kind: 'step-unknown' }
  | { kind: 'nothing-to-take-over' }
  /** Two people sign a hand-over: the giver cannot be the taker. */
  | { kind: 'take-over-by-giver' }
  | { kind: 'decline-without-reason' }

export const HandOverInput = z.object({
  stepId: z.string().max(50).nullable(),
  to: z.object({ unit: z.string().max(300), fullName: z.string().max(255), officerId: z.string().max(100).nullable() }),
  componentIds: z.array(z.string().max(100)).max(200),
  otherPapers: z.string().max(500),
  /** The receiver has signed for it on the spot. */
  isTaken: z.boolean(),
  note: z.string().max(1000)
})
export type HandOverInput = z.infer<typeof HandOverInput>

type Carried = { status: DossierStatus; components: readonly { id: string }[]; procedure: { process?: ProcessStep[] | undefined }; handOvers?: HandOver[] }
type Here = { at: LocalTime; calendar: WorkCalendar; by: Party }

/** Passes the papers on: to a desk of this agency, or to the deciding agency. */
export function decideHandOver(dossier: Carried, input: HandOverInput, { at, calendar, by }: Here): Result<HandedOver, HandOverRefusal> {
  if (isTerminal(dossier.status)) return err({ kind: 'hand-over-finished' })
  const open = findOpenHandOver(dossier)
  if (open) return err({ kind: 'hand-over-open', to: open.to.fullName })
  const to = { ...input.to, unit: toNfc(input.to.unit), fullName: toNfc(input.to.fullName) }
  if (to.unit === '' || to.fullName === '') return err({ kind: 'hand-over-incomplete' })
  if (isSamePerson(to, by)) return err({ kind: 'take-over-by-giver' })
  const step = dossier.procedure.process?.find(({ id }) => id === input.stepId)
  if (input.stepId !== null && step === undefined) return err({ kind: 'step-unknown' })
  const componentIds = dossier.components.flatMap(({ id }) => (input.componentIds.includes(id) ? [id] : []))
  const otherPapers = toNfc(input.otherPapers) || null
  if (componentIds.length === 0 && otherPapers === null) return err({ kind: 'hand-over-nothing' })
  const taken = input.isTaken ? { takenAt: at, dueAt: planStep(step, at, calendar) } : { takenAt: null, dueAt: null }
  return ok({ at, stepId: input.stepId, from: by, to, componentIds, otherPapers, ...taken, note: toNfcLines(input.note) || null })
}

/**
 * The papers are there. @param signedBy who signed for them on paper, for a receiver without an account here; null when it is the officer who says so
 */
export function decideTakeOver(dossier: Carried, signedBy: string | null, { at, calendar, by }: Here): Result<TakenOver, HandOverRefusal> {
  const open = findOpenHandOver(dossier)
  if (!open) return err({ kind: 'nothing-to-take-over' })
  const step = dossier.procedure.process?.find(({ id }) => id === open.stepId)
  const dueAt = planStep(step, at, calendar)
  if (signedBy === null) return isSamePerson(open.from, by) ? err({ kind: 'take-over-by-giver' }) : ok({ at, by: { ...by, unit: open.to.unit }, dueAt })
  const fullName = toNfc(signedBy)
  if (fullName === '') return err({ kind: 'hand-over-incomplete' })
  return ok({ at, by: { unit: open.to.unit, fullName, officerId: null }, dueAt })
}

/** The papers go back to who gave them. */
export function decideDecline(dossier: Carried, reason: string, { at, by }: Omit<Here, 'calendar'>): Result<HandOverDeclined, HandOverRefusal> {
  if (!findOpenHandOver(dossier)) return err({ kind: 'nothing-to-take-over' })
  const why = toNfcLines(reason)
  return why === '' ? err({ kind: 'decline-without-reason' }) : ok({ at, by, reason: why })
}

/** The hand-over that nobody has taken or sent back yet. */
export function findOpenHandOver({ handOvers = [] }: Pick<Carried, 'handOvers'>): HandOver | undefined {
  const last = handOvers.at(-1)
  return last?.takenAt === null && last.declined === null ? last : undefined
}

/** Who has the papers: the last who took them; undefined while they never left the one who received them. */
export function findHolder({ handOvers = [] }: Pick<Carried, 'handOvers'>): Party | undefined {
  return handOvers.findLast(({ takenAt }) => takenAt !== null)?.to
}

/** With whom the papers are, or to whom they are on their way, once they were handed over; what was sent back is with the giver again. */
export function findBearer({ handOvers = [] }: Pick<Carried, 'handOvers'>): { officerId: string | null; isTaken: boolean } | undefined {
  const last = handOvers.at(-1)
  if (!last) return undefined
  return last.declined ? { officerId: last.from.officerId, isTaken: true } : { officerId: last.to.officerId, isTaken: last.takenAt !== null }
}

/** One step of the fold. @throws on what the rules forbid: such an entry must never have been appended. */
export function applyHandOver(handOvers: HandOver[], entry: HandOverEntry): HandOver[] {
  const open = findOpenHandOver({ handOvers })
  if (entry.kind === 'dossier.handed-over') {
    if (open) throw new Error('handed over while on its way to another')
    const { at, ...facts } = entry.payload
    return [...handOvers, { ...facts, givenAt: at, declined: null }]
  }
  if (!open) throw new Error(`${entry.kind} of what nobody handed over`)
  const earlier = handOvers.slice(0, -1)
  if (entry.kind === 'dossier.hand-over-declined') return [...earlier, { ...open, declined: entry.payload }]
  const { at, by, dueAt } = entry.payload
  // Who takes it stands on the slip, whoever it was meant for.
  return [...earlier, { ...open, to: by, takenAt: at, dueAt }]
}

function isSamePerson(a: Pick<Party, 'officerId'>, b: Pick<Party, 'officerId'>): boolean {
  return a.officerId !== null && a.officerId === b.officerId
}
