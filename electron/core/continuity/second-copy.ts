import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { SecondCopyState } from '../../contract/continuity.ts'
import type { PushedEntry, RecoveryKey } from '../../contract/wire.ts'
import { importPrivateKey } from '../../crypto/ed25519.ts'
import { createQueueFile, type QueueFileWriter } from '../../crypto/queue-file.ts'
import { replaceFile } from '../../crypto/replace-file.ts'
import { getDevice, getIdentity } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { findRow, listRows } from '../db/statements.ts'
import { findLink, getEntry } from '../journal/journal-store.ts'
import { openFilesCopy } from './files-copy.ts'
import { findChainBase } from '../portal/batch.ts'
import type { LastRecall } from '../portal/recall.ts'
import { unsentFilesPath } from './folder.ts'
import { isInTime } from './in-time.ts'
import { composeHighWater, readFarHighWater, writeHighWater, type FoundMark } from './high-water.ts'
import { findRestored } from './restored.ts'

/** The copy of the unsent queue on another disk: what was saved here is there too before the officer is told. */
export interface SecondCopy {
  getState(): SecondCopyState
  /** Resolves when all that is saved is there and synced, its scans too, or when the folder does not take it in time: work never waits for a stick. */
  keep(): Promise<void>
  close(): Promise<void>
}

export interface SecondCopyOptions {
  db: ReadDb
  folder: string
  filesFolder: string
  now(): number
  changed(): void
  /** A mark that stands in the folder, before it is written over: where it could not be read at the start it may be the only witness of a restore. */
  found(mark: Extract<FoundMark, { kind: 'mark' }>): void
}

/** Longer than the syncs of a slow stick with a few scans; an officer waits so long once, when it hangs or is behind, and then not again until it has all. */
const waitMs = 2_000
/** Records worked on between other work of core. */
const sliceSize = 25
/** The file is written anew when it holds so many more records than wait. */
const spareRecords = 500
/** The first line of a file of unsent entries is shorter. */
const mostHeadBytes = 4_096

interface OpenFile {
  handle: FileHandle
  writer: QueueFileWriter
  inode: number
  copiedTo: number
  /** The last recall when it was begun: what the portal lost since lies below what was copied. */
  recall: number
  /** The last decision about waiting steps when it was begun: what was given up since must not arrive out of it. */
  decision: number
  records: number
}

