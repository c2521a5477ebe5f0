import { randomUUID } from 'node:crypto'
import type { ClosedShift, moneyMethods, PendingTransfer, ReceiptRow, ShiftView } from '../../contract/money.ts'
import type { ErrorOf, OutputOf, ParsedInputOf } from '../../contract/method.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { decideCloseShift, expectedCash, type ShiftClosed, type ShiftOpened } from '../../domain/cash-up.ts'
import { err, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getIdentity, getOfficer, type CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { appendEntry } from '../journal/journal.ts'
import { closeShiftRow, findLastClosedShift, findOpenShift, insertShift, listAwaitedTransfers, listReceiptsOfShift, sumShift, takeStrayReceipts, type ShiftRow } from './money-store.ts'
import { moneyTransaction } from './money-transaction.ts'
import { settleToldTransfers } from './told-transfers.ts'

type Methods = typeof moneyMethods
type Answer<K extends keyof Methods> = Result<OutputOf<Methods[K]>, ErrorOf<Methods[K]>>

export function getTill(context: CoreContext): OutputOf<Methods['till.get']> {
  const { db } = context
  const shift = findOpenShift(db)
  const last = findLastClosedShift(db)
  return {
    shift: shift ? viewShift(db, shift) : null,
    receipts: shift ? listReceiptRows(db, shift) : [],
    pending: listAwaitedTransfers(db).map((transfer): PendingTransfer => {
      const { payment, dossier, reference, total, at } = transfer
      return { paymentId: payment, dossierId: dossier, ...nameDossier(db, dossier), reference, total, at }
    }),
    lastClosed: last ? viewClosed(db, last) : null
  }
}

/** An officer takes the till with what lies in it. */
export function openTill(context: CoreContext, input: ParsedInputOf<Methods['till.open']>): Answer<'till.open'> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  const opened = moneyTransaction<{ shiftId: string }, ErrorOf<Methods['till.open']>>(context, (db, need) => {
    const open = findOpenShift(db)
    if (open) need(err(open.officer === officer.id ? { kind: 'shift-open' } : { kind: 'shift-of-another', officerName: findOfficer(db, open.officer)?.fullName ?? '' }))
    const last = findLastClosedShift(db)
    const payload: ShiftOpened = { shiftId: randomUUID(), openingFloat: input.openingFloat, takenOverFrom: last ? last.officer : null, at: toLocalTime(nowMs) }
    appendEntry(db, getIdentity(db), { kind: 'shift.opened', officer: officer.id, baseRevision: 0, at: new Date(nowMs).toISOString(), payload })
    insertShift(db, { id: payload.shiftId, officer: officer.id, openingFloat: input.openingFloat, openedAt: payload.at })
    takeStrayReceipts(db, payload.shiftId)
    return { shiftId: payload.shiftId }
  })
  if (opened.ok) settleToldTransfers(context)
  return opened
}

/** Counts the till and signs it over: the totals are those of the receipts at this very moment. */
export function closeTill(context: CoreContext, input: ParsedInputOf<Methods['till.close']>): Answer<'till.close'> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  return moneyTransaction<{ shiftId: string; difference: number }, ErrorOf<Methods['till.close']>>(context, (db, need) => {
    const shift = findOpenShift(db)
    if (!shift) return need(err({ kind: 'shift-closed' }))
    const totals = sumShift(db, shift)
    const { countedTotal, difference, reason } = need(decideCloseShift(totals, input.counted, toNfc(input.reason)))
    const payload: ShiftClosed = { shiftId: shift.id, totals, counted: input.counted, countedTotal, difference, reason, handedTo: toNfc(input.handedTo) || null, at: toLocalTime(nowMs) }
    appendEntry(db, getIdentity(db), { kind: 'shift.closed', officer: officer.id, baseRevision: 0, at: new Date(nowMs).toISOString(), payload })
    closeShiftRow(db, payload)
    return { shiftId: shift.id, difference }
  })
}

export function listReceiptRows(db: ReadDb, shift: ShiftRow): ReceiptRow[] {
  return listReceiptsOfShift(db, shift.id).map(({ series, period, book, serial, dossierId, amount, method, at, voided, shift: givenIn }) => ({
    series, period, book, serial, dossierId, ...nameDossier(db, dossierId), amount, method, at, voided, isOutOfShift: givenIn === shift.id && at < shift.openedAt
  }))
}

function viewShift(db: ReadDb, shift: ShiftRow): ShiftView {
  const totals = sumShift(db, shift)
  return { shiftId: shift.id, officerId: shift.officer, officerName: findOfficer(db, shift.officer)?.fullName ?? '', openedAt: shift.openedAt, totals, expectedCash: expectedCash(totals) }
}

export function viewClosed(db: ReadDb, shift: ShiftRow): ClosedShift | null {
  return shift.closed && { shiftId: shift.id, officerName: findOfficer(db, shift.officer)?.fullName ?? '', openedAt: shift.openedAt, closed: shift.closed }
}

function nameDossier(db: ReadDb, id: string): { dossierCode: string; payerName: string } {
  const dossier = findDossier(db, id)?.dossier
  return { dossierCode: dossier?.code ?? '', payerName: dossier?.applicant.fullName ?? '' }
}
