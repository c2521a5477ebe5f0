import type { RestoredState, RestoreReason } from '../../contract/continuity.ts'
import type { Standing } from '../../contract/wire.ts'
import { isLocalDate } from '../../domain/calendar.ts'
import type { CoreContext } from '../context.ts'
import { getDevice } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { deleteSetting, findSetting, putSetting } from '../db/setting-store.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { appendEntry } from '../journal/journal.ts'
import { findHead, findLink } from '../journal/journal-store.ts'
import { tellDays } from '../numbers/legal-day.ts'
import { listAllLeases, putVoidNumber } from '../numbers/number-store.ts'
import { findLastPurge, listLastNumbers, type FoundMark, type HighWater } from './high-water.ts'

/** What is kept from the moment a restore was noticed until the portal has answered; the mark itself is overwritten only then. */
interface NoticedRestore extends RestoredState {
  mark?: HighWater
}

/**
 * Asked once at open, before anything is written: is this database a copy that was put back? If so it is kept as such, across restarts, until the portal has answered.
 * @param marks the marks outside the database: in the data folder, and beside the second copy
 */
export function noticeRestore(db: ReadDb, marks: readonly FoundMark[], nowMs: number): void {
  const reason = findRestoreReason(db, marks)
  if (!reason) return
  const known = findSetting<NoticedRestore>(db, 'restored')
  const own = [...marks.flatMap((found) => (found.kind === 'mark' ? [found.mark] : [])), ...(known?.mark ? [known.mark] : [])].filter(({ device }) => device === getDevice(db).device)
  const highest = chooseHighest(own)
  // Of two that are as high, one may have been written before the purge was over.
  const purgedAt = own.flatMap((one) => one.purgedAt ?? []).sort().at(-1)
  const mark = highest && { ...highest, ...(purgedAt === undefined ? {} : { purgedAt }) }
  write(db, (writeDb) => {
    const restored: NoticedRestore = { noticedAt: new Date(nowMs).toISOString(), reason, ...(mark ? { mark } : {}) }
    putSetting(writeDb, 'restored', restored)
    deleteSetting(writeDb, 'backup-stamp')
  })
}

function findRestoreReason(db: ReadDb, marks: readonly FoundMark[]): RestoreReason | undefined {
  if (findSetting(db, 'backup-stamp')) return 'backup-opened'
  if (marks.some((found) => found.kind === 'mark' && isAhead(db, found.mark))) return 'behind-mark'
  if (marks.some((found) => found.kind === 'unreadable')) return 'mark-missing'
  return findSetting(db, 'high-water-kept') && !marks.some((found) => found.kind === 'mark') ? 'mark-missing' : undefined
}

/** Whether a mark knows of something this database does not. One of an earlier epoch is only old. */
function isAhead(db: ReadDb, mark: HighWater): boolean {
  const epoch = findSetting<number>(db, 'epoch') ?? 1
  if (mark.device !== getDevice(db).device || mark.epoch !== epoch) return mark.device !== getDevice(db).device || mark.epoch > epoch
  if (findLink(db, mark.seq)?.hash !== mark.hash) return true
  const own = new Map(listLastNumbers(db).map((number) => [number.series, number]))
  return mark.numbers.some(({ series, day, serial }) => {
    const last = own.get(series)
    return !last || day > last.day || (day === last.day && serial > last.serial)
  })
}

function chooseHighest(marks: readonly HighWater[]): HighWater | undefined {
  return [...marks].sort((a, b) => b.epoch - a.epoch || b.seq - a.seq)[0]
}

export function findRestored(db: ReadDb): RestoredState | undefined {
  const restored = findSetting<NoticedRestore>(db, 'restored')
  return restored && { noticedAt: restored.noticedAt, reason: restored.reason }
}

/**
 * The portal has answered: a new epoch above everything known begins, with an entry that says why, and every number that the lost part may have used is void here. Known are the
 * numbers of this copy, of the mark, and of the portal; and as each number takes an entry, as many more as the portal has entries that this copy has not.
 */
