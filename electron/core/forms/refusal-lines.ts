import type { RefusalLine } from '../../contract/forms.ts'
import { addDays, type LocalDate } from '../../domain/calendar.ts'
import { CounterRefused } from '../../domain/counter-refusal.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listRefusedBetween } from '../journal/journal-store.ts'
import { findPrinted } from './printed-store.ts'

/** Refusals at this counter, the newest first. Both days are included. */
export function listRefusals(db: ReadDb, period: { from: LocalDate; to: LocalDate }, limit: number): RefusalLine[] {
  const bounds = { from: toUtc(period.from), before: toUtc(addDays(period.to, 1)) }
  return listRefusedBetween(db, getDevice(db).device, bounds, limit).flatMap(({ header, payload }): RefusalLine[] => {
    const parsed = CounterRefused.safeParse(payload)
    // Purged once its retention ended.
    if (!parsed.success) return []
    const { at, applicant, procedure, reason } = parsed.data
    const number = findPrinted(db, `counter-refusal/${header.seq}`)?.number ?? null
    return [{ seq: header.seq, at, number, personName: applicant.fullName, procedureName: procedure.name, reason, officerName: findOfficer(db, header.officer)?.fullName ?? '' }]
  })
}

function toUtc(day: LocalDate): string {
  return new Date(`${day}T00:00:00+07:00`).toISOString()
}
