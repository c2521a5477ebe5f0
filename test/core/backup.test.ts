import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { makeBackup } from '../../electron/core/continuity/backup.ts'
import { listBackups } from '../../electron/core/continuity/backup-names.ts'
import { openDatabase } from '../../electron/core/db/open.ts'
import { findSetting } from '../../electron/core/db/setting-store.ts'
import type { DeviceRecord } from '../../electron/core/context.ts'
import { createFileKey, sha256Hex, writeEncryptedFile } from '../../electron/crypto/file-cipher.ts'
import { importQueue } from '../portal/import-queue.ts'
import { recoverKey } from '../portal/recover-key.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { openCoreProcess } from './support/core-process.ts'
import { describePortal } from './support/portal-context.ts'
import { findInClear } from './support/folder-bytes.ts'
import { createCounter, getOk, getStatus, inspect, listAll, logIn, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { listPersonalData, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter
let disk: string

beforeAll(async () => {
  portal = await startReferencePortal()
})
afterAll(() => portal.close())
beforeEach(async () => {
  disk = mkdtempSync(join(tmpdir(), 'qmc-disk-'))
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office, { officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: disk }))
  await counter.logIn(office.officerId('reception'))
})
afterEach(async () => {
  await counter.close()
  await line.close()
  removeFolder(counter)
  rmSync(disk, { recursive: true, force: true })
})

const getDeviceId = (): string => inspect(counter, (db) => findSetting<DeviceRecord>(db, 'device')!.device)

async function receiveAndSend(): Promise<number> {
  const { dossierId, code } = getOk(await counter.call('dossier.receive', makeIntake()))
  await waitForDelivery(counter.call, dossierId, 'received')
  return Number(code.split('-')[2])
}

async function backUp(): Promise<string> {
  await counter.logIn(office.officerId('administrator'))
  const { name } = getOk(await counter.call('backup.run', {}))
  await counter.logIn(office.officerId('reception'))
  return name
}

test('a machine that is gone is put back on another one from the backup, the portal’s key and nothing else', async () => {
  await receiveAndSend()
  await receiveAndSend()
  const name = await backUp()
  await receiveAndSend()
  const device = getDeviceId()
  await counter.close()
  removeFolder(counter)

  const { key } = await recoverKey(portal.database, readFileSync(join(disk, `recovery-${device}.json`), 'utf8'))
  const dataFolder = mkdtempSync(join(tmpdir(), 'qmc-new-pc-'))
  cpSync(join(disk, name), join(dataFolder, 'counter.db'))
  await line.down()
  counter = createCounter({ dataFolder, key })
  await counter.logIn(office.officerId('reception'))
  expect(await listAll(counter.call)).toHaveLength(2)
  // Known for a copy by its own stamp: no mark stands beside it.
  expect((await getStatus(counter.call)).restored).toMatchObject({ reason: 'backup-opened' })
  expect(await counter.call('dossier.receive', makeIntake())).toEqual({ ok: false, error: { kind: 'restored-needs-portal' } })
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the portal’s answer', async () => (await getStatus(counter.call)).restored === undefined)
  expect(await receiveAndSend()).toBe(4)
  expect((await listArrived(portal.database, office)).map(({ code }) => Number(code.split('-')[2]))).toEqual([1, 2, 3, 4])
})

test('the mark beside the second copy tells a new machine of numbers that nobody else knows', async () => {
  await receiveAndSend()
  const name = await backUp()
  await line.down()
  getOk(await counter.call('dossier.receive', makeIntake()))
  getOk(await counter.call('dossier.receive', makeIntake()))
  const device = getDeviceId()
  await counter.close()
  removeFolder(counter)
  const { key } = await recoverKey(portal.database, readFileSync(join(disk, `recovery-${device}.json`), 'utf8'))
  const dataFolder = mkdtempSync(join(tmpdir(), 'qmc-new-pc-'))
  cpSync(join(disk, name), join(dataFolder, 'counter.db'))
  counter = createCounter({ dataFolder, key })
  await counter.logIn(office.officerId('reception'))
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the portal’s answer', async () => (await getStatus(counter.call)).restored === undefined)
  expect(await receiveAndSend()).toBe(4)
  // The lost entries are nowhere but here: kept under another name, and taken in by the portal although the new epoch has begun.
  const aside = readdirSync(disk).filter((entry) => entry.startsWith(`unsent-${device}-`) && entry.endsWith('.qmc'))
  expect(aside).toHaveLength(1)
  expect(await importQueue(await describePortal(portal), readFileSync(join(disk, aside[0]!), 'utf8'))).toMatchObject({ refused: [], spoilt: [] })
  expect((await listArrived(portal.database, office)).map(({ code }) => Number(code.split('-')[2])).sort()).toEqual([1, 2, 3, 4])
})

