import type { CounterEvents } from '../contract/counter.ts'
import type { Enrolment, OfficerRecord } from '../contract/wire.ts'
import type { ReadDb } from './db/open.ts'
import { findSetting } from './db/setting-store.ts'
import type { JournalIdentity } from './journal/journal.ts'

/** What this counter is, since its enrolment. Lives in the encrypted database only. */
export interface DeviceRecord extends Omit<Enrolment, 'officers' | 'serverTime'> {
  portalUrl: string
  /** The invented office of the training app: no link, no outbox, nothing that could send is ever made for it. */
  isTraining?: true
  /** Ed25519, 32 raw bytes, base64. */
  privateKey: string
  /** Of a rotation that the portal has not answered yet; in the same form. */
  nextPrivateKey?: string
  /** The one before `privateKey`, until the portal has answered to that; in the same form. */
  formerPrivateKey?: string
}

/** What every command of core is given: no module-level state, so a test can open two counters in one process. */
export interface CoreContext {
  readonly db: ReadDb
  /** Folder of the encrypted files. */
  readonly filesFolder: string
  /** Epoch milliseconds of this PC's clock. */
  readonly now: () => number
  readonly emit: <K extends keyof CounterEvents>(event: K, data: CounterEvents[K]) => void
  /** Who is logged in. */
  getOfficer(): OfficerRecord | undefined
  /** Whether the disk has room to begin something new (`db/disk-room.ts`). */
  hasRoom(): boolean
  /** Something was queued: the outbox looks at once. */
  wakeOutbox(): void
}

/** @throws before enrolment: no command is offered to the screen until then. */
export function getDevice(db: ReadDb): DeviceRecord {
  const device = findSetting<DeviceRecord>(db, 'device')
  if (!device) throw new Error('this counter is not enrolled')
  return device
}

export function getIdentity(db: ReadDb): JournalIdentity {
  return { device: getDevice(db).device, epoch: findSetting<number>(db, 'epoch') ?? 1 }
}

/** The officer at work. @throws when nobody is logged in: main forwards no call of the screen then. */
export function getOfficer(context: CoreContext): OfficerRecord {
  const officer = context.getOfficer()
  if (!officer) throw new Error('nobody is logged in')
  return officer
}

/** SHMSIZE: the write-ahead log's index could not grow, which is what opening a database on a full disk meets first. */
const full = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'])

/** Whether SQLite or the file system said that the disk is full: nothing of the transaction was kept. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && full.has(code)
}
