import { randomUUID } from 'node:crypto'
import type { moneyMethods } from '../../contract/money.ts'
import type { ErrorOf, OutputOf, ParsedInputOf } from '../../contract/method.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { qrMarkup } from '../../domain/forms/barcode.ts'
import { noMoney, owedLines } from '../../domain/payment.ts'
import { err, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import { transferReference, vietQr } from '../../domain/vietqr.ts'
import { findLetterhead } from '../catalogue/reference-store.ts'
import { getDevice, getOfficer, type CoreContext } from '../context.ts'
import type { WriteDb } from '../db/open.ts'
import { appendToDossier } from '../dossier/append-to-dossier.ts'
import { getDossier, giveReceipts } from './collect-fees.ts'
import { findOpenShift, findTransfer, findTransferByReference, insertReceipt, insertTransfer, settleTransferRow } from './money-store.ts'
import { moneyTransaction } from './money-transaction.ts'

type Methods = typeof moneyMethods
type Answer<K extends keyof Methods> = Result<OutputOf<Methods[K]>, ErrorOf<Methods[K]>>

/** Shows a VietQR with a reference of its own. No receipt is given: a transfer that nobody has found proves nothing. */
export function showTransfer(context: CoreContext, input: ParsedInputOf<Methods['money.show-transfer']>): Answer<'money.show-transfer'> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  const at = toLocalTime(nowMs)
  const bank = findLetterhead(context.db, getDevice(context.db).officeId)?.bank
  if (!bank) return err({ kind: 'bank-account-missing' })
  return moneyTransaction<OutputOf<Methods['money.show-transfer']>, ErrorOf<Methods['money.show-transfer']>>(context, (db, need) => {
    const stored = need(getDossier(db, input.dossierId))
    const money = stored.dossier.money ?? noMoney
    const lines = owedLines(stored.dossier.fees, money).filter(({ itemId, state }) => state === 'owed' && input.itemIds.includes(itemId))
    if (lines.length === 0) return need(err({ kind: 'nothing-to-collect' }))
    const paymentId = randomUUID()
    const reference = freeReference(db, stored.dossier.code, money.payments.length + 1)
    const total = lines.reduce((sum, { due }) => sum + due, 0)
    const payload = { paymentId, reference, lines: lines.map(({ itemId, name, kind, due }) => ({ itemId, name, kind, amount: due })), total, at }
    appendToDossier(db, stored, { kind: 'fee.transfer-awaited', payload }, { officer: officer.id, at: new Date(nowMs).toISOString() })
    insertTransfer(db, { payment: paymentId, dossier: stored.id, reference, total, at })
    const text = vietQr(bank, { amount: total, purpose: reference })
    return { paymentId, reference, total, text, svg: qrMarkup(text, 'Mã VietQR').html, bankName: bank.bankName, account: bank.account, accountName: bank.accountName }
  })
}

/** The officer's tick against the bank's list. A transfer found there gets its receipts; one given up is owed again. */
export function settleTransfer(context: CoreContext, input: ParsedInputOf<Methods['money.settle-transfer']>): Answer<'money.settle-transfer'> {
  const officer = getOfficer(context)
  const bankReference = toNfc(input.bankReference)
  if (input.outcome === 'received' && bankReference === '') return err({ kind: 'bank-reference-missing' })
  return settle(context, { ...input, bankReference, source: 'bank-list', officer: officer.id, officerName: officer.fullName })
}

/** The portal's word that a transfer arrived, by its reference. Told twice, or for a transfer this counter does not await, it changes nothing. */
export function settleByPortal(context: CoreContext, told: { reference: string; bankReference: string }): Answer<'money.settle-transfer'> {
  const transfer = findTransferByReference(context.db, told.reference)
  if (transfer?.state !== 'awaited') return err({ kind: 'transfer-unknown' })
  return settle(context, { paymentId: transfer.payment, outcome: 'received', bankReference: told.bankReference, source: 'portal', officer: 'portal', officerName: 'Cổng dịch vụ công', confirmedDay: undefined })
}

function settle(
  context: CoreContext,
  input: { paymentId: string; outcome: 'received' | 'not-received'; bankReference: string; source: 'portal' | 'bank-list'; officer: string; officerName: string; confirmedDay?: string | undefined }
): Answer<'money.settle-transfer'> {
  const nowMs = context.now()
  const at = toLocalTime(nowMs)
  const { paymentId, outcome, source } = input
  return moneyTransaction<object, ErrorOf<Methods['money.settle-transfer']>>(context, (db, need) => {
    const transfer = findTransfer(db, paymentId)
    const stored = transfer?.state === 'awaited' ? getDossier(db, transfer.dossier) : undefined
    const payment = stored?.ok ? stored.value.dossier.money?.payments.find((each) => each.paymentId === paymentId) : undefined
    if (!stored?.ok || !payment) return need(err({ kind: 'transfer-unknown' }))
    if (payment.state !== 'awaited') {
      // Settled before this database was put back to before that: the portal told the dossier as it is, and its receipts are given.
      settleTransferRow(db, paymentId, payment.state === 'paid' ? 'received' : 'not-received')
      return {}
    }
    const dossier = stored.value
    const shiftId = findOpenShift(db)?.id ?? null
    const receipts = outcome === 'received' ? giveReceipts(db, need, payment.lines, { dossier: dossier.id, officer: input.officer, nowMs, confirmedDay: input.confirmedDay }) : []
    const payload = { paymentId, outcome, source, bankReference: input.bankReference || null, shiftId, receipts, at }
    appendToDossier(db, dossier, { kind: 'fee.transfer-settled', payload }, { officer: input.officer, at: new Date(nowMs).toISOString() })
    for (const receipt of receipts) insertReceipt(db, receipt, { dossier: dossier.id, payment: paymentId, method: 'transfer', shift: shiftId, officerName: input.officerName, at })
    settleTransferRow(db, paymentId, outcome)
    return {}
  })
}

/** Another counter of the office may have used an attempt's number for the same dossier. */
function freeReference(db: WriteDb, code: string, attempt: number): string {
  for (let next = attempt; next < 100; next++) {
    const reference = transferReference(code, next)
    if (!findTransferByReference(db, reference)) return reference
  }
  throw new Error('a dossier has a hundred transfers')
}
