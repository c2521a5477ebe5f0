import * as z from './schema.ts'
import { LocalDate } from './calendar.ts'
import type { NumberSeries } from './catalogue.ts'
import { err, ok, type Result } from './result.ts'

/**
 * Numbers of legal series. The portal leases each counter ranges that no other has; inside its own the counter numbers without the link, in order, so that every number is issued, void or
 * unused (design/sync.md, law 5).
 */
export const NumberKind = z.enum(['dossier', 'register-line', 'certification-line', 'fee-receipt', 'outgoing-document', 'form-number'])
export type NumberKind = z.infer<typeof NumberKind>

/** No number is left; a counter is never given one twice instead. `range` and `lastIssuedSerial` where one range is meant. */
export type NumberRangeEmpty = { kind: 'number-range-empty'; series: NumberKind; range?: { from: number; to: number }; lastIssuedSerial?: number }

/**
 * Numbers of one series that one counter may give, both ends included.
 * @property period the day `2026-11-25`, the year `2026`, or the book of a year `2026/003`
 */
export const LeasedRange = z
  .object({ id: z.int().min(1), series: z.string().min(1).max(200), period: z.string().regex(/^\d{4}(-\d\d-\d\d|\/\d{3,4})?$/), from: z.int().min(1), to: z.int().min(1).max(99_999_999) })
  .refine((lease) => lease.from <= lease.to, 'range runs backwards')
export type LeasedRange = z.infer<typeof LeasedRange>

/** A number that was given. `book` is as printed, e.g. `03/2026` or `01/2026-SCT/BS`; null where the series has no books. */
export const TakenNumber = z.object({ kind: NumberKind, series: z.string().min(1), period: z.string().min(1), book: z.string().nullable(), serial: z.int().min(1), day: LocalDate })
export type TakenNumber = z.infer<typeof TakenNumber>

/** Payload of `number.issued`: the portal's ledger learns of it, whatever it was given to. */
export const NumberIssued = TakenNumber.extend({ dossier: z.string().nullable() })
export type NumberIssued = z.infer<typeof NumberIssued>

/** The line of a register that a dossier was written into when it was received. */
export const RegisterPlace = TakenNumber.omit({ day: true }).extend({ kind: z.enum(['register-line', 'certification-line']) })
export type RegisterPlace = z.infer<typeof RegisterPlace>

/** Payload of `number.voided`: given and taken back, or spoilt; it is never given again. `reason` names no person. */
export const NumberVoided = z.object({ series: z.string().min(1), period: z.string().min(1), serial: z.int().min(1), reason: z.string().min(1).max(300) })
export type NumberVoided = z.infer<typeof NumberVoided>

/** A lease and the highest number of it that was ever given or voided here. */
export interface LeaseUse {
  lease: LeasedRange
  lastSerial: number | undefined
}

/** The next number of a year: leases in the order they were granted, each to its end. */
export function nextNumber(kind: NumberKind, uses: readonly LeaseUse[], year: string): Result<{ lease: LeasedRange; serial: number }, NumberRangeEmpty> {
  const current = uses.filter(({ lease }) => isOfYear(lease.period, year)).sort((a, b) => a.lease.id - b.lease.id).find((use) => countLeft(use) > 0)
  if (!current) return err({ kind: 'number-range-empty', series: kind })
  return ok({ lease: current.lease, serial: (current.lastSerial ?? current.lease.from - 1) + 1 })
}

/** How many numbers a lease still has. */
export function countLeft({ lease, lastSerial }: LeaseUse): number {
  return lease.to - (lastSerial ?? lease.from - 1)
}

export function isOfYear(period: string, year: string): boolean {
  return period.slice(0, 4) === year
}

/** The book as it is printed beside a number; null where the series has none. A certification book is one a year and notation (TT 01/2020/TT-BTP). */
export function tellBook(series: Pick<NumberSeries, 'period' | 'book'>, period: string): string | null {
  if (series.period === 'book') return `${String(Number(period.slice(5))).padStart(2, '0')}/${period.slice(0, 4)}${series.book === null ? '' : `-${series.book}`}`
  return series.book === null ? null : `01/${period.slice(0, 4)}-${series.book}`
}