test('a copy is closed to who has no key, holds no name in the clear and is one file', async () => {
  await receiveAndSend()
  const name = await backUp()
  expect(findInClear(disk, listPersonalData())).toEqual([])
  expect(readdirSync(disk).filter((entry) => entry.startsWith(name))).toEqual([name])
  expect(() => openDatabase({ path: join(disk, name), key: Buffer.alloc(32, 7), mustExist: true })).toThrow()
})

test('seven copies stay; another counter’s, and what is no copy, are left alone', async () => {
  const device = getDeviceId()
  const { key, dataFolder } = counter
  const started = Date.parse('2026-03-02T01:00:00Z')
  mkdirSync(join(disk, 'khác'))
  writeFileSync(join(disk, 'counter-may-khac-20260101T000000Z.qmcdb'), '')
  utimesSync(join(disk, 'counter-may-khac-20260101T000000Z.qmcdb'), 1, 1)
  // What a power cut left of a copy that was never finished.
  writeFileSync(join(disk, `counter-${device}-20260101T000000Z.qmcdb.new`), 'x')
  // A paper that the first copy names and the counter then purges.
  const fileKey = createFileKey()
  inspect(counter, (db) => db.prepare(`INSERT INTO file VALUES (?, ?, 'ff/1.bin', 1, 1, '2100')`).run(sha256Hex('x'), fileKey))
  mkdirSync(join(dataFolder, 'files', 'ff'), { recursive: true })
  writeEncryptedFile(join(dataFolder, 'files', 'ff', '1.bin'), fileKey, Buffer.from('x'))
  const copied = join(disk, `files-${device}`, 'ff', '1.bin')
  for (let day = 0; day < 9; day++) {
    // It stays as long as that copy does.
    if (day > 0) expect(existsSync(copied)).toBe(day < 8)
    if (day === 1) inspect(counter, (db) => db.exec(`DELETE FROM file WHERE path = 'ff/1.bin'`))
    const done = await makeBackup({ dataFolder, key, folder: disk, device, nowMs: started + day * 86_400_000, recoveryKey: undefined, told: {} })
    expect(done).toMatchObject({ ok: true })
  }
  expect(listBackups(disk, device)).toEqual(['04', '05', '06', '07', '08', '09', '10'].map((day) => `counter-${device}-202603${day}T010000Z.qmcdb`))
  expect(readdirSync(disk)).toContain('counter-may-khac-20260101T000000Z.qmcdb')
  // The battery of the clock is empty: the copy just made is the newest all the same.
  const made = await makeBackup({ dataFolder, key, folder: disk, device, nowMs: Date.parse('2000-01-01T00:00:00Z'), recoveryKey: undefined, told: {} })
  expect(made).toMatchObject({ ok: true, name: listBackups(disk, device).at(-1) })
  expect(readdirSync(disk).filter((name) => name.includes('.new'))).toEqual([])
})

test('a journal that was altered makes no backup: the copy is walked before it counts, and the older ones stay', async () => {
  await receiveAndSend()
  const name = await backUp()
  await counter.close()
  inspect(counter, (db) => db.exec(`UPDATE journal SET officer = 'x' WHERE seq = 1`))
  const done = await makeBackup({ dataFolder: counter.dataFolder, key: counter.key, folder: disk, device: getDeviceId(), nowMs: Date.now() + 5_000, recoveryKey: undefined, told: {} })
  expect(done).toMatchObject({ ok: false, reason: 'verify' })
  expect(readdirSync(disk).filter((entry) => entry.startsWith('counter-'))).toEqual([name])
})

