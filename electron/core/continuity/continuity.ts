import { join } from 'node:path'
import type { BackupFailed, BackupState, ChainState, RecalledState } from '../../contract/continuity.ts'
import type { StatusBar } from '../../contract/views.ts'
import type { RecoveryKey, SignedHead } from '../../contract/wire.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { deleteSetting, findSetting, putSetting } from '../db/setting-store.ts'
import { watchChain } from '../journal/chain-watch.ts'
import { findHead } from '../journal/journal-store.ts'
import { countWaitingAgain } from '../outbox/offered-again-store.ts'
import type { LastRecall } from '../portal/recall.ts'
import type { BackupResult } from './backup-worker.ts'
import { makeBackup } from './backup.ts'
import { findBackupFolder, isWritable } from './folder.ts'
import { composeHighWater, readFarHighWater, readHighWater, writeHighWater, type FoundMark } from './high-water.ts'
import { isInTime } from './in-time.ts'
import { findRestored, noticeRestore } from './restored.ts'
import { folderMarkPath, openSecondCopy, type SecondCopy } from './second-copy.ts'

/** Everything that keeps what was saved when the disk, the database or somebody's hand fails. */
export interface Continuity {
  /** Resolves when the marks were read as far as the other disk lets: soon, whatever it does. Never rejects. */
  read: Promise<void>
  /** Resolves when it is known, and written down, whether this database is a copy that was put back: before that nothing is sent. Where the disk takes it only later, then. */
  ready: Promise<void>
  /**
   * Resolves when that is written down together with what the other disk says while it is given more time: before it nothing is journalled. What the disk refused is tried anew with each call.
   * @throws SqliteError what it says this time
   */
  hear(): Promise<void>
  /** After a commit, before its answer: mark and second copy have what was saved, as far as their disks allow. */
  keepOutside(): Promise<void>
  getStatus(): Pick<StatusBar, 'chain' | 'secondCopy' | 'restored' | 'recalled'>
  getBackup(): BackupState
  setFolder(folder: string | null): Promise<Result<BackupState, { kind: 'folder-unwritable' }>>
  runBackup(): Promise<Result<{ name: string; entries: number }, BackupFailed>>
  stop(): Promise<void>
}

export interface ContinuityOptions {
  context: CoreContext
  dataFolder: string
  key: Uint8Array
  changed(): void
  isSending(): boolean
  reportBug(error: unknown): string
}

const markEveryMs = 1_000
/** How long the mark on another disk is waited for at the start: a share that hangs opens the counter no later. */
const farMarkWaitMs = 2_000
/** And the first number of a run: a disk that spins up answers by then, an officer still types, and a share that is gone for good stops no counter. */
const numberWaitMs = 12_000
/** How often the second copy is looked after without a Receive: a stick that was plugged in again, entries that were received meanwhile. */
const lookEveryMs = 15_000
const backupEveryMs = 24 * 3_600_000
const firstBackupLookMs = 60_000
/** How long it is told that the portal contradicts itself, or lost what nobody can give it again. */
const denialToldMs = 7 * 24 * 3_600_000
const backupLookEveryMs = 10 * 60_000
/** A backup that has not ended by then is told as one that failed: its folder is slow beyond use, or hangs. */
const backupWaitMs = 15 * 60_000
/** Main waits three seconds for a counter that closes. */
const closeWaitMs = 2_000

type LastBackup = Pick<BackupState, 'lastBackup' | 'lastFailure'>

