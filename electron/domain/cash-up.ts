import * as z from './schema.ts'
import { LocalTime } from './calendar.ts'
import { Vnd } from './fee.ts'
import { err, ok, type Result } from './result.ts'

/** Notes in use, largest first, in đồng. */
export const DENOMINATIONS = [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000, 500] as const

/** How many notes of each value; what is not named is none. */
export const CountedNotes = z.array(z.object({ value: z.literal([...DENOMINATIONS]), notes: z.int().min(0).max(100_000) })).max(DENOMINATIONS.length)
export type CountedNotes = z.infer<typeof CountedNotes>

/** Payload of `shift.opened`: an officer takes the till with this much in it. */
export const ShiftOpened = z.object({ shiftId: z.string(), openingFloat: Vnd, takenOverFrom: z.string().nullable(), at: LocalTime })
export type ShiftOpened = z.infer<typeof ShiftOpened>

/** Sums of one shift; the same that the till's sheet prints and the receipts add up to. */
export const ShiftTotals = z.object({
  openingFloat: Vnd,
  cashTaken: Vnd,
  cashRefunded: Vnd,
  transfersReceived: Vnd,
  serviceFees: Vnd,
  statutoryFees: Vnd,
  receipts: z.int().min(0),
  voided: z.int().min(0)
})
export type ShiftTotals = z.infer<typeof ShiftTotals>

/** Payload of `shift.closed`: counted, explained where it differs, signed over. */
export const ShiftClosed = z.object({
  shiftId: z.string(),
  totals: ShiftTotals,
  counted: CountedNotes,
  countedTotal: Vnd,
  /** Counted less expected: below 0 money is missing. */
  difference: z.int(),
  reason: z.string().max(500).nullable(),
  handedTo: z.string().nullable(),
  at: LocalTime
})
export type ShiftClosed = z.infer<typeof ShiftClosed>

export type CloseShiftRefusal = { kind: 'difference-unexplained'; expected: number; counted: number }

/** What should lie in the till. */
export function expectedCash({ openingFloat, cashTaken, cashRefunded }: ShiftTotals): number {
  return openingFloat + cashTaken - cashRefunded
}

export function countNotes(counted: CountedNotes): Vnd {
  return counted.reduce((sum, { value, notes }) => sum + value * notes, 0)
}

/** Counts the till against the books: a difference needs its reason. */
export function decideCloseShift(totals: ShiftTotals, counted: CountedNotes, reason: string): Result<{ countedTotal: Vnd; difference: number; reason: string | null }, CloseShiftRefusal> {
  const countedTotal = countNotes(counted)
  const expected = expectedCash(totals)
  const difference = countedTotal - expected
  if (difference !== 0 && reason === '') return err({ kind: 'difference-unexplained', expected, counted: countedTotal })
  return ok({ countedTotal, difference, reason: reason || null })
}
