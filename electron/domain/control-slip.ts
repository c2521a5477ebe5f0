import { dayOf, type LocalTime } from './calendar.ts'
import { addOfficeMinutes, openMinutesBetween } from './deadline.ts'
import type { HandOver, Pause } from './hand-over.ts'
import { planStep, type ProcessStep } from './process.ts'
import type { WorkCalendar } from './work-calendar.ts'

export type StepOutcome = 'early' | 'on-time' | 'late'

/** A line of the control slip: planned beside real. Minutes are office minutes. */
export type SlipRow = {
  step: ProcessStep | null
  unit: string
  givenBy: string
  givenAt: LocalTime
  takenBy: string | null
  takenAt: LocalTime | null
  /** Components passed on, by id, and what else. */
  componentIds: readonly string[]
  otherPapers: string | null
  note: string | null
  /** When the step should be done, moved by what was waited for meanwhile; null where no process says. */
  dueAt: LocalTime | null
  /** When the papers were passed on again or processing ended; null while they are there. */
  endedAt: LocalTime | null
  usedMinutes: number | null
  /** Null while it is neither done nor late, and where no process says. */
  outcome: StepOutcome | null
}

/** What the slip reads of a dossier. */
export type SlipDossier = {
  receivedAt: LocalTime
  finishedAt: LocalTime | null
  applicant: { fullName: string }
  receivedBy: { fullName: string }
  agency: { name: string }
  procedure: { process?: ProcessStep[] | undefined }
  handOvers?: HandOver[]
  pauses?: Pause[]
}

/** The control slip (Mẫu 05 of TT 01/2018, 06 of TT 03/2025): the receipt at the counter, then each hand-over that was not sent back; a step ends when the papers are passed on, or processing ends. */
export function listSlipRows(dossier: SlipDossier, now: LocalTime, calendar: WorkCalendar): SlipRow[] {
  const { receivedAt, receivedBy, applicant, agency, procedure } = dossier
  const first = procedure.process?.[0]
  const counter: Begun = {
    ...{ step: first ?? null, unit: first?.unit ?? agency.name, givenBy: applicant.fullName, givenAt: receivedAt, takenBy: receivedBy.fullName, takenAt: receivedAt },
    ...{ componentIds: [], otherPapers: null, note: null, dueAt: planStep(first, receivedAt, calendar) }
  }
  const begun = [counter, ...(dossier.handOvers ?? []).filter(({ declined }) => declined === null).map((handOver) => toBegun(handOver, procedure.process))]
  return begun.map((row, index) => finishRow(row, begun[index + 1]?.givenAt, dossier, now, calendar))
}

/** The steps that nobody has begun, in the order of the process. */
export function listStepsToCome({ procedure, handOvers = [] }: Pick<SlipDossier, 'procedure' | 'handOvers'>): ProcessStep[] {
  const begun = new Set(handOvers.filter(({ declined }) => declined === null).map(({ stepId }) => stepId))
  return (procedure.process ?? []).slice(1).filter(({ id }) => !begun.has(id))
}

type Begun = Omit<SlipRow, 'endedAt' | 'usedMinutes' | 'outcome'>

function toBegun({ stepId, from, to, givenAt, takenAt, componentIds, otherPapers, note, dueAt }: HandOver, process: ProcessStep[] = []): Begun {
  const step = process.find(({ id }) => id === stepId) ?? null
  return { step, unit: to.unit, givenBy: from.fullName, givenAt, takenBy: takenAt === null ? null : to.fullName, takenAt, componentIds, otherPapers, note, dueAt }
}

function finishRow(row: Begun, nextGivenAt: LocalTime | undefined, { finishedAt, pauses }: SlipDossier, now: LocalTime, calendar: WorkCalendar): SlipRow {
  const endedAt = nextGivenAt ?? (finishedAt !== null && finishedAt >= row.givenAt ? finishedAt : null)
  return { ...row, endedAt, ...measureStep({ from: row.takenAt ?? row.givenAt, endedAt, dueAt: row.dueAt }, pauses, now, calendar) }
}

/** What a step took and whether that was in time; `dueAt` is moved by what was waited for meanwhile. */
export function measureStep(
  { from, endedAt, dueAt: planned }: { from: LocalTime; endedAt: LocalTime | null; dueAt: LocalTime | null },
  pauses: readonly Pause[] | undefined,
  now: LocalTime,
  calendar: WorkCalendar
): Pick<SlipRow, 'dueAt' | 'usedMinutes' | 'outcome'> {
  const to = endedAt ?? now
  const waited = (pauses ?? []).reduce((sum, pause) => sum + openMinutesBetween(later(from, pause.from), earlier(to, pause.to ?? to), calendar), 0)
  const dueAt = planned === null || waited === 0 ? planned : addOfficeMinutes(planned, waited, calendar).dueAt
  return { dueAt, usedMinutes: endedAt === null ? null : openMinutesBetween(from, endedAt, calendar) - waited, outcome: dueAt === null ? null : judge(endedAt, dueAt, now) }
}

/** On time is the planned day; before it is early. */
function judge(endedAt: LocalTime | null, dueAt: LocalTime, now: LocalTime): StepOutcome | null {
  if ((endedAt ?? now) > dueAt) return 'late'
  if (endedAt === null) return null
  return dayOf(endedAt) < dayOf(dueAt) ? 'early' : 'on-time'
}

function later(a: LocalTime, b: LocalTime): LocalTime {
  return a > b ? a : b
}

function earlier(a: LocalTime, b: LocalTime): LocalTime {
  return a < b ? a : b
}
