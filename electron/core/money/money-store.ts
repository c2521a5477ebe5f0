import type { ReceiptRow } from '../../contract/money.ts'
import type { ShiftClosed, ShiftTotals } from '../../domain/cash-up.ts'
import type { FeeReceipt, PaidLine } from '../../domain/payment.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export interface ShiftRow {
  id: string
  officer: string
  openingFloat: number
  openedAt: string
  closed: ShiftClosed | null
}

interface StoredShift {
  id: string
  officer: string
  opening_float: number
  opened_at: string
  closed: string | null
}

const shiftColumns = 'id, officer, opening_float, opened_at, closed'

export function findOpenShift(db: ReadDb): ShiftRow | undefined {
  return toShift(findRow<StoredShift>(db, `SELECT ${shiftColumns} FROM shift WHERE closed_at IS NULL`))
}

export function findShift(db: ReadDb, id: string): ShiftRow | undefined {
  return toShift(findRow<StoredShift>(db, `SELECT ${shiftColumns} FROM shift WHERE id = ?`, id))
}

export function findLastClosedShift(db: ReadDb): ShiftRow | undefined {
  return toShift(findRow<StoredShift>(db, `SELECT ${shiftColumns} FROM shift WHERE closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT 1`))
}

export function insertShift(db: WriteDb, shift: { id: string; officer: string; openingFloat: number; openedAt: string }): void {
  run(db, 'INSERT INTO shift (id, officer, opening_float, opened_at) VALUES (?, ?, ?, ?)', shift.id, shift.officer, shift.openingFloat, shift.openedAt)
}

export function closeShiftRow(db: WriteDb, closed: ShiftClosed): void {
  run(db, 'UPDATE shift SET closed_at = ?, closed = ? WHERE id = ?', closed.at, JSON.stringify(closed), closed.shiftId)
}

/** Transfers found while no till was open stand in the books of the next: no receipt is on no sheet. */
export function takeStrayReceipts(db: WriteDb, shift: string): void {
  run(db, 'UPDATE fee_receipt SET shift = ? WHERE shift IS NULL', shift)
}

/** What a shift's receipts add up to. A receipt voided in another shift counts as taken in its own and refunded in that. */
export function sumShift(db: ReadDb, shift: ShiftRow): ShiftTotals {
  const taken = findRow<Record<'cash' | 'transfers' | 'service' | 'statutory' | 'receipts', number>>(
    db,
    `SELECT coalesce(sum(amount) FILTER (WHERE method = 'cash'), 0) AS cash, coalesce(sum(amount) FILTER (WHERE method = 'transfer'), 0) AS transfers,
            coalesce(sum(amount) FILTER (WHERE kind = 'service-fee' AND voided_at IS NULL), 0) AS service,
            coalesce(sum(amount) FILTER (WHERE kind = 'statutory-fee' AND voided_at IS NULL), 0) AS statutory, count(*) AS receipts
       FROM fee_receipt WHERE shift = ?`,
    shift.id
  )!
  const voided = findRow<{ cash: number; count: number }>(
    db,
    `SELECT coalesce(sum(amount) FILTER (WHERE method = 'cash'), 0) AS cash, count(*) AS count FROM fee_receipt WHERE void_shift = ?`,
    shift.id
  )!
  return {
    openingFloat: shift.openingFloat,
    cashTaken: taken.cash,
    cashRefunded: voided.cash,
    transfersReceived: taken.transfers,
    serviceFees: taken.service,
    statutoryFees: taken.statutory,
    receipts: taken.receipts,
    voided: voided.count
  }
}

export interface StoredReceipt extends Omit<ReceiptRow, 'dossierCode' | 'payerName' | 'isOutOfShift'> {
  kind: FeeReceipt['kind']
  payment: string
  /** In whose books it stands; null until the next till is opened. */
  shift: string | null
  officerName: string
  lines: PaidLine[]
}

