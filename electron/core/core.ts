import { createHash, timingSafeEqual } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FetchFileFailure } from '../contract/elsewhere.ts'
import type { CounterEvents } from '../contract/counter.ts'
import type { EnrolFailure, LinkState, StatusBar, TokenSummary } from '../contract/views.ts'
import type { DevicesMethods } from '../contract/devices.ts'
import type { PressMethods } from '../contract/press.ts'
import type { ScratchMethods } from '../contract/scratch.ts'
import type { OfficerRecord } from '../contract/wire.ts'
import { mayDo } from '../domain/permission.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Sibling } from '../rpc/sibling.ts'
import { listMessages } from './catalogue/portal-messages.ts'
import { findOfficer, listOfficers } from './catalogue/reference-store.ts'
import { getDevice, isDiskFull, type CoreContext, type DeviceRecord } from './context.ts'
import { startContinuity, type Continuity } from './continuity/continuity.ts'
import { giveBallastBack, watchDiskRoom } from './db/disk-room.ts'
import { onDiskFull, openDatabase, write, type ReadDb } from './db/open.ts'
import { findSetting } from './db/setting-store.ts'
import { dateUndatedFilings } from './dossier/dossier-store.ts'
import { startDownloads } from './documents/download-loop.ts'
import { startStamping } from './documents/stamping-loop.ts'
import { discardUnusedFiles } from './files/discard-files.ts'
import { emptyScanFolder } from './files/import-file.ts'
import { sweepOrphans } from './files/sweep.ts'
import { fetchFile } from './history/fetch-file.ts'
import { startHistories, type Histories } from './history/history-loop.ts'
import { noteSealing } from './numbers/renew-leases.ts'
import { requeueInterrupted } from './outbox/delivery-store.ts'
import { requeueAllAgain } from './outbox/offered-again-store.ts'
import type { FileKey } from './outbox/file-rests.ts'
import { createLink, type Link } from './outbox/link.ts'
import type { Loop } from './outbox/loop.ts'
import { startOutbox, type Outbox } from './outbox/outbox.ts'
import type { MergedOffice } from './portal/adopt-office.ts'
import { createDeviceClient } from './portal/device-client.ts'
import { enrol } from './portal/enrol.ts'
import { noteServerTime } from './portal/note-server-time.ts'
import type { PortalClient } from './portal/portal-client.ts'
import { tellUnread } from './portal/read-again.ts'
import { summariseQueue } from './queue-view.ts'
import { createPurgeRunner, type PurgeRunner } from './retention/purge-run.ts'
import { waitForSession } from './session-wait.ts'
import { readTokenSummary, waitForTokenChange } from './signing/token-watch.ts'
import { grantTrainingNumbers } from './training/training-office.ts'
import { createKeptChecks, type KeptChecks } from './verify/kept-checks.ts'

/** What core gets from outside: clock, chance, siblings, and where facts are announced. */
export interface CoreEnvironment {
  now(): number
  random(): number
  press: Sibling<PressMethods>
  devices: Sibling<DevicesMethods>
  /** The process that the crash test of diagnostics kills; without it that test is told as unavailable. */
  scratch?: Sibling<ScratchMethods>
  emit(event: string, data: unknown): void
  reportBug(where: string, error: unknown): string
}

/** The open core: one database, one outbox, at most one officer at work. */
export interface Core {
  readonly context: CoreContext
  readonly environment: CoreEnvironment
  readonly dataFolder: string
  /** Of signatures, to be printed. */
  readonly checks: KeptChecks
  /** Of content past its retention. */
  readonly purges: PurgeRunner
  /** Undefined before enrolment. */
  findContinuity(): Continuity | undefined
  isEnrolled(): boolean
  /** The invented office of the training app. */
  isTraining(): boolean
  enrol(request: { portalUrl: string; code: string; deviceName: string }): Promise<Result<{ officers: OfficerRecord[]; officeName: string }, EnrolFailure>>
  isKey(key: Uint8Array): boolean
  listOfficers(): { officers: OfficerRecord[]; officeName: string }
  beginSession(officerId: string, loginPublicKey: string): Result<{ officer: OfficerRecord; device: DeviceRecord }, { kind: 'officer-inactive' } | { kind: 'officer-unknown' } | { kind: 'password-changed' }>
  endSession(): void
  getStatus(): StatusBar
  refreshToken(): Promise<TokenSummary>
  waitForToken(known: string): Promise<{ known: string }>
  retryNow(): void
  /** When a file that the portal would not take is tried again, epoch milliseconds. */
  findFileRestEnd(file: FileKey): number | undefined
  wantHistory(lane: string): void
  fetchFile(request: { id: string; sha256: string }): Promise<Result<{ sha256: string }, FetchFileFailure>>
  close(): Promise<void>
}

