import type { RestoredNeedsPortal } from '../../contract/intake.ts'
import type { LocalDate } from '../../domain/calendar.ts'
import type { LegalDayError } from '../../domain/dossier-code.ts'
import { nextNumber, tellBook, type NumberIssued, type NumberKind, type NumberRangeEmpty, type NumberVoided, type TakenNumber } from '../../domain/numbers.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { listNumberSeries } from '../catalogue/reference-store.ts'
import { getIdentity } from '../context.ts'
import type { WriteDb } from '../db/open.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { appendEntry } from '../journal/journal.ts'
import { decideLegalDay, keepAgreedDay } from './legal-day.ts'
import { insertIssuedNumber, listLeaseUses, putVoidNumber } from './number-store.ts'

/** The dossier's own number is taken by `dossier.receive`. */
export interface TakeNumber {
  kind: Exclude<NumberKind, 'dossier'>
  /** Which series of the kind, e.g. `SCT/BS`; null the one without a book; needed where a kind has several. */
  book?: string | null
  nowMs: number
  officer: string
  /** What it is given to, for the ledger. */
  dossier?: string
  /** The officer's yes to this day after `clock-jumped`. */
  confirmedDay?: LocalDate | undefined
}

export type TakeNumberError = NumberRangeEmpty | LegalDayError | RestoredNeedsPortal

/**
 * Gives the next number of a leased series, inside the caller's transaction, with the entry `number.issued` that tells the portal. Committed together with what carries it, or not at all.
 * Call it before the transaction has written anything else: an error is returned, not thrown, so what was written before it would stay.
 */
export function takeNumber(db: WriteDb, request: TakeNumber): Result<TakenNumber, TakeNumberError> {
  const closed = findJournalClosed(db)
  if (closed) return err(closed)
  const legal = decideLegalDay(db, request.nowMs, request.confirmedDay)
  if (!legal.ok) return legal
  const day = legal.value
  const year = day.slice(0, 4)
  const series = listNumberSeries(db).find(({ kind, book }) => kind === request.kind && (request.book === undefined || book === request.book))
  // Before the portal was ever reached there is neither series nor lease.
  if (!series) return err({ kind: 'number-range-empty', series: request.kind })
  const identity = getIdentity(db)
  const next = nextNumber(request.kind, listLeaseUses(db, series.id, identity.epoch, year), year)
  if (!next.ok) return next
  const { lease, serial } = next.value
  const taken: TakenNumber = { kind: request.kind, series: series.id, period: lease.period, book: tellBook(series, lease.period), serial, day }
  const payload: NumberIssued = { ...taken, dossier: request.dossier ?? null }
  const at = new Date(request.nowMs).toISOString()
  // A lane of its own: a number the portal questions delays neither a dossier nor another series.
  const { seq } = appendEntry(db, identity, { kind: 'number.issued', officer: request.officer, baseRevision: 0, at, payload, lane: `number:${series.id}` })
  insertIssuedNumber(db, { series: series.id, period: lease.period, serial, onDay: day, dossier: request.dossier ?? null, seq })
  keepAgreedDay(db, request.nowMs, request.confirmedDay)
  return ok(taken)
}

/** Voids a number for ever, with the entry `number.voided` that tells the portal. `reason` names no person. */
export function voidNumber(db: WriteDb, number: NumberVoided, by: { officer: string; nowMs: number }): void {
  const { series, period, serial, reason } = number
  const payload: NumberVoided = { series, period, serial, reason }
  const { seq } = appendEntry(db, getIdentity(db), { kind: 'number.voided', officer: by.officer, baseRevision: 0, at: new Date(by.nowMs).toISOString(), payload, lane: `number:${series}` })
  putVoidNumber(db, { series, period, serial, onDay: null, seq })
}
