import type { ChainState } from '../../contract/continuity.ts'
import type { SignedHead } from '../../contract/wire.ts'
import { write, type ReadDb } from '../db/open.ts'
import { deleteSetting, findSetting, putSetting } from '../db/setting-store.ts'
import { findHead, findLink } from './journal-store.ts'
import { chainBeginning, verifySlice, type ChainPlace } from './verify-chain.ts'

export interface ChainWatch {
  getState(): ChainState
  stop(): void
}

export interface ChainWatchOptions {
  db: ReadDb
  device: string
  changed(state: ChainState): void
  reportBug(error: unknown): void
  /** Entries are on their way to the portal: what reads the same pages and the same processor waits for them, though not for ever. */
  isSending?(): boolean
  /** Milliseconds of one slice, of the pause after it, of a pause for what is being sent and of all of these, before the whole chain is walked, and between walks: set by tests alone. */
  times?: Partial<typeof defaultTimes>
}

type ChainFault = Pick<Extract<ChainState, { state: 'broken' }>, 'seq' | 'reason'>

/** Entries walked between two releases of the page cache: some MB. */
const entriesKept = 2_000

/** A slice is well below what an officer or a call notices; between two, core does everything else. */
const defaultTimes = { sliceMs: 6, pauseMs: 30, yieldMs: 250, longestYieldMs: 60_000, firstMs: 300, wholeAfterMs: 10_000, tailEveryMs: 60_000, wholeEveryMs: 6 * 3_600_000 }

/**
 * Verifies the journal while core runs: at start what came since the checkpoint, when idle the whole of it, a slice at a time. The checkpoint moves with what was found
 * intact. The first fault stays told for as long as core runs, and from the next start on until the whole was walked and none was found.
 */
export function watchChain(options: ChainWatchOptions): ChainWatch {
  const { db, device } = options
  const times = { ...defaultTimes, ...options.times }
  const checkpoint = findSetting<ChainPlace>(db, 'chain-checkpoint') ?? chainBeginning
  let fault = findSetting<ChainFault>(db, 'chain-fault')
  let state: ChainState = fault ? { state: 'broken', ...fault } : { state: 'intact', checkedTo: checkpoint.seq }
  let stopped = false
  let timer: NodeJS.Timeout
  let wholeDueMs = performance.now() + times.wholeAfterMs
  let yieldedMs = 0

  function after(ms: number, step: () => void): void {
    timer = setTimeout(() => {
      if (stopped || !db.open) return
      try {
        step()
      } catch (error) {
        options.reportBug(error)
        after(times.tailEveryMs, startTail)
      }
    }, ms)
    timer.unref()
  }

  function tell(next: ChainState): void {
    const differs = JSON.stringify(next) !== JSON.stringify(state)
    state = next
    if (differs) options.changed(next)
  }

  function tellFault({ seq, reason }: ChainFault): void {
    // Told and known first: the disk may be full.
    fault = { seq, reason }
    tell({ state: 'broken', seq, reason })
    write(db, (writeDb) => putSetting(writeDb, 'chain-fault', { seq, reason } satisfies ChainFault))
  }

  function startTail(): void {
    const from = findSetting<ChainPlace>(db, 'chain-checkpoint') ?? chainBeginning
    const anchorFault = findAnchorFault(db, from)
    if (anchorFault) return tellFault(anchorFault)
    yieldedMs = 0
    walk(from, (at) => {
      if (at.seq !== from.seq) write(db, (writeDb) => putSetting(writeDb, 'chain-checkpoint', at))
      if (!fault) tell({ state: 'intact', checkedTo: at.seq })
      if (!fault && performance.now() < wholeDueMs) return after(Math.min(times.tailEveryMs, wholeDueMs - performance.now()), startTail)
      walk(chainBeginning, () => {
        if (fault) write(db, (writeDb) => deleteSetting(writeDb, 'chain-fault'))
        fault = undefined
        tell({ state: 'intact', checkedTo: at.seq })
        db.pragma('shrink_memory')
        wholeDueMs = performance.now() + times.wholeEveryMs
        after(times.tailEveryMs, startTail)
      })
    })
  }

  function walk(from: ChainPlace, done: (at: ChainPlace) => void): void {
    if (options.isSending?.() && yieldedMs < times.longestYieldMs) {
      yieldedMs += times.yieldMs
      return after(times.yieldMs, () => walk(from, done))
    }
    const found = verifySlice(db, device, from, times.sliceMs)
    // What was read once will not be read again soon: it would fill the page cache of a process that is always up.
    if (found.kind === 'more' && found.at.seq % entriesKept < found.entries) db.pragma('shrink_memory')
    if (found.kind === 'broken') tellFault(found)
    else if (found.kind === 'end') done(found.at)
    else after(times.pauseMs, () => walk(found.at, done))
  }

  after(times.firstMs, startTail)
  return {
    getState: () => state,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    }
  }
}

/** What is fixed from outside the walk: the checkpoint of an earlier run, and the head that the portal signed. */
export function findAnchorFault(db: ReadDb, checkpoint: ChainPlace): Extract<ChainState, { state: 'broken' }> | undefined {
  const headSeq = findHead(db)?.seq ?? 0
  if (checkpoint.seq > headSeq) return { state: 'broken', seq: headSeq + 1, reason: 'sequence' }
  if (checkpoint.seq > 0 && findLink(db, checkpoint.seq)?.hash !== checkpoint.hash) return { state: 'broken', seq: checkpoint.seq, reason: 'checkpoint' }
  const denying = findSetting<SignedHead>(db, 'disputed-head')
  if (denying) return { state: 'broken', seq: Math.min(denying.statement.seq, headSeq + 1), reason: 'signed-head' }
  // What the portal once signed of this journal is no longer here as it was.
  const kept = findSetting<SignedHead>(db, 'signed-head')?.statement
  return kept && disputesHead(db, kept) ? { state: 'broken', seq: kept.seq, reason: 'checkpoint' } : undefined
}

/**
 * Whether a head denies this journal: it names another entry at a place of the same epoch. What a restore lost is no such thing: the portal goes on naming the head of the old
 * epoch, which this journal has not reached or has passed in a new one.
 */
export function disputesHead(db: ReadDb, head: { epoch?: number | undefined; seq: number; hash: string }): boolean {
  const own = findLink(db, head.seq)
  return own !== undefined && own.hash !== head.hash && (head.epoch === undefined || head.epoch === own.epoch)
}