/** A clock this far from the portal's is told to the officer. */
const tellClockOffsetMs = 120_000
/** More entries than this are not counted ten times a second. */
const longQueue = 1_000

/** After log-in the window comes first; press and signer start a moment later to say how the token is. */
const firstTokenLookMs = 1_500

/** @throws SqliteError when the key is wrong or the disk cannot be read. */
export function openCore(folder: { dataFolder: string; key: Uint8Array; mustExist?: boolean }, environment: CoreEnvironment): Core {
  const filesFolder = join(folder.dataFolder, 'files')
  mkdirSync(filesFolder, { recursive: true })
  const db = openWithRoom(folder, (opened) => {
    write(opened, (writeDb) => {
      requeueInterrupted(writeDb)
      requeueAllAgain(writeDb)
      dateUndatedFilings(writeDb)
    })
    discardUnusedFiles({ db: opened, filesFolder, now: environment.now })
  })
  sweepOrphans(db, filesFolder)
  emptyScanFolder({ filesFolder })

  let officer: OfficerRecord | undefined
  let token: TokenSummary = { state: 'unknown' }
  let link: Link | undefined
  let client: PortalClient | undefined
  let outbox: Outbox | undefined
  let downloads: Loop | undefined
  let stamping: Loop | undefined
  let histories: Histories | undefined
  let continuity: Continuity | undefined
  let statusDue = false
  /** Entries that waited when the bar was told last. */
  let lastTold = 0
  const closing = new AbortController()
  const sessionWait = waitForSession()
  const room = watchDiskRoom({ dataFolder: folder.dataFolder, changed: announceStatus })
  onDiskFull(db, room.noteFull)

  const emit = <K extends keyof CounterEvents>(event: K, data: CounterEvents[K]): void => {
    environment.emit(event, data)
    if (event !== 'data.changed') return
    announceStatus()
    const { areas } = data as CounterEvents['data.changed']
    // Papers filed online come with a pull.
    if (areas.includes('document') || areas.includes('catalogue')) downloads?.wake()
    if (areas.includes('document')) stamping?.wake()
    if (areas.includes('catalogue')) histories?.wake()
  }
  const context: CoreContext = {
    db,
    filesFolder,
    now: environment.now,
    emit,
    getOfficer: () => officer,
    hasRoom: room.hasRoom,
    wakeOutbox: () => outbox?.wake()
  }

  const purges = createPurgeRunner({ context, keepOutside: async () => continuity?.keepOutside(), isChainBroken: () => continuity?.getStatus().chain?.state === 'broken', reportBug: (error) => environment.reportBug('purge', error) })

  /** Many changes in a moment are told once: the bar is for people. A long queue is counted more rarely, as it takes time that sending needs. */
  function announceStatus(): void {
    if (statusDue) return
    statusDue = true
    const restMs = lastTold > longQueue ? 500 : 100
    setTimeout(() => {
      statusDue = false
      if (!db.open) return
      const status = getStatus()
      lastTold = status.queue.entriesWaiting
      environment.emit('status.changed', status)
    }, restMs)
  }

  function getStatus(): StatusBar {
    const linkState: LinkState = link?.getState() ?? (core.isTraining() ? { state: 'training' } : { state: 'connecting' })
    const offsetMs = findSetting<number>(db, 'clock-offset-ms') ?? 0
    const merged = findSetting<MergedOffice>(db, 'merged-office')
    const messages = listMessages(db, environment.now())
    const disk = room.getState()
    return { link: linkState, queue: summariseQueue(db), token, ...(disk ? { disk } : {}), ...continuity?.getStatus(), ...(messages.length > 0 ? { messages } : {}), ...tellUnread(db), ...(merged ? { merged: { ...merged, into: getDevice(db).officeName, newCode: getDevice(db).agencyCode } } : {}), ...(Math.abs(offsetMs) > tellClockOffsetMs ? { clockOffsetMs: offsetMs } : {}) }
  }

  function startLink(): void {
    if (continuity) return
    // Before the first byte of this run is sent or written: is this database the one that was here?
    continuity = startContinuity({ context, dataFolder: folder.dataFolder, key: folder.key, changed: announceStatus, isSending: () => outbox?.isSending() === true, reportBug: (error) => environment.reportBug('continuity', error) })
    if (getDevice(db).isTraining) return grantTrainingNumbers(context)
    const lastContactAt = findSetting<string>(db, 'last-contact')
    link = createLink({ now: environment.now, random: environment.random, changed: announceStatus, ...(lastContactAt ? { lastContactAt } : {}) })
    void Promise.all([continuity.ready, sessionWait.isOver]).then(() => !closing.signal.aborted && (link && startSending(link), purges.resume())).catch((error: unknown) => void environment.reportBug('continuity', error))
  }

  function startSending(link: Link): void {
    client = createDeviceClient(context, closing.signal)
    outbox = startOutbox({
      context,
      client,
      link,
      noteServerTime: (serverTime) => noteServerTime(db, environment.now(), serverTime),
      pulled: purges.noteHeard,
      officersChanged: (officers) => {
        const { officeName, agencyCode, counterNumber } = getDevice(db)
        environment.emit('officers.changed', { officers, officeName, agencyCode, counterNumber })
      },
      reportBug: (error) => environment.reportBug('outbox', error)
    })
    histories = startHistories({ context, client, link, reportBug: (error) => environment.reportBug('histories', error) })
    downloads = startDownloads({ context, client, link, reportBug: (error) => environment.reportBug('downloads', error) })
    stamping = startStamping({ context, press: environment.press, link, dataFolder: folder.dataFolder, reportBug: (error) => environment.reportBug('stamping', error) })
  }

  let firstTokenLook: NodeJS.Timeout | undefined
  async function refreshToken(): Promise<TokenSummary> {
    if (closing.signal.aborted) return token
    const own = { role: 'person', name: officer?.fullName ?? '' } as const
    const seals = officer !== undefined && mayDo(officer.role, 'document.seal')
    token = await readTokenSummary(environment.press, seals ? [own, { role: 'agency', name: getDevice(db).officeName }] : [own])
    // The counter may have closed meanwhile.
    if (!closing.signal.aborted) announceStatus()
    return token
  }

  async function waitForToken(known: string): Promise<{ known: string }> {
    const changed = await waitForTokenChange(environment.press, known)
    if (changed.isNew) await refreshToken()
    return { known: changed.known }
  }

  const core: Core = {
    context,
    environment,
    dataFolder: folder.dataFolder,
    checks: createKeptChecks(),
    purges,
    findContinuity: () => continuity,
    isEnrolled: () => findSetting(db, 'device') !== undefined,
    isTraining: () => core.isEnrolled() && getDevice(db).isTraining === true,
    enrol: (request) => enrol(context, request),
    isKey: (key) => timingSafeEqual(createHash('sha256').update(key).digest(), createHash('sha256').update(folder.key).digest()),
    listOfficers: () => (core.isEnrolled() ? { officers: listOfficers(db), officeName: getDevice(db).officeName } : { officers: [], officeName: '' }),
    beginSession: (officerId, loginPublicKey) => {
      const found = findOfficer(db, officerId)
      if (!found) return err({ kind: 'officer-unknown' })
      if (!found.active) return err({ kind: 'officer-inactive' })
      if (found.loginKey.publicKey !== loginPublicKey) return err({ kind: 'password-changed' })
      officer = found
      const leasesMore = mayDo(found.role, 'document.seal') && noteSealing(db)
      // The bar must not call the officer before her ready to sign.
      token = { state: 'unknown' }
      announceStatus()
      startLink()
      sessionWait.noteBegun()
      // She may seal within the minute.
      if (leasesMore) outbox?.hurry()
      clearTimeout(firstTokenLook)
      firstTokenLook = setTimeout(() => void refreshToken().catch((error: unknown) => closing.signal.aborted || environment.reportBug('token.refresh', error)), firstTokenLookMs)
      return ok({ officer: found, device: getDevice(db) })
    },
    endSession: () => {
      officer = undefined
    },
    getStatus,
    refreshToken,
    waitForToken,
    retryNow: () => {
      link?.hurry()
      outbox?.hurry()
    },
    findFileRestEnd: (file) => outbox?.findFileRestEnd(file),
    wantHistory: (lane) => histories?.want(lane),
    fetchFile: (request) => fetchFile(context, client, request),
    close: async () => {
      closing.abort()
      clearTimeout(firstTokenLook)
      room.stop()
      await Promise.all([purges.stop(), outbox?.stop(), downloads?.stop(), stamping?.stop(), histories?.stop()])
      await continuity?.stop()
      db.close()
    }
  }
  if (core.isEnrolled()) startLink()
  return core
}

/** Opens the database and does what a start begins with; on a full disk once more with the ballast's room. */
function openWithRoom({ dataFolder, key, mustExist }: { dataFolder: string; key: Uint8Array; mustExist?: boolean }, begin: (db: ReadDb) => void): ReadDb {
  const open = (): ReadDb => {
    const db = openDatabase({ path: join(dataFolder, 'counter.db'), key, mustExist: mustExist === true })
    try {
      begin(db)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  }
  try {
    return open()
  } catch (error) {
    if (isDiskFull(error) && giveBallastBack(dataFolder)) return open()
    throw error
  }
}