type ReceiptColumns = Omit<StoredReceipt, 'lines' | 'voided'> & { lines: string; voidedAt: string | null; voidReason: string | null }
const receiptColumns = 'series, period, serial, book, dossier AS dossierId, payment, shift, kind, amount, method, at, lines, officer AS officerName, voided_at AS voidedAt, void_reason AS voidReason'

/** @throws when the serial was ever given before. */
export function insertReceipt(db: WriteDb, receipt: FeeReceipt, facts: { dossier: string; payment: string; method: 'cash' | 'transfer'; shift: string | null; officerName: string; at: string }): void {
  run(
    db,
    'INSERT INTO fee_receipt (series, period, serial, book, dossier, payment, kind, amount, method, shift, officer, at, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    receipt.series,
    receipt.period,
    receipt.serial,
    receipt.book,
    facts.dossier,
    facts.payment,
    receipt.kind,
    receipt.amount,
    facts.method,
    facts.shift,
    facts.officerName,
    facts.at,
    JSON.stringify(receipt.lines)
  )
}

export function findReceipt(db: ReadDb, key: { series: string; period: string; serial: number }): StoredReceipt | undefined {
  const row = findRow<ReceiptColumns>(db, `SELECT ${receiptColumns} FROM fee_receipt WHERE series = ? AND period = ? AND serial = ?`, key.series, key.period, key.serial)
  return row && toReceipt(row)
}

/** Receipts given or voided in a shift, newest first. */
export function listReceiptsOfShift(db: ReadDb, shift: string): StoredReceipt[] {
  return listRows<ReceiptColumns>(db, `SELECT ${receiptColumns} FROM fee_receipt WHERE shift = ? OR void_shift = ? ORDER BY at DESC, serial DESC`, shift, shift).map(toReceipt)
}

export function voidReceiptRow(db: WriteDb, key: { series: string; period: string; serial: number }, facts: { reason: string; at: string; shift: string }): void {
  run(db, 'UPDATE fee_receipt SET voided_at = ?, void_reason = ?, void_shift = ? WHERE series = ? AND period = ? AND serial = ?', facts.at, facts.reason, facts.shift, key.series, key.period, key.serial)
}

export interface TransferRow {
  payment: string
  dossier: string
  reference: string
  total: number
  at: string
  state: 'awaited' | 'received' | 'not-received'
}

const transferColumns = 'payment, dossier, reference, total, at, state'

export function insertTransfer(db: WriteDb, transfer: Omit<TransferRow, 'state'>): void {
  run(db, `INSERT INTO transfer (${transferColumns}) VALUES (?, ?, ?, ?, ?, 'awaited')`, transfer.payment, transfer.dossier, transfer.reference, transfer.total, transfer.at)
}

export function findTransfer(db: ReadDb, payment: string): TransferRow | undefined {
  return findRow(db, `SELECT ${transferColumns} FROM transfer WHERE payment = ?`, payment)
}

export function findTransferByReference(db: ReadDb, reference: string): TransferRow | undefined {
  return findRow(db, `SELECT ${transferColumns} FROM transfer WHERE reference = ?`, reference)
}

export function listAwaitedTransfers(db: ReadDb): TransferRow[] {
  return listRows(db, `SELECT ${transferColumns} FROM transfer WHERE state = 'awaited' ORDER BY at`)
}

export function settleTransferRow(db: WriteDb, payment: string, state: 'received' | 'not-received'): void {
  run(db, 'UPDATE transfer SET state = ? WHERE payment = ?', state, payment)
}

function toShift(row: StoredShift | undefined): ShiftRow | undefined {
  return row && { id: row.id, officer: row.officer, openingFloat: row.opening_float, openedAt: row.opened_at, closed: row.closed === null ? null : (JSON.parse(row.closed) as ShiftClosed) }
}

function toReceipt({ lines, voidedAt, voidReason, ...row }: ReceiptColumns): StoredReceipt {
  return { ...row, lines: JSON.parse(lines) as PaidLine[], voided: voidedAt === null ? null : { at: voidedAt, reason: voidReason ?? '' } }
}