export function openSecondCopy(options: SecondCopyOptions): SecondCopy {
  const { db } = options
  const { device } = getDevice(db)
  const path = join(options.folder, `unsent-${device}.qmc`)
  const filesPath = unsentFilesPath(options.folder, device)
  const markPath = folderMarkPath(options.folder, device)
  let file: OpenFile | undefined
  const files = openFilesCopy({ db, filesFolder: options.filesFolder, folder: filesPath, changed: options.changed })
  let missingSince: string | undefined
  let entries = 0
  let running: Promise<void> | undefined
  let again = false

  function getState(): SecondCopyState {
    if (missingSince !== undefined) return { state: 'missing', since: missingSince }
    const behind = files.countBehind()
    return behind > 0 ? { state: 'behind', entries, files: behind } : { state: 'kept', entries }
  }

  function fail(): void {
    if (missingSince !== undefined) return
    missingSince = new Date(options.now()).toISOString()
    options.changed()
  }

  async function run(): Promise<void> {
    try {
      do {
        again = false
        await bringUpToDate()
      } while (again && db.open)
    } catch {
      await file?.handle.close().catch(() => undefined)
      file = undefined
      fail()
    } finally {
      // In the same turn as the last look at `again`: whoever asks from now on gets a run of her own.
      running = undefined
    }
  }

  async function bringUpToDate(): Promise<void> {
    const recoveryKey = findSetting<RecoveryKey>(db, 'recovery-key')
    // Before the first contact nothing can be sealed; there is no unsent entry yet either.
    if (!recoveryKey) return
    const waiting = countUnsent(db)
    const isSpent = file !== undefined && file.records > 2 * waiting + (waiting === 0 ? 0 : spareRecords)
    // Another stick may have come in its place since.
    const isOurs = file !== undefined && (await isStillThere(path, file))
    if (!isOurs) await setForeignAside()
    if (!file || !isOurs || isSpent || file.recall !== findLastRecall(db) || file.decision !== findLastDecision(db)) {
      const unsent = findUnsent(db)
      await keepMark()
      file = await begin(path, db, recoveryKey, unsent, file)
    }
    const seqs = listUnsent(db, file.copiedTo)
    if (seqs.length > 0) {
      await keepMark()
      await append(file, db, seqs)
      await file.handle.datasync()
    }
    entries = waiting
    if (missingSince !== undefined) {
      missingSince = undefined
      files.distrust()
    }
    files.start(recoveryKey)
  }

  /** Before the entries, so that it is never behind them. Until the portal has answered a restore, the old mark stays: it is the evidence. */
  async function keepMark(): Promise<void> {
    const mark = findRestored(db) ? undefined : composeHighWater(db)
    if (mark) await writeHighWater(markPath, mark)
  }

  /**
   * What stands here may hold entries that this database has lost: they are nowhere else. Then it is kept under another name for the portal (test/portal/import-queue.ts), never
   * written over. The mark beside it says whose it is.
   */
  async function setForeignAside(): Promise<void> {
    const before = await readMark()
    // One that was begun before anything was written, by a run that was killed then, has nothing to lose, and no mark that says whose it is. Scans wait longer than their entries.
    const isQueueThere = await isThere(path)
    if (!(isQueueThere && (await holdsRecords(path))) && !(await holdsFiles(filesPath))) return
    // The stick may have come between the two looks.
    const found = before.kind === 'mark' ? before : await readMark()
    const isOurs = !findRestored(db) && found.kind === 'mark' && found.mark.epoch === getIdentity(db).epoch && findLink(db, found.mark.seq)?.hash === found.mark.hash
    if (isOurs) return
    const aside = join(options.folder, `unsent-${device}-${new Date(options.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`)
    if (isQueueThere) await replaceFile(path, `${aside}.qmc`)
    if (await isThere(filesPath)) await replaceFile(filesPath, `${aside}-files`)
  }

  /** @throws where another PC goes on as this counter, in an epoch that this database does not know: what it keeps here is not touched before the portal has answered this one */
  async function readMark(): Promise<FoundMark> {
    const found = await readFarHighWater(markPath)
    if (found.kind === 'mark') options.found(found)
    if (found.kind === 'mark' && found.mark.device === device && found.mark.epoch > getIdentity(db).epoch) throw new Error('another PC keeps its second copy here')
    return found
  }

  return {
    getState,
    keep: async () => {
      again = true
      running ??= run()
      // A share that hangs is waited for once; until it answers nobody waits again.
      if (missingSince !== undefined) return
      const untilMs = performance.now() + waitMs
      if (await isInTime(running, waitMs)) await files.keep(untilMs - performance.now())
      else fail()
    },
    close: async () => {
      const ended = Promise.resolve(running).then(files.ended).then(() => file?.handle.close().catch(() => undefined))
      // Also for one that hung until now: it may just have come back.
      await isInTime(ended, waitMs)
    }
  }
}

export function folderMarkPath(folder: string, device: string): string {
  return join(folder, `high-water-${device}.json`)
}

/** What waits at one moment. A mark composed after it covers it, whatever is committed while files are written. */
interface Unsent {
  /** In order, and among them what was given up before the portal had so much as its link, without which it takes nothing behind it. */
  seqs: number[]
  /** How many of them are to be received. */
  entries: number
  recall: number
  decision: number
}

export function findUnsent(db: ReadDb): Unsent {
  const unsent = listUnsent(db, 0)
  return { seqs: [...unsent, ...listUnlinked(db)].sort((one, other) => one - other), entries: unsent.length, recall: findLastRecall(db), decision: findLastDecision(db) }
}

