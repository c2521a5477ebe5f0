import { createHash, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import type { RetentionState } from '../../contract/retention.ts'
import { createReceiptReader } from '../../crypto/receipt.ts'
import { dayOf, toLocalTime, type LocalDate } from '../../domain/calendar.ts'
import type { ContentPurged } from '../../domain/retention.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { getIdentity, isDiskFull, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { deleteSetting, findSetting, putSetting } from '../db/setting-store.ts'
import { listDraftFiles } from '../files/discard-files.ts'
import type { FileRow } from '../files/file-store.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { appendEntry } from '../journal/journal.ts'
import { findPortalKey } from '../portal/keep-head.ts'
import { firstPlace, listExpired, type ExpiredDossier } from './find-expired.ts'
import { isProven, purge } from './purge-dossier.ts'
import { mergeSearchIndex, type ReceivedPlace } from './retention-store.ts'

/** An administrator's act that is being carried out; gone when it is done. */
interface PurgeRun {
  purge: string
  officer: string
  reason: string
  /** What is over is counted from it, also where the run goes on another day. */
  today: LocalDate
  dossiers: number
  purged: number
  held: number
  bytes: number
  /** How far the ended dossiers were gone through; null: all, and what is left of words and log is being cleared. */
  after: ReceivedPlace | null
}

/** Purges in steps, each a commit of its own with the entry that tells of it: whatever ends core between two, what was told is purged and what was not is not. */
export interface PurgeRunner {
  getState(): RetentionState
  /** @param today from which it is counted what is over */
  begin(act: { officer: string; reason: string; today: LocalDate; dossiers: number }): void
  /** Goes on with what an earlier run of core began. */
  resume(): void
  stop(): Promise<void>
}

/** Milliseconds between two steps, for everything else core does. */
const restMs = 15
/** So many dossiers a commit: some tens of milliseconds. */
const dossiersAtOnce = 10
/** What cannot be done now is tried again after so long. */
const retryMs = 5_000
/** Milliseconds that SQLite waits for another connection; better-sqlite3's own. */
const busyMs = 5_000

export function createPurgeRunner(options: { context: CoreContext; keepOutside(): Promise<void>; reportBug(error: unknown): void }): PurgeRunner {
  const { context } = options
  const { db } = context
  const stopping = new AbortController()
  let running: Promise<void> | undefined

  function start(): void {
    running ??= run()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) options.reportBug(error)
      })
      .finally(() => (running = undefined))
  }

  async function run(): Promise<void> {
    db.pragma('secure_delete=ON')
    for (let act = findRun(db); act?.after && !stopping.signal.aborted; act = findRun(db)) {
      if (!tryStep(act, act.after)) {
        await pause(retryMs)
        continue
      }
      faultPoint('core-purge-step')
      await options.keepOutside()
      await pause(restMs)
    }
    await clearUp()
  }

  /** False where it has to wait: for the portal after a restore, or for room on the disk. */
  function tryStep(act: PurgeRun, after: ReceivedPlace): boolean {
    if (findJournalClosed(db)) return false
    try {
      takeStep(context, act, after)
      return true
    } catch (error) {
      if (isDiskFull(error)) return false
      throw error
    }
  }

  /** Words of what was purged leave the index, and its old pages the log; then the act is over. */
  async function clearUp(): Promise<void> {
    for (let isFirst = true; !stopping.signal.aborted && write(db, (writeDb) => mergeSearchIndex(writeDb, isFirst)); isFirst = false) await pause(restMs)
    while (!stopping.signal.aborted && !emptyLog(db)) await pause(retryMs)
    if (stopping.signal.aborted) return
    write(db, endRun(context.now()))
    await options.keepOutside()
    context.emit('data.changed', { areas: ['dossier', 'document'] })
  }

  const pause = (ms: number): Promise<unknown> => rest(ms, undefined, { signal: stopping.signal })

  return {
    getState: () => {
      const act = findRun(db)
      return { running: act ? { dossiers: act.dossiers, purged: act.purged } : null, last: findSetting<RetentionState['last']>(db, 'last-purge') ?? null, undoneAt: findSetting<string>(db, 'purge-undone') ?? null }
    },
    begin: (act) => {
      const begun: PurgeRun = { ...act, purge: randomUUID(), purged: 0, held: 0, bytes: 0, after: firstPlace }
      write(db, (writeDb) => putSetting(writeDb, 'purge-run', begun))
      start()
    },
    resume: () => {
      if (findRun(db)) start()
    },
    stop: async () => {
      stopping.abort()
      await running
    }
  }
}

