import * as z from '../domain/schema.ts'
import { CountedNotes, type CloseShiftRefusal, type ShiftClosed, type ShiftTotals } from '../domain/cash-up.ts'
import type { NumberRangeEmpty } from '../domain/numbers.ts'
import type { LegalDayError } from '../domain/dossier-code.ts'
import type { CollectRefusal, OwedLine, Payment } from '../domain/payment.ts'
import { Vnd } from '../domain/fee.ts'
import type { ContentPurged } from './dossier.ts'
import type { RestoredNeedsPortal } from './intake.ts'
import { method, shape } from './method.ts'

/** Fees at the till: what is owed, receipts with serials, transfers until they are found, one officer's shift. */

/** Above any fee of the catalogue, and far below what a number can hold. */
const most = 1_000_000_000
const Amount = Vnd.max(most)
const Reason = z.string().max(300)

export interface ShiftView {
  shiftId: string
  officerId: string
  officerName: string
  openedAt: string
  totals: ShiftTotals
  expectedCash: number
}

export interface ClosedShift {
  shiftId: string
  officerName: string
  openedAt: string
  closed: ShiftClosed
}

/** One line of the till's books. */
export interface ReceiptRow {
  series: string
  period: string
  book: string | null
  serial: number
  dossierId: string
  dossierCode: string
  payerName: string
  amount: number
  method: 'cash' | 'transfer'
  at: string
  /** A transfer that was found before this till was opened, while none was. */
  isOutOfShift: boolean
  voided: { reason: string; at: string } | null
}

export interface PendingTransfer {
  paymentId: string
  dossierId: string
  dossierCode: string
  payerName: string
  reference: string
  total: number
  at: string
}

export interface DossierMoneyView {
  dossierId: string
  code: string
  payerName: string
  procedureName: string
  lines: OwedLine[]
  payments: Payment[]
  /** False where the office has named no account. */
  canTransfer: boolean
}

export interface TransferShown {
  paymentId: string
  reference: string
  total: number
  /** The VietQR's text and its drawing as SVG. */
  text: string
  svg: string
  bankName: string
  account: string
  accountName: string
}

type DossierUnknown = { kind: 'dossier-unknown' }
type ReasonMissing = { kind: 'reason-missing' }
export type ShiftFailure =
  /** Nobody opened the till today. */
  | { kind: 'shift-closed' }
  /** Another officer's till is open here: count it and close it first. */
  | { kind: 'shift-of-another'; officerName: string }
type Saving = { kind: 'disk-full' } | ContentPurged | RestoredNeedsPortal
type Numbering = NumberRangeEmpty | LegalDayError

export const moneyMethods = {
  'money.get': method({ input: z.object({ dossierId: z.string() }), output: shape<DossierMoneyView>(), error: shape<DossierUnknown>() }),
  /** Takes cash for the named lines and gives a receipt for each kind of fee. `tendered` absent: exactly the sum. */
  'money.collect': method({
    input: z.object({ dossierId: z.string(), itemIds: z.array(z.string()).min(1).max(100), tendered: Amount.optional(), confirmedDay: z.string().optional() }),
    output: shape<{ paymentId: string; total: number; change: number; receipts: { series: string; period: string; serial: number }[] }>(),
    error: shape<DossierUnknown | CollectRefusal | ShiftFailure | Numbering | Saving>()
  }),
  /** Waives or reduces one fee; the reason goes into the books. */
  'money.exempt': method({
    input: z.object({ dossierId: z.string(), itemId: z.string(), percent: z.int().min(1).max(100), reason: Reason }),
    output: shape<object>(),
    error: shape<DossierUnknown | ReasonMissing | { kind: 'nothing-to-collect' } | Saving>()
  }),
  /** Shows a VietQR for the named lines; they wait until the transfer is found. */
  'money.show-transfer': method({
    input: z.object({ dossierId: z.string(), itemIds: z.array(z.string()).min(1).max(100) }),
    output: shape<TransferShown>(),
    error: shape<DossierUnknown | { kind: 'nothing-to-collect' } | { kind: 'bank-account-missing' } | Saving>()
  }),
  /** The officer's tick against the bank's list: found there, or given up. */
  'money.settle-transfer': method({
    input: z.object({ paymentId: z.string(), outcome: z.enum(['received', 'not-received']), bankReference: z.string().max(60), confirmedDay: z.string().optional() }),
    output: shape<object>(),
    error: shape<{ kind: 'transfer-unknown' } | { kind: 'bank-reference-missing' } | Numbering | Saving>()
  }),
  'money.void-receipt': method({
    input: z.object({ series: z.string(), period: z.string(), serial: z.int().min(1), reason: Reason }),
    output: shape<{ refunded: number }>(),
    error: shape<{ kind: 'receipt-unknown' } | { kind: 'receipt-voided' } | ReasonMissing | ShiftFailure | Saving>()
  }),
  /** The till now: the open shift, its receipts newest first, and transfers nobody has found yet. */
  'till.get': method({ input: z.object({}), output: shape<{ shift: ShiftView | null; receipts: ReceiptRow[]; pending: PendingTransfer[]; lastClosed: ClosedShift | null }>(), error: shape<never>() }),
  'till.open': method({
    input: z.object({ openingFloat: Amount }),
    output: shape<{ shiftId: string }>(),
    error: shape<{ kind: 'shift-of-another'; officerName: string } | { kind: 'shift-open' } | Saving>()
  }),
  /** Counts and closes the open shift, also another officer's who left; `handedTo` names who takes the till. */
  'till.close': method({
    input: z.object({ counted: CountedNotes, reason: Reason, handedTo: z.string().max(255) }),
    output: shape<{ shiftId: string; difference: number }>(),
    error: shape<CloseShiftRefusal | { kind: 'shift-closed' } | Saving>()
  })
}