export function resolveRestore(context: Pick<CoreContext, 'db' | 'now'>, standing: Standing): void {
  const restored = findSetting<NoticedRestore>(context.db, 'restored')
  // What the portal disputes stays closed: a new epoch would stand on the entries that it denies.
  if (!restored || findJournalClosed(context.db)?.kind !== 'restored-needs-portal') return
  write(context.db, (db) => {
    const { device, agencyCode } = getDevice(db)
    const nowMs = context.now()
    const ownEpoch = findSetting<number>(db, 'epoch') ?? 1
    const ownSeq = findHead(db)?.seq ?? 0
    const epoch = Math.max(ownEpoch, restored.mark?.epoch ?? 1, standing.epoch) + 1
    // By the portal's day: nobody may have set the clock of a new PC, and once it is put right no day before one that lies ahead could be numbered.
    const void_ = listVoid(db, { series: `dossier:${agencyCode}`, today: tellDays(db, nowMs).portalDay, lost: Math.max(0, standing.seq - ownSeq), known: [...(restored.mark?.numbers ?? []), ...standing.numbers] })
    // Leases other than the standing range end with the epoch: how far the lost part had used them, nobody can say. New ones are leased.
    const endedLeases = listAllLeases(db).filter((lease) => lease.epoch === ownEpoch)
    const payload = { reason: restored.reason, fromSeq: ownSeq, portalHead: { epoch: standing.epoch, seq: standing.seq }, ...(restored.mark ? { mark: { epoch: restored.mark.epoch, seq: restored.mark.seq } } : {}), void: void_, endedLeases: endedLeases.map(({ series, period, from, to }) => ({ series, period, from, to })) }
    putSetting(db, 'epoch', epoch)
    const { seq } = appendEntry(db, { device, epoch }, { kind: 'counter.restored', officer: 'counter', baseRevision: 0, at: new Date(nowMs).toISOString(), payload })
    // Of the days they name the numbers are used; whether the officer may go on with today's is asked of the clock as ever.
    const seen = db.prepare('SELECT 1 FROM issued_number WHERE series = ? AND day = ? AND serial = ?')
    for (const { series, day, serial } of void_) {
      if (!seen.get(series, day, serial)) putVoidNumber(db, { series, period: day, serial, onDay: isLocalDate(day) ? day : null, seq })
    }
    const purgedAt = restored.mark?.purgedAt
    if (purgedAt !== undefined && purgedAt !== findLastPurge(db as ReadDb)) putSetting(db, 'purge-undone', purgedAt)
    deleteSetting(db, 'restored')
  })
}

/** Of each day that the lost part may have numbered, the highest serial it may have used. */
function listVoid(db: WriteDb, facts: { series: string; today: string; lost: number; known: readonly HighWater['numbers'][number][] }): HighWater['numbers'] {
  const { range } = getDevice(db)
  const highest = new Map<string, HighWater['numbers'][number]>()
  const raise = (number: HighWater['numbers'][number]): void => {
    const isStanding = number.serial >= range.from && number.serial <= range.to
    const key = `${number.series} ${number.day} ${isStanding}`
    if (number.serial > (highest.get(key)?.serial ?? 0)) highest.set(key, number)
  }
  for (const number of facts.known) {
    raise(number)
    // Beyond the standing range one numbers only when it is used up.
    if (number.series === facts.series && (number.serial < range.from || number.serial > range.to)) raise({ ...number, serial: range.to })
  }
  if (facts.lost > 0) {
    const { from } = range
    const own = listLastNumbers(db).find(({ series }) => series === facts.series)
    const last = (day: string): number => (own?.day === day ? own.serial : from - 1)
    for (const day of new Set([facts.today, ...(own ? [own.day] : [])])) raise({ series: facts.series, day, serial: last(day) + facts.lost })
  }
  return [...highest.values()]
}