/** False while a reader of the database, such as a backup that runs, needs the log: core does not wait for it in place. */
function emptyLog(db: ReadDb): boolean {
  db.pragma('busy_timeout=0')
  try {
    return (db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy === 0
  } finally {
    db.pragma(`busy_timeout=${busyMs}`)
  }
}

function findRun(db: ReadDb): PurgeRun | undefined {
  return findSetting<PurgeRun>(db, 'purge-run')
}

/** The next dossiers after a place: their content goes in the commit that tells of it, their bytes after that. What a power cut leaves of those has no key, and the next start removes it. */
function takeStep(context: CoreContext, act: PurgeRun, after: ReceivedPlace): void {
  const gone = write(context.db, (db): FileRow[] => {
    const { expired, next } = listExpired(db, act.today, after, dossiersAtOnce)
    const receipts = createReceiptReader(findPortalKey(db))
    const free = expired.filter(({ obstacle }) => obstacle === undefined)
    const proven = free.filter((dossier) => isProven(db, dossier, receipts))
    const files = proven.length === 0 ? [] : purgeAll(db, act, proven, context.now())
    const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    putSetting(db, 'purge-run', { ...act, after: next, purged: act.purged + proven.length, held: act.held + free.length - proven.length, bytes: act.bytes + bytes } satisfies PurgeRun)
    return files
  })
  faultPoint('core-purge-bytes')
  for (const { path } of gone) removeBytes(join(context.filesFolder, path))
  context.emit('data.changed', { areas: ['dossier', 'queue'] })
  context.wakeOutbox()
}

/** Windows may hold a file for a moment (a virus scanner): its key is gone, and the next start removes it. */
function removeBytes(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next start sweeps it.
  }
}

function purgeAll(db: WriteDb, { purge: id, officer, reason }: PurgeRun, dossiers: readonly ExpiredDossier[], nowMs: number): FileRow[] {
  const kept = listDraftFiles(db)
  const done = dossiers.map((dossier) => purge(db, dossier, nowMs, kept))
  const files = done.flatMap((one) => one.files)
  const days = dossiers.map(({ changedAt }) => dayOf(changedAt)).sort()
  const payload: ContentPurged = {
    purge: id,
    dossiers: dossiers.length,
    documents: done.reduce((sum, { documents }) => sum + documents, 0),
    entries: done.reduce((sum, { entries }) => sum + entries, 0),
    files: files.length,
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    from: days[0]!,
    to: days.at(-1)!,
    codes: hashCodes(dossiers.map(({ code }) => code)),
    reason,
    at: toLocalTime(nowMs)
  }
  appendEntry(db, getIdentity(db as ReadDb), { kind: 'content.purged', officer, baseRevision: 0, at: new Date(nowMs).toISOString(), payload })
  return files
}

function hashCodes(codes: readonly string[]): string {
  return createHash('sha256').update([...codes].sort().join('\n')).digest('hex')
}

function endRun(nowMs: number): (db: WriteDb) => void {
  return (db) => {
    const act = findRun(db)
    if (!act) return
    putSetting(db, 'last-purge', { at: new Date(nowMs).toISOString(), dossiers: act.purged, bytes: act.bytes, held: act.held } satisfies RetentionState['last'])
    deleteSetting(db, 'purge-run')
    deleteSetting(db, 'purge-undone')
  }
}
