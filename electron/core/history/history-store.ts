import type { HistoryEntry } from '../../contract/history.ts'
import type { EntryHeader, Receipt } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

/** An entry of a lane as the portal holds it, in the portal's order. */
export interface OfficeEntry {
  hash: string
  counter: number
  officerName: string | null
  /** False where the portal's last answer lacked it: it was put back from a copy. */
  isTold: boolean
  /** It was offered to the portal that lost it, which will not take it again: others were faster. Nobody offers it any more. */
  isRefused: boolean
  /** Undefined for one that stands in this counter's own journal. */
  sealed?: { header: EntryHeader; salt: string; /** Undefined once purged. */ payload: unknown; receipt: Receipt }
}

/** A history to be read from the portal; `due` is when its news came. */
export interface DueHistory {
  lane: string
  due: number
}

/** The portal has news of a lane: its history is to be read. */
export function askHistory(db: WriteDb, lane: string, nowMs: number): void {
  if (isPurged(db, lane)) return
  run(db, 'INSERT INTO office_history (lane, due) VALUES (?, ?) ON CONFLICT (lane) DO UPDATE SET due = max(due + 1, excluded.due)', lane, nowMs)
}

/** What was done to dossiers and documents changed since then is read from the portal without anybody asking. */
const unaskedMs = 30 * 24 * 60 * 60_000

/** Of older ones when somebody looks at them: a counter that is enrolled anew is told of all there ever were. @param changedAt local time */
export function askRecentHistory(db: WriteDb, lane: string, changedAt: string, nowMs: number): void {
  if (nowMs - Date.parse(changedAt) < unaskedMs) askHistory(db, lane, nowMs)
}

/** The newest first: what the office is working on. */
export function listDueHistories(db: ReadDb, limit: number): DueHistory[] {
  return listRows(db, 'SELECT lane, due FROM office_history WHERE due > 0 ORDER BY due DESC LIMIT ?', limit)
}

/** As it is due, which it need not be. */
export function toDueHistory(db: ReadDb, lane: string): DueHistory {
  return findRow<DueHistory>(db, 'SELECT lane, due FROM office_history WHERE lane = ?', lane) ?? { lane, due: 0 }
}

/** Up to which revision of the portal's a lane's history was read, and when. */
export function findHistory(db: ReadDb, lane: string): { revision: number; readAt: string } | undefined {
  return findRow(db, 'SELECT revision, read_at AS readAt FROM office_history WHERE lane = ? AND read_at IS NOT NULL', lane)
}

/** What was purged here is not brought back. */
export function isPurged(db: ReadDb, lane: string): boolean {
  return findRow(db, 'SELECT 1 FROM dossier WHERE id = ? AND purged_at IS NOT NULL UNION ALL SELECT 1 FROM document WHERE id = ? AND purged_at IS NOT NULL', lane, lane) !== undefined
}

/** It was answered; news that came while it was being asked stays due. */
export function settleHistory(db: WriteDb, { lane, due }: DueHistory): void {
  run(db, 'UPDATE office_history SET due = 0 WHERE lane = ? AND due <= ?', lane, due)
}

export function noteHistoryRead(db: WriteDb, lane: string, revision: number, readAt: string): void {
  run(db, 'INSERT INTO office_history (lane, revision, read_at) VALUES (?, ?, ?) ON CONFLICT (lane) DO UPDATE SET revision = excluded.revision, read_at = excluded.read_at', lane, revision, readAt)
}

/** True when it is new here or stands elsewhere now. @param entry null for one of this journal, of which only its place is kept */
export function putOfficeEntry(db: WriteDb, lane: string, hash: string, place: number, told: Pick<HistoryEntry, 'counterNumber' | 'officerName'>, entry: HistoryEntry | null): boolean {
  const done = run(
    db,
    `INSERT INTO office_entry (lane, hash, place, counter, officer_name, header, salt, payload, receipt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (lane, hash) DO UPDATE SET place = excluded.place, told = 1, refused = 0 WHERE place <> excluded.place OR told = 0`,
    lane,
    hash,
    place,
    told.counterNumber,
    told.officerName,
    entry && JSON.stringify(entry.header),
    entry && entry.salt,
    entry && entry.payload !== null ? JSON.stringify(entry.payload) : null,
    entry && JSON.stringify(entry.receipt)
  )
  return done.changes === 1
}

/** What is known of a lane and not among those just told stands behind them, as a portal that forgot is offered it: it is never thrown away. True when there was such. */
export function putBehind(db: WriteDb, lane: string, told: readonly string[]): boolean {
  return run(db, 'UPDATE office_entry SET place = place + ?, told = 0 WHERE lane = ? AND told = 1 AND hash NOT IN (SELECT value FROM json_each(?))', told.length, lane, JSON.stringify(told)).changes > 0
}

/** Whether a lane has entries of other counters that the portal lost and may take again. */
export function hasForgotten(db: ReadDb, lane: string): boolean {
  return findRow(db, 'SELECT 1 FROM office_entry WHERE lane = ? AND told = 0 AND refused = 0 AND header IS NOT NULL LIMIT 1', lane) !== undefined
}

export function noteRefused(db: WriteDb, lane: string, hash: string): void {
  run(db, 'UPDATE office_entry SET refused = 1 WHERE lane = ? AND hash = ?', lane, hash)
}

/** The portal was put back: what it had told of is to be compared with what it has. */
export function askKnownHistories(db: WriteDb, nowMs: number): void {
  run(db, 'UPDATE office_history SET due = max(due + 1, ?) WHERE read_at IS NOT NULL', nowMs)
}

interface Row {
  hash: string
  counter: number
  officerName: string | null
  header: string | null
  salt: string | null
  payload: string | null
  receipt: string | null
  told: number
  refused: number
}

export function listOfficeEntries(db: ReadDb, lane: string): OfficeEntry[] {
  const rows = listRows<Row>(db, 'SELECT hash, counter, officer_name AS officerName, header, salt, payload, receipt, told, refused FROM office_entry WHERE lane = ? ORDER BY place, hash', lane)
  return rows.map(({ hash, counter, officerName, header, salt, payload, receipt, told, refused }) => ({
    hash,
    counter,
    officerName,
    isTold: told === 1,
    isRefused: refused === 1,
    ...(header !== null && salt !== null && receipt !== null
      ? { sealed: { header: JSON.parse(header) as EntryHeader, salt, payload: payload === null ? undefined : (JSON.parse(payload) as unknown), receipt: JSON.parse(receipt) as Receipt } }
      : {})
  }))
}
