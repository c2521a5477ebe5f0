import { randomUUID } from 'node:crypto'
import type { moneyMethods } from '../../contract/money.ts'
import type { ErrorOf, OutputOf, ParsedInputOf } from '../../contract/method.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { decideCollect, type FeeReceipt, noMoney, owedLines, type PaidLine, splitByKind } from '../../domain/payment.ts'
import type { FeeKind } from '../../domain/fee.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getOfficer, type CoreContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { appendToDossier } from '../dossier/append-to-dossier.ts'
import { findDossier, type StoredDossier } from '../dossier/dossier-store.ts'
import { takeNumber, voidNumber, type TakeNumberError } from '../numbers/take-number.ts'
import { findOpenShift, findReceipt, insertReceipt, voidReceiptRow, type ShiftRow } from './money-store.ts'
import { moneyTransaction } from './money-transaction.ts'

type Methods = typeof moneyMethods
type Answer<K extends keyof Methods> = Result<OutputOf<Methods[K]>, ErrorOf<Methods[K]>>
type Input<K extends keyof Methods> = ParsedInputOf<Methods[K]>

/** Cash for what is owed: one entry, one receipt of the leased series for each kind of fee, in one commit. */
export function collectFees(context: CoreContext, input: Input<'money.collect'>): Answer<'money.collect'> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  const at = toLocalTime(nowMs)
  return moneyTransaction<OutputOf<Methods['money.collect']>, ErrorOf<Methods['money.collect']>>(context, (db, need) => {
    const stored = need(getDossier(db, input.dossierId))
    const shift = need(getOwnShift(db, officer.id))
    const taken = need(decideCollect(owedLines(stored.dossier.fees, stored.dossier.money ?? noMoney), input.itemIds, input.tendered))
    const receipts = giveReceipts(db, need, taken.lines.map(({ itemId, name, kind, due }) => ({ itemId, name, kind, amount: due })), { dossier: stored.id, officer: officer.id, nowMs, confirmedDay: input.confirmedDay })
    const paymentId = randomUUID()
    const { total, tendered, change } = taken
    appendToDossier(db, stored, { kind: 'fee.collected', payload: { paymentId, shiftId: shift.id, receipts, total, tendered, change, at } }, { officer: officer.id, at: new Date(nowMs).toISOString() })
    for (const receipt of receipts) insertReceipt(db, receipt, { dossier: stored.id, payment: paymentId, method: 'cash', shift: shift.id, officerName: officer.fullName, at })
    return { paymentId, total, change, receipts: receipts.map(({ series, period, serial }) => ({ series, period, serial })) }
  })
}

/** A fee waived or reduced at the till, with its reason; nothing that is paid or on its way. */
export function exemptFee(context: CoreContext, input: Input<'money.exempt'>): Answer<'money.exempt'> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  const reason = toNfc(input.reason)
  if (reason === '') return err({ kind: 'reason-missing' })
  return moneyTransaction<object, ErrorOf<Methods['money.exempt']>>(context, (db, need) => {
    const stored = need(getDossier(db, input.dossierId))
    const line = owedLines(stored.dossier.fees, stored.dossier.money ?? noMoney).find(({ itemId }) => itemId === input.itemId)
    need(line?.state === 'owed' ? ok(line) : err({ kind: 'nothing-to-collect' as const }))
    const payload = { itemId: input.itemId, percent: input.percent, reason, at: toLocalTime(nowMs) }
    appendToDossier(db, stored, { kind: 'fee.exempted', payload }, { officer: officer.id, at: new Date(nowMs).toISOString() })
    return {}
  })
}

/** Voids a receipt: its serial stays in the books with the reason, and what it paid is owed again. Cash goes back to the payer out of the till that is open now. */
export function voidFeeReceipt(context: CoreContext, input: Input<'money.void-receipt'>): Answer<'money.void-receipt'> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  const at = toLocalTime(nowMs)
  const reason = toNfc(input.reason)
  if (reason === '') return err({ kind: 'reason-missing' })
  return moneyTransaction<{ refunded: number }, ErrorOf<Methods['money.void-receipt']>>(context, (db, need) => {
    const receipt = findReceipt(db, input)
    const stored = receipt && findDossier(db, receipt.dossierId)
    if (!receipt || !stored) return need(err({ kind: 'receipt-unknown' }))
    if (receipt.voided) return need(err({ kind: 'receipt-voided' }))
    const shift = need(getOwnShift(db, officer.id))
    const { series, period, serial } = receipt
    const refunded = receipt.method === 'cash' ? receipt.amount : 0
    appendToDossier(db, stored, { kind: 'fee.receipt-voided', payload: { series, period, serial, reason, shiftId: shift.id, refunded, at } }, { officer: officer.id, at: new Date(nowMs).toISOString() })
    voidNumber(db, { series, period, serial, reason: 'Hủy biên lai' }, { officer: officer.id, nowMs })
    voidReceiptRow(db, receipt, { reason, at, shift: shift.id })
    return { refunded }
  })
}

export function getDossier(db: ReadDb, id: string): Result<StoredDossier, { kind: 'dossier-unknown' }> {
  const stored = findDossier(db, id)
  return stored ? ok(stored) : err({ kind: 'dossier-unknown' })
}

/** One receipt for each kind of fee, with the next serials of the leased series. */
export function giveReceipts(
  db: WriteDb,
  need: <V>(result: Result<V, TakeNumberError>) => V,
  lines: readonly (PaidLine & { kind: FeeKind })[],
  by: { dossier: string; officer: string; nowMs: number; confirmedDay: string | undefined }
): FeeReceipt[] {
  return splitByKind(lines).map(({ kind, lines: own }) => {
    const { series, period, book, serial } = need(takeNumber(db, { kind: 'fee-receipt', ...by }))
    return { series, period, book, serial, kind, lines: own.map(({ itemId, name, amount }) => ({ itemId, name, amount })), amount: own.reduce((sum, { amount }) => sum + amount, 0) }
  })
}

function getOwnShift(db: ReadDb, officerId: string): Result<ShiftRow, { kind: 'shift-closed' } | { kind: 'shift-of-another'; officerName: string }> {
  const shift = findOpenShift(db)
  if (!shift) return err({ kind: 'shift-closed' })
  return shift.officer === officerId ? ok(shift) : err({ kind: 'shift-of-another', officerName: findOfficer(db, shift.officer)?.fullName ?? '' })
}
