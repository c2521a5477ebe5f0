import { localDay, type LocalDate } from '../../domain/calendar.ts'
import { legalDay, type LegalDayError } from '../../domain/dossier-code.ts'
import { err, type Result } from '../../domain/result.ts'
import { getWorkCalendar } from '../catalogue/reference-store.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { findLastDay } from './number-store.ts'

/** The day that goes into a legal number of any series: it never runs backwards, and a jump needs the officer's yes to that very day (law 7). */
export function decideLegalDay(db: ReadDb, nowMs: number, confirmedDay: LocalDate | undefined): Result<LocalDate, LegalDayError> {
  const question = findOtherDay(db, nowMs, confirmedDay)
  return question ? err(question) : legalDay({ nowMs, highWaterDay: findLastDay(db), calendar: getWorkCalendar(db), confirmedDay })
}

/**
 * When the portal's clock says another day than this PC's, the officer is asked before a number is given. Ahead: later the day never runs backwards, so a wrong day would stop numbering for as
 * long as the clock was ahead. Behind: number, receipt and appointment would bear a day that is over. A day before the last number's is not asked about: it is refused whatever she says.
 */
export function findOtherDay(db: ReadDb, nowMs: number, confirmedDay: LocalDate | undefined): Extract<LegalDayError, { kind: 'clock-jumped' }> | undefined {
  const today = localDay(nowMs)
  const portalDay = localDay(nowMs + (findSetting<number>(db, 'clock-offset-ms') ?? 0))
  if (today === portalDay || confirmedDay === today || today < (findLastDay(db) ?? today)) return undefined
  return { kind: 'clock-jumped', today, portalDay }
}
