import { randomUUID } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import type { RetentionState } from '../../contract/retention.ts'
import type { LocalDate } from '../../domain/calendar.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { isDiskFull, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { deleteSetting, findSetting, putSetting } from '../db/setting-store.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { listDueAgain } from '../outbox/offered-again-store.ts'
import { firstPlace } from './find-expired.ts'
import { takeStep, type PurgeRun } from './purge-step.ts'
import { mergeSearchIndex, type ReceivedPlace } from './retention-store.ts'

/** Purges in steps, each a commit of its own with the entry that tells of it: whatever ends core between two, what was told is purged and what was not is not. */
export interface PurgeRunner {
  getState(): RetentionState
  /** @param today from which it is counted what is over */
  begin(act: { officer: string; reason: string; today: LocalDate; dossiers: number }): void
  /** Goes on with what an earlier run of core began. */
  resume(): void
  /** Changes were asked for in this run of core and told to their end: a portal that was put back is known as such now. */
  noteHeard(): void
  stop(): Promise<void>
}

/** Milliseconds between two steps, for everything else core does. */
const restMs = 15
/** What cannot be done now is tried again after so long; after a fault twice as long each time, at most. */
const retryMs = 5_000
const longestRetryMs = 10 * 60_000
/** Milliseconds that SQLite waits for another connection; better-sqlite3's own. */
const busyMs = 5_000

export interface PurgeRunnerOptions {
  context: CoreContext
  keepOutside(): Promise<void>
  isChainBroken(): boolean
  reportBug(error: unknown): void
}

export function createPurgeRunner(options: PurgeRunnerOptions): PurgeRunner {
  const { context } = options
  const { db } = context
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let isHeard = false
  let endWait: () => void
  const heard = new Promise<void>((resolve) => (endWait = resolve))
  stopping.signal.addEventListener('abort', () => endWait())

  function start(): void {
    running ??= runToTheEnd().then(() => {
      running = undefined
      // Another was begun while this one ended.
      if (!stopping.signal.aborted && findRun(db)) start()
    })
  }

  /** A fault is told and tried again: what was begun is not left half done until core is started anew. */
  async function runToTheEnd(): Promise<void> {
    for (let waitMs = retryMs; !stopping.signal.aborted; waitMs = Math.min(longestRetryMs, waitMs * 2)) {
      try {
        return await run()
      } catch (error) {
        if (stopping.signal.aborted) return
        options.reportBug(error)
        await pause(waitMs).catch(() => undefined)
      }
    }
  }

  async function run(): Promise<void> {
    await heard
    if (stopping.signal.aborted) return
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

  /** What was asked when it was begun is asked before every step: whether the portal has all that was received, and the journal is intact. */
  const mustWait = (): boolean => !isHeard || options.isChainBroken() || findJournalClosed(db) !== undefined || isGivenAgain(db)

  /** False where it has to wait: for the portal, or for room on the disk. */
  function tryStep(act: PurgeRun, after: ReceivedPlace): boolean {
    if (mustWait()) return false
    try {
      takeStep(context, act, after, options.reportBug)
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
      return { running: act ? { dossiers: act.dossiers, purged: act.purged, waits: mustWait() } : null, last: findSetting<RetentionState['last']>(db, 'last-purge') ?? null, undoneAt: findSetting<string>(db, 'purge-undone') ?? null }
    },
    begin: (act) => {
      const redoes = findSetting<string>(db, 'purge-undone')
      const begun: PurgeRun = { ...act, purge: randomUUID(), purged: 0, failed: 0, bytes: 0, after: firstPlace, ...(redoes === undefined ? {} : { redoes }) }
      write(db, (writeDb) => putSetting(writeDb, 'purge-run', begun))
      start()
    },
    resume: () => {
      if (findRun(db)) start()
    },
    noteHeard: () => {
      isHeard = true
      endWait()
    },
    stop: async () => {
      stopping.abort()
      await running
    }
  }
}

/** The portal forgot what it had received, or is just being given it again. What it will not take again, and what waits behind that, holds back its own dossier alone. */
export function isGivenAgain(db: ReadDb): boolean {
  return findSetting(db, 'recall-due') !== undefined || listDueAgain(db, 1, 0).length > 0
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

function endRun(nowMs: number): (db: WriteDb) => void {
  return (db) => {
    const act = findRun(db)
    if (!act) return
    putSetting(db, 'last-purge', { at: new Date(nowMs).toISOString(), dossiers: act.purged, bytes: act.bytes, held: act.dossiers - act.purged, failed: act.failed } satisfies RetentionState['last'])
    deleteSetting(db, 'purge-run')
    // One that was begun before the copy was put back does not make good what that undid.
    if (findSetting<string>(db, 'purge-undone') === act.redoes) deleteSetting(db, 'purge-undone')
  }
}
