import type { LocalDate } from './calendar.ts'
import { isValidOn } from './work-calendar.ts'

/** What of a procedure's version says when it is in force. */
export interface DatedVersion {
  version: number
  validFrom: LocalDate | null
  validTo: LocalDate | null
}

/** Why a procedure is not received on a day: it was abolished, with the codes of what stands in its place, or its day has not come. */
export type OutOfForce = { kind: 'ended'; lastDay: LocalDate; replacedBy: string[] } | { kind: 'to-come'; firstDay: LocalDate }

/**
 * Which of a procedure's versions a day is under: the newest in force, so that what was announced ahead changes over by itself on its day, line or no line. Where none is, the last that was in force, so
 * that an abolished procedure can still be told of, else the next to come.
 */
export function pickVersion<V extends DatedVersion>(versions: readonly V[], day: LocalDate): V | undefined {
  const newestFirst = versions.toSorted((a, b) => b.version - a.version)
  return newestFirst.find((version) => isValidOn(version, day)) ?? newestFirst.find(({ validTo }) => validTo !== null && validTo < day) ?? newestFirst.at(-1)
}

/** Undefined while it is in force. */
export function findOutOfForce(version: DatedVersion & { replacedBy?: string[] | undefined }, day: LocalDate): OutOfForce | undefined {
  const { validFrom, validTo, replacedBy = [] } = version
  if (validTo !== null && validTo < day) return { kind: 'ended', lastDay: validTo, replacedBy }
  return validFrom !== null && day < validFrom ? { kind: 'to-come', firstDay: validFrom } : undefined
}
