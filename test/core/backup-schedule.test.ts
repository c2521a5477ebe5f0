import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { findStamp, listBackups } from '../../electron/core/continuity/backup-names.ts'
import { startContinuity, type Continuity } from '../../electron/core/continuity/continuity.ts'
import { folderMarkPath } from '../../electron/core/continuity/second-copy.ts'
import { getDevice, type CoreContext } from '../../electron/core/context.ts'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { deleteSetting, putSetting } from '../../electron/core/db/setting-store.ts'
import { createRestoreCode } from '../portal/restore/restore-code.ts'
import { createCounter, getOk, getStatus, listAll, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** The daily backup by its own schedule; the timers and the clock of the PC are the test's. */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
let portal: TestPortal
let office: TestOffice
let counter: Counter
let disk: string
let device: string
let db: ReadDb
let running: Continuity
let nowMs: number
const bugs: unknown[] = []

beforeAll(async () => {
  portal = await startReferencePortal()
})
afterAll(() => portal.close())
beforeEach(async () => {
  disk = mkdtempSync(join(tmpdir(), 'qmc-disk-'))
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office, { officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: disk }))
  await counter.logIn(office.officerId('reception'))
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
  await waitForDelivery(counter.call, dossierId, 'received')
  await counter.close()
  nowMs = Date.now()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'], shouldAdvanceTime: true })
  start()
})
afterEach(async () => {
  await stop()
  vi.useRealTimers()
  removeFolder(counter)
  rmSync(disk, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

/** The part of core that keeps copies, as the app starts it. */
function start(): void {
  db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  device = getDevice(db).device
  const context: CoreContext = { db, filesFolder: join(counter.dataFolder, 'files'), now: () => nowMs, emit: () => undefined, getOfficer: () => undefined, hasRoom: () => true, wakeOutbox: () => undefined }
  running = startContinuity({ context, dataFolder: counter.dataFolder, key: counter.key, changed: () => undefined, isSending: () => false, reportBug: (error) => String(bugs.push(error)) })
}

async function stop(): Promise<void> {
  await running.stop()
  if (db.open) db.close()
}

/** A look at the schedule: the clock goes on by so much, and the timers by the time from one look to the next. */
async function look(laterMs: number): Promise<void> {
  nowMs += laterMs
  await vi.advanceTimersByTimeAsync(10 * minuteMs)
}

/** The first look of a run. */
async function firstLook(): Promise<void> {
  nowMs += minuteMs
  await vi.advanceTimersByTimeAsync(minuteMs)
}

/** When the copies say that they were made: one too many would be among them, whenever it ended. */
const madeAt = (): string[] => listBackups(disk, device).map((name) => findStamp(name)!)
const now = (): string => `${new Date(nowMs).toISOString().slice(0, 19)}Z`
const lastMade = () => waitFor('a copy that says so', () => running.getBackup().lastBackup?.at === new Date(nowMs).toISOString())

test('it comes by itself once a day and no oftener, after days without the PC at once, and puts a new PC in the place of this one', async () => {
  await firstLook()
  await lastMade()
  const expected = [now()]
  for (let hour = 1; hour < 24; hour++) await look(hourMs)
  await look(hourMs)
  await lastMade()
  expected.push(now())
  expect(madeAt()).toEqual(expected)
  await look(hourMs)

  await stop()
  nowMs += 3 * 24 * hourMs
  start()
  await firstLook()
  await lastMade()
  expected.push(now())
  await look(hourMs)
  expect(madeAt()).toEqual(expected)

  await stop()
  vi.useRealTimers()
  removeFolder(counter)
  const dataFolder = mkdtempSync(join(tmpdir(), 'qmc-new-pc-'))
  const code = await createRestoreCode(portal.database, device)
  const { databaseKey } = getOk(await createCounter({ dataFolder }).call('core.restore', { dataFolder, folder: disk, portalUrl: portal.url, code }))
  const revived = createCounter({ dataFolder, key: Buffer.from(databaseKey, 'base64') })
  await revived.logIn(office.officerId('reception'))
  expect(await listAll(revived.call)).toHaveLength(1)
  await waitFor('the portal’s answer', async () => (await getStatus(revived.call)).restored === undefined)
  const { dossierId } = getOk(await revived.call('dossier.receive', makeIntake()))
  await waitForDelivery(revived.call, dossierId, 'received')
  await revived.close()
  removeFolder(revived)
})

test('one that failed is told and tried again at every look, until the folder takes it', async () => {
  const away = `${disk}-away`
  renameSync(disk, away)
  await firstLook()
  const told = (): Promise<true> => waitFor('the failure', () => running.getBackup().lastFailure?.at === new Date(nowMs).toISOString())
  await told()
  await look(10 * minuteMs)
  await told()
  expect(running.getBackup()).toMatchObject({ lastFailure: { reason: 'folder' } })
  renameSync(away, disk)
  await look(10 * minuteMs)
  await lastMade()
  expect(running.getBackup().lastFailure).toBeUndefined()
  expect(madeAt()).toEqual([now()])
})

test('none is made by itself of a database that was put back, or where another PC goes on as this counter, until the portal has answered', async () => {
  await stop()
  writeFileSync(folderMarkPath(disk, device), JSON.stringify({ device, epoch: 2, seq: 9, hash: 'f'.repeat(64), numbers: [] }))
  start()
  await firstLook()
  await look(hourMs)
  await look(hourMs)
  expect(running.getStatus().restored).toBeDefined()
  write(db, (own) => {
    putSetting(own, 'epoch', 3)
    deleteSetting(own, 'restored')
  })
  await look(hourMs)
  await lastMade()
  expect(madeAt()).toEqual([now()])
})
