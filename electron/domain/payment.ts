import * as z from './schema.ts'
import { LocalTime } from './calendar.ts'
import { type FeeBill, FeeKind, type FeeLine, Vnd } from './fee.ts'
import { err, ok, type Result } from './result.ts'

/**
 * Money taken for a dossier, as its journal tells it. Phí and lệ phí get a receipt each; a receipt is voided, never deleted; a transfer is no proof of payment until it was
 * found at the bank.
 */
const PaidLine = z.object({ itemId: z.string(), name: z.string(), amount: Vnd })
export type PaidLine = z.infer<typeof PaidLine>

/** One fee receipt (biên lai): its serial is of the leased series, for one kind of fee. */
export const FeeReceipt = z.object({
  series: z.string(),
  period: z.string(),
  book: z.string().nullable(),
  serial: z.int().min(1),
  kind: FeeKind,
  lines: z.array(PaidLine).min(1),
  amount: Vnd
})
export type FeeReceipt = z.infer<typeof FeeReceipt>

/** Payload of `fee.exempted`: a fee waived or reduced at the till; what the catalogue exempts is in the bill already. */
export const FeeExempted = z.object({ itemId: z.string(), percent: z.int().min(1).max(100), reason: z.string().min(1).max(500), at: LocalTime })
export type FeeExempted = z.infer<typeof FeeExempted>

/** Payload of `fee.collected`: cash taken, receipts given. */
export const FeeCollected = z.object({
  paymentId: z.string(),
  shiftId: z.string(),
  receipts: z.array(FeeReceipt).min(1),
  total: Vnd,
  tendered: Vnd,
  change: Vnd,
  at: LocalTime
})
export type FeeCollected = z.infer<typeof FeeCollected>

/** Payload of `fee.transfer-awaited`: the citizen was shown a VietQR. No receipt yet. */
export const TransferAwaited = z.object({ paymentId: z.string(), reference: z.string(), lines: z.array(PaidLine.extend({ kind: FeeKind })).min(1), total: Vnd, at: LocalTime })
export type TransferAwaited = z.infer<typeof TransferAwaited>

/** Payload of `fee.transfer-settled`: found in the bank's list (by the portal or by an officer), or given up. */
export const TransferSettled = z.object({
  paymentId: z.string(),
  outcome: z.enum(['received', 'not-received']),
  source: z.enum(['portal', 'bank-list']),
  /** The bank's own number of the transaction; null when it did not come. */
  bankReference: z.string().nullable(),
  shiftId: z.string().nullable(),
  receipts: z.array(FeeReceipt),
  at: LocalTime
})
export type TransferSettled = z.infer<typeof TransferSettled>

/** Payload of `fee.receipt-voided`. Money of a cash receipt went back to the payer. */
export const ReceiptVoided = z.object({ series: z.string(), period: z.string(), serial: z.int().min(1), reason: z.string().min(1).max(300), shiftId: z.string(), refunded: Vnd, at: LocalTime })
export type ReceiptVoided = z.infer<typeof ReceiptVoided>

export interface Payment {
  paymentId: string
  method: 'cash' | 'transfer'
  state: 'awaited' | 'paid' | 'not-received'
  total: Vnd
  at: LocalTime
  reference: string | null
  lines: (PaidLine & { kind: FeeKind })[]
  receipts: (FeeReceipt & { voided: { reason: string; at: LocalTime } | null })[]
}

/** The money side of a dossier. */
export interface DossierMoney {
  exempted: FeeExempted[]
  payments: Payment[]
}

export const noMoney: DossierMoney = { exempted: [], payments: [] }

/** A fee line as it stands now: what of it is owed, paid, or on its way by transfer. */
export interface OwedLine {
  itemId: string
  name: string
  kind: FeeKind
  collectedAt: FeeLine['collectedAt']
  /** After every exemption. */
  due: Vnd
  state: 'owed' | 'awaited' | 'paid' | 'nothing'
  reason: string | null
}

/** Every line of the bill with where it stands. */
export function owedLines(bill: FeeBill, money: DossierMoney): OwedLine[] {
  return bill.lines.map(({ itemId, name, kind, collectedAt, amount }) => {
    const waived = money.exempted.findLast((each) => each.itemId === itemId)
    const due = Math.floor((amount * (100 - (waived?.percent ?? 0))) / 100)
    const has = (state: Payment['state']) => money.payments.some((payment) => payment.state === state && stands(payment).some((line) => line.itemId === itemId))
    const state = has('paid') ? 'paid' : has('awaited') ? 'awaited' : due === 0 ? 'nothing' : 'owed'
    return { itemId, name, kind, collectedAt, due, state, reason: waived?.reason ?? null }
  })
}

export type CollectRefusal =
  /** None of the lines asked for is owed: paid already, waived, on its way by transfer, or free. */
  | { kind: 'nothing-to-collect' }
  | { kind: 'cash-too-little'; total: number; tendered: number }

/** What cash pays: the lines, the total and the change. @param tendered what the citizen gave; undefined: exactly the total */
export function decideCollect(lines: readonly OwedLine[], itemIds: readonly string[], tendered: number | undefined): Result<{ lines: OwedLine[]; total: Vnd; tendered: Vnd; change: Vnd }, CollectRefusal> {
  const chosen = lines.filter(({ itemId, state }) => state === 'owed' && itemIds.includes(itemId))
  if (chosen.length === 0) return err({ kind: 'nothing-to-collect' })
  const total = chosen.reduce((sum, { due }) => sum + due, 0)
  const given = tendered ?? total
  if (given < total) return err({ kind: 'cash-too-little', total, tendered: given })
  return ok({ lines: chosen, total, tendered: given, change: given - total })
}

/** The lines by kind of fee: each kind gets a receipt of its own. */
export function splitByKind<L extends { kind: FeeKind }>(lines: readonly L[]): { kind: FeeKind; lines: L[] }[] {
  return FeeKind.options.flatMap((kind) => {
    const own = lines.filter((line) => line.kind === kind)
    return own.length === 0 ? [] : [{ kind, lines: own }]
  })
}

/** Lines of a payment whose receipt still stands; all of them while there is none yet. */
function stands(payment: Payment): PaidLine[] {
  return payment.receipts.length === 0 ? payment.lines : payment.receipts.filter(({ voided }) => voided === null).flatMap(({ lines }) => lines)
}