/** Writes what waits into a new file and puts it in the place of the old one. */
export async function begin(path: string, db: ReadDb, recoveryKey: RecoveryKey, unsent: Unsent, old?: OpenFile): Promise<OpenFile> {
  await old?.handle.close().catch(() => undefined)
  const { device, privateKey } = getDevice(db)
  const writer = createQueueFile({ device, privateKey: importPrivateKey('ed25519', privateKey) }, recoveryKey)
  const next = `${path}.new`
  const handle = await open(next, 'w', 0o600)
  try {
    await handle.appendFile(writer.head)
    const file: OpenFile = { handle, writer, inode: (await handle.stat()).ino, copiedTo: 0, recall: unsent.recall, decision: unsent.decision, records: 0 }
    await append(file, db, unsent.seqs)
    await handle.sync()
    await replaceFile(next, path)
    return file
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

async function append(file: OpenFile, db: ReadDb, seqs: readonly number[]): Promise<void> {
  for (let from = 0; from < seqs.length; from += sliceSize) {
    if (!db.open) return
    const slice = seqs.slice(from, from + sliceSize)
    await file.handle.appendFile(slice.map((seq) => file.writer.encode(readRecord(db, seq))).join(''))
    file.copiedTo = slice.at(-1) ?? file.copiedTo
    file.records += slice.length
    await setImmediate()
  }
}

/** An entry as it travels. */
export function readPushed(db: ReadDb, seq: number): PushedEntry {
  const { header, salt, payload } = getEntry(db, seq, getDevice(db).device)
  return { header, salt: salt.toString('base64'), payload }
}

/** Of what was given up its place in the chain, and nothing of what it says. */
function readRecord(db: ReadDb, seq: number): PushedEntry {
  const entry = readPushed(db, seq)
  return findRow(db, 'SELECT 1 FROM delivery WHERE seq = ?', seq) ? entry : { ...entry, salt: '', payload: null }
}

function listUnlinked(db: ReadDb): number[] {
  return listRows<{ seq: number }>(db, 'SELECT seq FROM withdrawn WHERE seq > ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.seq = withdrawn.seq)', findChainBase(db)).map(({ seq }) => seq)
}

function findLastDecision(db: ReadDb): number {
  return findRow<{ decision: number | null }>(db, 'SELECT max(decision) AS decision FROM withdrawn')?.decision ?? 0
}

function findLastRecall(db: ReadDb): number {
  return findSetting<LastRecall>(db, 'last-recall')?.seq ?? 0
}

/** Sequence numbers after one that the portal has not received or has lost, in order. */
export function listUnsent(db: ReadDb, after: number): number[] {
  return listRows<{ seq: number }>(db, `SELECT seq FROM delivery WHERE state <> 'received' AND seq > ? UNION SELECT seq FROM offered_again WHERE state <> 'received' AND seq > ? ORDER BY seq`, after, after).map(({ seq }) => seq)
}

function countUnsent(db: ReadDb): number {
  return findRow<{ count: number }>(db, `SELECT (SELECT count(*) FROM delivery WHERE state <> 'received') + (SELECT count(*) FROM offered_again WHERE state <> 'received') AS count`)?.count ?? 0
}

/** A folder that was taken away and put back leaves a handle that writes into nothing. */
async function isStillThere(path: string, file: OpenFile): Promise<boolean> {
  return (await stat(path)).ino === file.inode
}

/** Whether anything follows the first line. */
async function holdsRecords(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostHeadBytes), 0, mostHeadBytes, 0)
    const end = buffer.subarray(0, bytesRead).indexOf('\n')
    return end < 0 || end + 1 < (await file.stat()).size
  } finally {
    await file.close()
  }
}

async function holdsFiles(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0
}

/** Asked without waiting in place: a share may hang. */
function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  )
}
