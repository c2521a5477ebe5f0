import { localDay, type LocalDate } from '../../domain/calendar.ts'
import { legalDay, type LegalDayError } from '../../domain/dossier-code.ts'
import { err, type Result } from '../../domain/result.ts'
import { getWorkCalendar } from '../catalogue/reference-store.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { findLastDay } from './number-store.ts'

/** Days of this PC and of the portal, between which an officer chose this PC's. */
interface AgreedDay {
  today: LocalDate
  portalDay: LocalDate
}

/** The day that goes into a legal number of any series: it never runs backwards, and a jump needs the officer's yes to that very day (law 7). */
export function decideLegalDay(db: ReadDb, nowMs: number, confirmedDay: LocalDate | undefined): Result<LocalDate, LegalDayError> {
  const question = findOtherDay(db, nowMs, confirmedDay)
  return question ? err(question) : legalDay({ nowMs, highWaterDay: findLastDay(db), calendar: getWorkCalendar(db), confirmedDay })
}

/**
 * When the portal's clock says another day than this PC's, the officer is asked before a number is given. Ahead: later the day never runs backwards, so a wrong day would stop numbering for as
 * long as the clock was ahead. Behind: number, receipt and appointment would bear a day that is over. A day before the last number's is not asked about: it is refused whatever she says.
 * What she once said yes to (`keepAgreedDay`) is asked no more, so that papers and transfers that cannot ask get their numbers too; the next day of either clock is asked about anew.
 */
export function findOtherDay(db: ReadDb, nowMs: number, confirmedDay: LocalDate | undefined): Extract<LegalDayError, { kind: 'clock-jumped' }> | undefined {
  const { today, portalDay } = tellDays(db, nowMs)
  if (today === portalDay || confirmedDay === today || today < (findLastDay(db) ?? today)) return undefined
  const agreed = findSetting<AgreedDay>(db, 'agreed-day')
  if (agreed?.today === today && agreed.portalDay === portalDay) return undefined
  return { kind: 'clock-jumped', today, portalDay }
}

/** Keeps the officer's yes to this PC's day beside the portal's other one, for these two days alone. In the transaction of the number that was given upon it. */
export function keepAgreedDay(db: WriteDb, nowMs: number, confirmedDay: LocalDate | undefined): void {
  const days: AgreedDay = tellDays(db, nowMs)
  if (confirmedDay === days.today && days.portalDay !== days.today) putSetting(db, 'agreed-day', days)
}

/** The day of this PC's clock, and what the portal's clock said when it was last heard. */
export function tellDays(db: ReadDb, nowMs: number): AgreedDay {
  return { today: localDay(nowMs), portalDay: localDay(nowMs + (findSetting<number>(db, 'clock-offset-ms') ?? 0)) }
}
