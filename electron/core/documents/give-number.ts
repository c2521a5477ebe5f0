import { toLocalTime } from '../../domain/calendar.ts'
import { needsNumber, stageOf, tellDocumentCode, type DocumentNumbered, type OfficeDocument } from '../../domain/document.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { OfficerRecord } from '../../contract/wire.ts'
import type { WriteDb } from '../db/open.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { findIssuedNumber } from '../numbers/number-store.ts'
import { takeNumber, voidNumber, type TakeNumberError } from '../numbers/take-number.ts'
import { appendToDocument } from './append-to-document.ts'
import type { StoredDocument } from './document-store.ts'

/**
 * The number and day of the agency's series for a document whose seal is next, committed before the token is asked. A sealing that fails or is given up leaves the number with the document,
 * for the next try: none is given twice and none is lost. Call it before the transaction has written anything else.
 */
export function giveNumber(db: WriteDb, stored: StoredDocument, by: { officer: OfficerRecord; nowMs: number; confirmedDay: string | undefined }): Result<OfficeDocument, TakeNumberError> {
  if (!needsNumber(stored.document)) return ok(stored.document)
  const { officer, nowMs, confirmedDay } = by
  const taken = takeNumber(db, { kind: 'outgoing-document', nowMs, officer: officer.id, dossier: stored.id, confirmedDay })
  if (!taken.ok) return taken
  const { series, period, serial, day } = taken.value
  const payload = { series, period, serial, code: tellDocumentCode(serial, stored.document.notation ?? null), day, by: { officerId: officer.id, fullName: officer.fullName }, at: toLocalTime(nowMs) }
  return ok(appendToDocument(db, stored, { kind: 'document.numbered', payload }, { officer: officer.id, at: new Date(nowMs).toISOString() }).document)
}

/**
 * Voids the number this counter gave to a document that will not bear it: sent back before it was sealed, or numbered at another counter first. A number another counter gave is for
 * that counter to void, out of its own lease. In a closed journal it stays as it is: the portal's ledger tells it.
 * @param after what the document is now; undefined where it was given up before the portal had it
 * @returns true when the number is void now
 */
export function voidLostNumber(db: WriteDb, id: string, number: DocumentNumbered | null, after: OfficeDocument | undefined, by: { officer: string; nowMs: number }): boolean {
  if (number === null || findJournalClosed(db)) return false
  const isReturned = after !== undefined && stageOf(after) === 'returned'
  const isKept = after?.number?.series === number.series && after.number.period === number.period && after.number.serial === number.serial
  if (isKept && !isReturned) return false
  const issued = findIssuedNumber(db, number)
  if (issued?.dossier !== id || issued.state !== 'issued') return false
  const { series, period, serial } = number
  voidNumber(db, { series, period, serial, reason: isReturned ? 'Văn bản bị trả lại trước khi đóng dấu' : after ? 'Văn bản đã được cấp số ở máy khác' : 'Văn bản rút trước khi gửi' }, by)
  return true
}