test('a folder that is gone is told, and work goes on', async () => {
  await counter.logIn(office.officerId('administrator'))
  rmSync(disk, { recursive: true })
  expect(await counter.call('backup.run', {})).toEqual({ ok: false, error: { kind: 'backup-failed', reason: 'folder' } })
  // A stick that is not plugged in does not come to be on the PC's own disk.
  expect(existsSync(disk)).toBe(false)
  writeFileSync(disk, '')
  expect(await counter.call('backup.run', {})).toEqual({ ok: false, error: { kind: 'backup-failed', reason: 'folder' } })
  expect(getOk(await counter.call('backup.get', {}))).toMatchObject({ folder: disk, lastFailure: { reason: 'folder' } })
  expect(await counter.call('backup.set-folder', { folder: join(disk, 'sâu') })).toEqual({ ok: false, error: { kind: 'folder-unwritable' } })
  await counter.logIn(office.officerId('reception'))
  expect(await counter.call('backup.run', {})).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
  getOk(await counter.call('dossier.receive', makeIntake()))
})

test('a share that hangs keeps neither core nor its closing waiting: not the backup on it, nor the question whether it may be written to', async () => {
  const device = getDeviceId()
  await counter.close()
  const core = await openCoreProcess(counter, office.officerId('administrator'))
  onTestFinished(() => core.process.kill())
  // More than there are threads for files.
  const asked = Array.from({ length: 5 }, () => mkdtempSync(join(tmpdir(), 'qmc-share-')))
  // Pipes that nobody reads: whoever opens one to write hangs.
  execFileSync('mkfifo', [...asked.map((folder) => join(folder, `.qmc-${core.process.child.pid}`)), join(disk, `recovery-${device}.json.new`)])
  const setting = asked.map((folder) => core.call('backup.set-folder', { folder }))
  void core.call('backup.run', {})
  await logIn(core.call, counter, office.officerId('reception'))
  getOk(await core.call('dossier.receive', makeIntake()))
  getOk(await core.call('core.close', {}))
  for (const answer of await Promise.all(setting)) expect(answer).toEqual({ ok: false, error: { kind: 'folder-unwritable' } })
  expect(core.process.readStderr()).toBe('')
  for (const folder of asked) rmSync(folder, { recursive: true })
})

test('one share that hangs makes no other folder unwritable', async () => {
  await counter.logIn(office.officerId('administrator'))
  const [hanging, stick] = [mkdtempSync(join(tmpdir(), 'qmc-share-')), mkdtempSync(join(tmpdir(), 'qmc-next-'))]
  const pipe = join(hanging, `.qmc-${process.pid}`)
  execFileSync('mkfifo', [pipe])
  const asked = counter.call('backup.set-folder', { folder: hanging })
  expect(await counter.call('backup.set-folder', { folder: stick })).toMatchObject({ ok: true })
  await readFile(pipe)
  await asked
  getOk(await counter.call('backup.set-folder', { folder: disk }))
  for (const folder of [hanging, stick]) rmSync(folder, { recursive: true })
})

test('a new folder has no backup yet, and one that ends late in the old folder is not told for it', async () => {
  await counter.logIn(office.officerId('administrator'))
  const [next, pipe] = [mkdtempSync(join(tmpdir(), 'qmc-next-')), join(disk, `recovery-${getDeviceId()}.json.new`)]
  execFileSync('mkfifo', [pipe])
  const late = counter.call('backup.run', {})
  expect(getOk(await counter.call('backup.set-folder', { folder: next })).lastBackup).toBeUndefined()
  const { name } = getOk(await counter.call('backup.run', {}))
  await readFile(pipe)
  // A pipe is no place for a sheet: it fails there.
  expect(await late).toMatchObject({ ok: false, error: { reason: 'folder' } })
  const told = getOk(await counter.call('backup.get', {}))
  expect([told.lastBackup?.name, told.lastFailure]).toEqual([name, undefined])
  expect(readdirSync(next)).toContain(name)
  getOk(await counter.call('backup.set-folder', { folder: disk }))
  expect(getOk(await counter.call('backup.get', {})).lastBackup).toBeUndefined()
  rmSync(next, { recursive: true })
})
