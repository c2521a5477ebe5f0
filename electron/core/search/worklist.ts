import type { Whose, WorklistCounts, WorklistGroup, WorklistName } from '../../contract/search.ts'
import type { DossierRow } from '../../contract/views.ts'
import { addDays, localDay, toLocalTime, type LocalTime } from '../../domain/calendar.ts'
import { firstWorkingDayFrom } from '../../domain/work-calendar.ts'
import { findOfficer, findWorkCalendar } from '../catalogue/reference-store.ts'
import type { ReadDb } from '../db/open.ts'
import { findRow, listRows } from '../db/statements.ts'
import { readRows } from './dossier-rows.ts'

/** Due within so many working days after today is soon. */
const soonWorkingDays = 2

/** Of these the term runs; while a supplement or a payment is awaited it does not, also beneath a withdrawal that is asked for (domain/standing.ts). */
const running = 'status IN (1, 2, 4, 7) AND paused = 0'
/** Says nothing new: it lets SQLite use the index of open dossiers. */
const open = 'dossier.status NOT IN (3, 8, 10)'

/** Times that part the lists; local times compare as texts. */
interface Borders {
  now: LocalTime
  tomorrow: LocalTime
  afterSoon: LocalTime
}

const where: Record<Exclude<WorklistName, 'all'>, string> = {
  overdue: `${open} AND ${running} AND due_at < @now`,
  'due-today': `${open} AND ${running} AND due_at >= @now AND due_at < @tomorrow`,
  'due-soon': `${open} AND ${running} AND due_at >= @tomorrow AND due_at < @afterSoon`,
  // What citizens filed, and what they brought to a supplement, until an officer has looked at it.
  online: `${open} AND (status = 1 OR (status = 5 AND dossier.state ->> '$.supplement.answer.at' IS NOT NULL))`,
  supplement: `${open} AND status = 5`,
  // What waits to be signed for comes first.
  handed: `${open} AND with_officer = @me`,
  ready: `${open} AND status = 9`,
  unsigned: 'dossier.id IN (SELECT dossier FROM attachment WHERE signed_sha256 IS NULL)',
  unsent: `dossier.id IN (SELECT lane FROM delivery INDEXED BY delivery_waiting WHERE state <> 'received' UNION SELECT dossier FROM upload WHERE state <> 'received')`
}

/** One list, the most urgent first. @param nowMs epoch milliseconds @param me the officer who asks */
export function listWorklist(db: ReadDb, request: Whose & { list: WorklistName; limit: number }, nowMs: number, me: string): DossierRow[] {
  const { list, limit } = request
  const whose = toWhose(request)
  if (list === 'all') {
    return readRows(db, `dossier LEFT JOIN delivery ON delivery.seq = last_seq ${whose && `WHERE ${whose}`} ORDER BY received_at DESC, rowid_ DESC LIMIT @limit`, { ...parametersOf(request), limit })
  }
  const order = list === 'unsent' || list === 'unsigned' ? 'received_at DESC' : list === 'handed' ? 'taken, due_at, rowid_' : 'due_at, rowid_'
  const selection = `dossier LEFT JOIN delivery ON delivery.seq = last_seq WHERE ${[where[list], whose].filter(Boolean).join(' AND ')} ORDER BY ${order} LIMIT @limit`
  return readRows(db, selection, { ...bordersFor(db, where[list], nowMs, me), ...parametersOf(request), limit })
}

/** How long each list is. */
export function countWorklists(db: ReadDb, request: Whose, nowMs: number, me: string): WorklistCounts {
  const whose = toWhose(request)
  const counts = Object.entries(where).map(([list, condition]) => {
    const sql = `SELECT count(*) AS count FROM dossier WHERE ${[condition, whose].filter(Boolean).join(' AND ')}`
    return [list, findRow<{ count: number }>(db, sql, { ...bordersFor(db, condition, nowMs, me), ...parametersOf(request) })!.count]
  })
  return Object.fromEntries(counts) as WorklistCounts
}

/** Open dossiers of each officer and of each unit, the one with most overdue first. */
export function groupWorklists(db: ReadDb, nowMs: number): WorklistGroup[] {
  const group = (kind: WorklistGroup['kind'], column: string): WorklistGroup[] =>
    listRows<Omit<WorklistGroup, 'kind' | 'name'>>(
      db,
      `SELECT ${column} AS id, count(*) AS open,
         count(*) FILTER (WHERE ${running} AND due_at < @now) AS overdue,
         count(*) FILTER (WHERE ${running} AND due_at >= @now AND due_at < @tomorrow) AS dueToday,
         count(*) FILTER (WHERE ${running} AND due_at >= @tomorrow AND due_at < @afterSoon) AS dueSoon,
         count(*) FILTER (WHERE status = 5) AS supplement, count(*) FILTER (WHERE status = 9) AS ready
         FROM dossier WHERE ${open} GROUP BY ${column} ORDER BY overdue DESC, dueToday DESC, open DESC LIMIT 200`,
      bordersFor(db, '@now @tomorrow @afterSoon', nowMs, '')
    ).map((row) => ({ kind, name: kind === 'officer' ? (findOfficer(db, row.id)?.fullName ?? row.id) : row.id, ...row }))
  return [...group('officer', 'officer'), ...group('unit', 'unit')]
}

function toWhose({ officer, unit }: Whose): string {
  return [officer === undefined ? '' : 'dossier.officer = @officer', unit === undefined ? '' : 'unit = @unit'].filter(Boolean).join(' AND ')
}

function parametersOf({ officer, unit }: Whose): Record<string, string> {
  return { ...(officer === undefined ? {} : { officer }), ...(unit === undefined ? {} : { unit }) }
}

/** Those values that a condition names: the driver refuses one that no parameter asks for, and a list without a date needs no calendar. */
function bordersFor(db: ReadDb, condition: string, nowMs: number, me: string): Partial<Borders & { me: string }> {
  const named = [...condition.matchAll(/@(\w+)/g)].map(([, name]) => name)
  if (named.length === 0) return {}
  if (named.every((name) => name === 'me')) return { me }
  const calendar = findWorkCalendar(db)
  const today = localDay(nowMs)
  let soon = today
  for (let day = 0; day < soonWorkingDays; day++) {
    const next = addDays(soon, 1)
    // What is there before the first pull has ended is listed all the same.
    soon = calendar ? firstWorkingDayFrom(next, calendar) : next
  }
  const all: Borders = { now: toLocalTime(nowMs), tomorrow: startOf(addDays(today, 1)), afterSoon: startOf(addDays(soon, 1)) }
  return Object.fromEntries(Object.entries(all).filter(([name]) => named.includes(name)))
}

function startOf(day: string): LocalTime {
  return `${day}T00:00:00+07:00`
}