/** Starts once the counter is enrolled, before anything of this run is written to the journal. */
export function startContinuity(options: ContinuityOptions): Continuity {
  const { context } = options
  const { db } = context
  const { device } = getDevice(db)
  const ownMark = join(options.dataFolder, 'high-water.json')
  let folder = findBackupFolder(db)
  let secondCopy = openCopy()
  let markedAtMs = -Infinity
  let lateMark: NodeJS.Timeout | undefined
  let marking = Promise.resolve()
  let backingUp: ReturnType<Continuity['runBackup']> | undefined

  let isJudged = false
  let isHeard = false
  let late = Promise.resolve()
  /** Marks that were read and have not been judged, because that could not be written down. */
  let unjudged: FoundMark[] = []
  let judged: () => void
  const ready = new Promise<void>((resolve) => (judged = resolve))
  const read = readMarks()
  const chain = watchChain({ db, device, changed: options.changed, isSending: options.isSending, reportBug: options.reportBug })
  const look = setInterval(() => void hear().then(keepSecondCopy, () => undefined), lookEveryMs)
  const firstBackup = setTimeout(backUpWhenDue, firstBackupLookMs)
  const backups = setInterval(backUpWhenDue, backupLookEveryMs)
  for (const timer of [look, firstBackup, backups]) timer.unref()
  void ready.then(keepMark)
  void hear().then(keepSecondCopy, options.reportBug)

  function openCopy(): SecondCopy | undefined {
    return folder === undefined ? undefined : openSecondCopy({ db, folder, filesFolder: context.filesFolder, now: context.now, changed: options.changed, found: (mark) => judge([mark]) })
  }

  /** Of the two marks. A folder that is not there, has no mark yet or does not answer in time says nothing; what it says later is heard still. */
  async function readMarks(): Promise<void> {
    unjudged.push(readHighWater(ownMark))
    if (folder !== undefined) {
      const far = readFarHighWater(folderMarkPath(folder, device)).then((found) => void (found.kind === 'mark' && unjudged.push(found)))
      // What it says later is heard still, by whoever looks next.
      if (!(await isInTime(far, farMarkWaitMs))) late = isInTime(far, numberWaitMs - farMarkWaitMs).then(() => void tryToJudge())
      void far.then(tryToJudge)
    }
    tryToJudge()
  }

  /** @throws SqliteError where it could not be written down; then the same marks are judged by the next look, together with what came since */
  function judge(marks: readonly FoundMark[] = []): void {
    unjudged.push(...marks)
    if (!db.open) return
    if (unjudged.length > 0) {
      noticeRestore(db, unjudged, context.now())
      unjudged = []
      options.changed()
    }
    isJudged = true
    judged()
  }

  function tryToJudge(): void {
    try {
      judge()
    } catch (error) {
      options.reportBug(error)
    }
  }

  async function hear(): Promise<void> {
    await read
    await late
    judge()
    isHeard = true
  }

  async function keepSecondCopy(): Promise<void> {
    // Nothing is written beside a mark that is still being read or was not judged.
    if (isHeard && unjudged.length === 0) await secondCopy?.keep().catch(options.reportBug)
  }

  /** At most once a second; what came within it follows at its end. Until the portal has answered a restore, the old mark stays: it is the evidence. */
  async function keepMark(): Promise<void> {
    // What was not judged is evidence.
    if (!db.open || !isJudged || unjudged.length > 0 || findRestored(db) || !findHead(db)) return
    const sinceMs = performance.now() - markedAtMs
    if (sinceMs < markEveryMs) {
      lateMark ??= setTimeout(() => {
        lateMark = undefined
        if (db.open) void keepMark()
      }, markEveryMs - sinceMs)
      lateMark.unref()
      return
    }
    markedAtMs = performance.now()
    // One after the other: what is being written may not hold what was committed since.
    await (marking = marking.then(writeMark))
  }

  async function writeMark(): Promise<void> {
    const mark = db.open ? composeHighWater(db) : undefined
    if (!mark) return
    try {
      await writeHighWater(ownMark, mark)
      if (db.open && !findSetting(db, 'high-water-kept')) write(db, (writeDb) => putSetting(writeDb, 'high-water-kept', true))
    } catch {
      // A full disk: the Receive itself is committed; the next one tries again at once.
      markedAtMs = -Infinity
    }
  }

  function findDispute(): ChainState | undefined {
    const disputed = findSetting<SignedHead>(db, 'disputed-head')
    return disputed && { state: 'broken', seq: disputed.statement.seq, reason: 'signed-head' }
  }

  function findRecalled(): RecalledState | undefined {
    const last = findSetting<LastRecall>(db, 'last-recall')
    if (!last) return undefined
    const { waiting } = countWaitingAgain(db)
    const { purged = 0 } = last
    const isNews = (!last.isAdmitted || purged > 0) && context.now() - Date.parse(last.noticedAt) < denialToldMs
    return waiting > 0 || isNews ? { noticedAt: last.noticedAt, isAdmitted: last.isAdmitted, entries: last.entries, waiting, purged } : undefined
  }

  function backUpWhenDue(): void {
    const last = findSetting<LastBackup>(db, 'last-backup')?.lastBackup
    const sinceMs = last ? context.now() - Date.parse(last.at) : Infinity
    // Of a copy that was put back there is one; and where another PC goes on as this counter, a copy of this one would be taken for its newest.
    if (findRestored(db)) return
    // A clock that went back makes the last one lie ahead: then another is made rather than none.
    if (folder !== undefined && (sinceMs >= backupEveryMs || sinceMs < 0)) void continuity.runBackup().catch(options.reportBug)
  }

  async function backUp(target: string): Promise<Result<{ name: string; entries: number }, BackupFailed>> {
    const nowMs = context.now()
    const { portalUrl, caCertificates, officeName, counterNumber } = getDevice(db)
    const told = { portalUrl, officeName, counterNumber, ...(caCertificates ? { caCertificates } : {}) }
    const done = await makeBackup({ dataFolder: options.dataFolder, key: options.key, folder: target, device, nowMs, recoveryKey: findSetting<RecoveryKey>(db, 'recovery-key'), told })
    noteBackup(target, nowMs, done)
    return done.ok ? ok({ name: done.name, entries: done.entries }) : err({ kind: 'backup-failed', reason: done.reason })
  }

  /** Of the folder that is chosen now alone: one that ends late in another says nothing of this one. */
  function noteBackup(target: string, nowMs: number, done: BackupResult): void {
    if (!db.open || target !== folder) return
    const at = new Date(nowMs).toISOString()
    const last: LastBackup = done.ok ? { lastBackup: { at, name: done.name, entries: done.entries } } : { ...findSetting<LastBackup>(db, 'last-backup'), lastFailure: { at, reason: done.reason } }
    write(db, (writeDb) => putSetting(writeDb, 'last-backup', last))
    options.changed()
  }

  /** While its thread is still there, whoever asks for another is answered the same. */
  async function answerInTime(target: string, made: ReturnType<typeof backUp>): ReturnType<typeof backUp> {
    if (await isInTime(made, backupWaitMs)) return made
    noteBackup(target, context.now(), { ok: false, reason: 'folder' })
    return err({ kind: 'backup-failed', reason: 'folder' })
  }

  const continuity: Continuity = {
    read,
    ready,
    hear,
    keepOutside: async () => {
      await Promise.all([keepMark(), keepSecondCopy()])
    },
    getStatus: () => {
      const restored = findRestored(db)
      const recalled = findRecalled()
      return { chain: findDispute() ?? chain.getState(), ...(secondCopy ? { secondCopy: secondCopy.getState() } : {}), ...(restored ? { restored } : {}), ...(recalled ? { recalled } : {}) }
    },
    getBackup: () => ({ ...(folder === undefined ? {} : { folder }), secondCopy: secondCopy?.getState() ?? { state: 'off' }, ...findSetting<LastBackup>(db, 'last-backup') }),
    setFolder: async (next) => {
      if (next !== null && !(await isWritable(next))) return err({ kind: 'folder-unwritable' })
      const old = secondCopy
      const before = folder
      write(db, (writeDb) => {
        putSetting(writeDb, 'backup-folder', next ?? undefined)
        // In the new folder there is none yet.
        if (findBackupFolder(writeDb) !== before) deleteSetting(writeDb, 'last-backup')
      })
      folder = findBackupFolder(db)
      // One that hangs in the old folder keeps none from the new one.
      if (folder !== before) backingUp = undefined
      secondCopy = openCopy()
      void old?.close()
      void keepSecondCopy()
      options.changed()
      return ok(continuity.getBackup())
    },
    runBackup: () => {
      if (folder === undefined) return Promise.resolve(err({ kind: 'backup-failed', reason: 'folder' }))
      if (backingUp) return backingUp
      const made = backUp(folder)
      const own = answerInTime(folder, made)
      const forget = (): void => {
        if (backingUp === own) backingUp = undefined
      }
      void made.then(forget, forget)
      return (backingUp = own)
    },
    stop: async () => {
      for (const timer of [look, firstBackup, backups, lateMark]) clearTimeout(timer)
      chain.stop()
      await read
      markedAtMs = -Infinity
      // A backup that is cut off leaves nothing that is taken for a copy.
      await Promise.all([keepMark(), keepSecondCopy(), backingUp && isInTime(backingUp, closeWaitMs).catch(options.reportBug)])
      await secondCopy?.close()
    }
  }
  return continuity
}
