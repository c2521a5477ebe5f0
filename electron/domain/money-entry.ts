import * as z from './schema.ts'
import { FeeCollected, FeeExempted, noMoney, ReceiptVoided, TransferAwaited, TransferSettled, type DossierMoney, type FeeReceipt, type Payment } from './payment.ts'

/** Entries of a dossier that tell of money. */
export const moneyEntries = [
  z.object({ kind: z.literal('fee.exempted'), payload: FeeExempted }),
  z.object({ kind: z.literal('fee.collected'), payload: FeeCollected }),
  z.object({ kind: z.literal('fee.transfer-awaited'), payload: TransferAwaited }),
  z.object({ kind: z.literal('fee.transfer-settled'), payload: TransferSettled }),
  z.object({ kind: z.literal('fee.receipt-voided'), payload: ReceiptVoided })
] as const
export type MoneyEntry = z.infer<(typeof moneyEntries)[number]>

export function isMoneyEntry(entry: { kind: string }): entry is MoneyEntry {
  return moneyEntries.some(({ shape }) => shape.kind.value === entry.kind)
}

/** Whether money would be forgotten with these entries: a receipt that stands, a transfer that may still come, or what became of money that other entries tell of. */
export function tellsOfMoney(entries: readonly { kind: string }[]): boolean {
  try {
    const { payments } = entries.filter(isMoneyEntry).reduce(applyMoney, noMoney)
    return payments.some(({ state, receipts }) => state === 'awaited' || receipts.some(({ voided }) => voided === null))
  } catch {
    // It voids or settles what is not among them.
    return true
  }
}

/** Whether a dossier has already what an entry tells: the same payment, the same receipts. So it is where a counter was put back to before the entry was settled, and the portal knows more than it. */
export function isMoneyTold({ exempted, payments }: DossierMoney, entry: MoneyEntry): boolean {
  switch (entry.kind) {
    case 'fee.exempted':
      return exempted.some(({ itemId, percent, reason, at }) => itemId === entry.payload.itemId && percent === entry.payload.percent && reason === entry.payload.reason && at === entry.payload.at)
    case 'fee.collected':
    case 'fee.transfer-awaited':
      return payments.some(({ paymentId }) => paymentId === entry.payload.paymentId)
    case 'fee.transfer-settled': {
      const { paymentId, outcome, receipts } = entry.payload
      const settled = payments.find((payment) => payment.paymentId === paymentId && payment.state === (outcome === 'received' ? 'paid' : 'not-received'))
      return settled !== undefined && receipts.every((receipt) => settled.receipts.some((known) => isSameReceipt(known, receipt)))
    }
    case 'fee.receipt-voided':
      return payments.some(({ receipts }) => receipts.some((receipt) => receipt.voided !== null && isSameReceipt(receipt, entry.payload)))
  }
}

function isSameReceipt(a: Pick<FeeReceipt, 'series' | 'period' | 'serial'>, b: Pick<FeeReceipt, 'series' | 'period' | 'serial'>): boolean {
  return a.series === b.series && a.period === b.period && a.serial === b.serial
}

/** One step of the fold. Throws on what must never have been appended: a settled transfer settled again, a void of no receipt. */
export function applyMoney(money: DossierMoney, entry: MoneyEntry): DossierMoney {
  switch (entry.kind) {
    case 'fee.exempted':
      return { ...money, exempted: [...money.exempted, entry.payload] }
    case 'fee.collected': {
      const { paymentId, total, at, receipts } = entry.payload
      return { ...money, payments: [...money.payments, { paymentId, method: 'cash', state: 'paid', total, at, reference: null, lines: receipts.flatMap(linesOf), receipts: receipts.map(unvoided) }] }
    }
    case 'fee.transfer-awaited': {
      const { paymentId, total, at, reference, lines } = entry.payload
      return { ...money, payments: [...money.payments, { paymentId, method: 'transfer', state: 'awaited', total, at, reference, lines, receipts: [] }] }
    }
    case 'fee.transfer-settled': {
      const { paymentId, outcome, receipts } = entry.payload
      return changePayment(money, (payment) => payment.paymentId === paymentId && payment.state === 'awaited', (payment) => ({
        ...payment,
        state: outcome === 'received' ? 'paid' : 'not-received',
        receipts: receipts.map(unvoided)
      }))
    }
    case 'fee.receipt-voided': {
      const { reason, at } = entry.payload
      const isMeant = (receipt: Payment['receipts'][number]) => isSameReceipt(receipt, entry.payload) && receipt.voided === null
      return changePayment(money, ({ receipts }) => receipts.some(isMeant), (payment) => ({
        ...payment,
        receipts: payment.receipts.map((receipt) => (isMeant(receipt) ? { ...receipt, voided: { reason, at } } : receipt))
      }))
    }
  }
}

function changePayment(money: DossierMoney, isMeant: (payment: Payment) => boolean, change: (payment: Payment) => Payment): DossierMoney {
  if (!money.payments.some(isMeant)) throw new Error('no such payment')
  return { ...money, payments: money.payments.map((payment) => (isMeant(payment) ? change(payment) : payment)) }
}

function linesOf({ kind, lines }: FeeReceipt): Payment['lines'] {
  return lines.map((line) => ({ ...line, kind }))
}

function unvoided(receipt: FeeReceipt): Payment['receipts'][number] {
  return { ...receipt, voided: null }
}
