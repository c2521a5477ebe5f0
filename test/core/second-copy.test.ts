import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { getDevice } from '../../electron/core/context.ts'
import { HighWater, readHighWater } from '../../electron/core/continuity/high-water.ts'
import { folderMarkPath, listUnsent, openSecondCopy } from '../../electron/core/continuity/second-copy.ts'
import { openDatabase, write } from '../../electron/core/db/open.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import { importFiles } from '../portal/import-files.ts'
import { importQueue } from '../portal/import-queue.ts'
import { openContext } from '../portal/open-context.ts'
import type { PortalContext } from '../portal/context.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { describePortal } from './support/portal-context.ts'
import { createFsyncCounter } from './support/fsync-counter.ts'
import { openCoreProcess } from './support/core-process.ts'
import { findInClear } from './support/folder-bytes.ts'
import { createCounter, getOk, getStatus, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { birthProcedure, listPersonalData, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, scanWords } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let context: PortalContext
let line: FaultProxy
let office: TestOffice
let counter: Counter
let stick: string

beforeAll(async () => {
  portal = await startReferencePortal()
  context = await describePortal(portal)
})
afterAll(() => portal.close())
beforeEach(async () => {
  stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office, { officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
})
afterEach(async () => {
  await counter.close()
  await line.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})

const receive = (): Promise<{ id: string; code: string }> => counter.call('dossier.receive', makeIntake()).then(getOk).then(({ dossierId: id, code }) => ({ id, code }))
const reopen = (): Promise<unknown> => (counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key })).logIn(office.officerId('reception'))
const unsentPath = (): string => join(stick, readdirSync(stick).find((name) => name.endsWith('.qmc') && !/Z\.qmc$/.test(name)) ?? 'none')
const listCodes = async (): Promise<string[]> => (await listArrived(portal.database, office)).map(({ code }) => code)

test('a dead disk loses nothing that was saved: the copy on the stick brings every dossier to the portal, once', async () => {
  const sent = await receive()
  await waitForDelivery(counter.call, sent.id, 'received')
  await line.down()
  const waiting = [await receive(), await receive(), await receive()]
  // Nothing is asked of the machine any more, not even an orderly end.
  const copy = readFileSync(unsentPath(), 'utf8')
  await counter.close()
  removeFolder(counter)

  const outcome = await importQueue(context, copy)
  expect(outcome).toMatchObject({ held: outcome.entries, refused: [], spoilt: [] })
  expect(outcome.entries).toBeGreaterThanOrEqual(3)
  expect(await listCodes()).toEqual([sent, ...waiting].map(({ code }) => code))
  expect((await importQueue(context, copy)).held).toBe(outcome.held)
  expect(await listCodes()).toHaveLength(4)
})

test('scans come along: signed and not uploaded, or not yet signed, closed to all but the portal', async () => {
  const desk = openSigningDesk()
  await counter.close()
  removeFolder(counter)
  counter = await startCounter(line.url, office, { press: desk.press, code: 1, officer: office.officerId('administrator') })
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await counter.logIn(office.officerId('reception'))
  await line.down()
  const signed = await desk.receiveWithScan(counter, 30_000)
  const intake = makeIntake()
  const file = getOk(await counter.call('file.import', { procedureCode: birthProcedure, componentId: intake.components[1]!.id, secrecy: 'none', paths: [await desk.makeScan('chờ.pdf', 5_000)], name: 'Giấy chứng sinh' }))
  intake.components[1]!.files = [file]
  getOk(await counter.call('dossier.receive', intake))
  const { device } = inspect(counter, (db) => getDevice(db))
  const folder = join(stick, `unsent-${device}-files`)
  await waitFor('both scans on the stick', () => existsSync(join(folder, `${signed.signedSha256}.json`)) && existsSync(join(folder, `${file.sha256}.json`)))
  expect(findInClear(stick, [scanWords, '%PDF-'])).toEqual([])
  await counter.close()
  removeFolder(counter)
  expect(await importQueue(context, readFileSync(join(stick, `unsent-${device}.qmc`), 'utf8'))).toMatchObject({ refused: [], spoilt: [] })
  writeFileSync(join(folder, `${'0'.repeat(64)}.json`), '{}')
  expect(await importFiles(context, folder, device)).toEqual({ held: 2, spoilt: [] })
  const files = (await listArrived(portal.database, office)).flatMap((dossier) => dossier.files)
  expect(files.map(({ sha256, present }) => [sha256, present])).toEqual(expect.arrayContaining([[signed.signedSha256, true], [file.sha256, true]]))
  await desk.close()
})

test('the line that comes back after the copy was taken in delivers nothing twice', async () => {
  await line.down()
  const waiting = [await receive(), await receive()]
  const copy = readFileSync(unsentPath(), 'utf8')
  expect(await importQueue(context, copy)).toMatchObject({ held: 2, refused: [] })
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  for (const { id } of waiting) await waitForDelivery(counter.call, id, 'received')
  expect(await listCodes()).toHaveLength(2)
})

test('what a restored counter lost is still taken in after its new epoch has begun', async () => {
  const first = await receive()
  await waitForDelivery(counter.call, first.id, 'received')
  await line.down()
  const lost = [await receive(), await receive()]
  const copy = readFileSync(unsentPath(), 'utf8')
  // The new epoch hangs on the last link the portal has, as a restored counter's does.
  const [device] = await portal.database.query<{ id: string; head_seq: number; head_hash: string }>('select id, head_seq, head_hash from device where office_id = $1', [office.id])
  await portal.database.query('insert into chain_link (device_id, epoch, seq, previous, hash) values ($1, 2, $2, $3, $4)', [device!.id, device!.head_seq + 1, device!.head_hash, 'e'.repeat(64)])
  await portal.database.query('update device set head_epoch = 2, head_seq = $2, head_hash = $3 where id = $1', [device!.id, device!.head_seq + 1, 'e'.repeat(64)])
  const outcome = await importQueue(context, copy)
  expect(outcome).toMatchObject({ held: outcome.entries, refused: [] })
  expect(await listCodes()).toEqual([first, ...lost].map(({ code }) => code))
  expect(await portal.database.query('select head_epoch from device where id = $1', [device!.id])).toEqual([{ head_epoch: 2 }])
})

test('it holds no name in the clear, and an altered, added, foreign or torn line is not taken for an entry', async () => {
  await line.down()
  const codes = [await receive(), await receive(), await receive()].map(({ code }) => code)
  const path = unsentPath()
  expect(findInClear(stick, listPersonalData())).toEqual([])
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(4)

  const other = await startCounter(portal.url, office, { code: 1, officer: office.officerId('administrator') })
  const otherStick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
  getOk(await other.call('backup.set-folder', { folder: otherStick }))
  await other.logIn(office.officerId('reception'))
  getOk(await other.call('queue.retry', {}))
  await other.close()
  const flipped = Buffer.from(lines[2]!, 'base64')
  flipped[40]! ^= 1
  const spoilt = [lines[0], lines[1], flipped.toString('base64'), lines[3], lines[1]!.slice(0, 60)].join('\n')
  // The second entry's line is lost, and with it that entry alone.
  expect(await importQueue(context, spoilt)).toMatchObject({ entries: 2, held: 2, refused: [], spoilt: [3, 5] })
  expect(await listCodes()).toEqual([codes[0], codes[2]])
  await expect(importQueue(context, 'một tệp khác\n')).rejects.toThrow()
  await expect(importQueue(context, [JSON.stringify({ ...JSON.parse(lines[0]!), device: other.dataFolder }), ...lines.slice(1)].join('\n'))).rejects.toThrow('no such counter')
  // Under another counter's name, which did not sign them.
  const [, second] = await portal.database.query<{ id: string }>('select id from device where office_id = $1 order by counter_number', [office.id])
  expect(await importQueue(context, [JSON.stringify({ ...JSON.parse(lines[0]!), device: second!.id }), ...lines.slice(1)].join('\n'))).toMatchObject({ entries: 0, held: 0, spoilt: [2, 3, 4] })
  removeFolder(other)
  rmSync(otherStick, { recursive: true, force: true })
})

test('a stick that is pulled out holds nobody up and is told; put back, it has everything again', async () => {
  await line.down()
  await receive()
  const away = `${stick}-away`
  renameSync(stick, away)
  await receive()
  expect((await getStatus(counter.call)).secondCopy).toMatchObject({ state: 'missing', since: expect.any(String) as string })
  renameSync(away, stick)
  await receive()
  await waitFor('the copy to be kept again', async () => (await getStatus(counter.call)).secondCopy?.state === 'kept')
  expect(await importQueue(context, readFileSync(unsentPath(), 'utf8'))).toMatchObject({ entries: 3, held: 3 })
})

test('a database put back while the stick was away is noticed by the mark on it, which is not written over', async () => {
  await line.down()
  await receive()
  await counter.close()
  const image = `${counter.dataFolder}-image`
  cpSync(counter.dataFolder, image, { recursive: true })
  await reopen()
  await receive()
  await counter.close()
  removeFolder(counter)
  renameSync(image, counter.dataFolder)
  const markPath = folderMarkPath(stick, inspect(counter, getDevice).device)
  const mark = readHighWater(markPath)
  renameSync(stick, `${stick}-away`)
  await reopen()
  expect((await getStatus(counter.call)).restored).toBeUndefined()
  renameSync(`${stick}-away`, stick)
  await receive()
  await waitFor('the restore to be noticed', async () => (await getStatus(counter.call)).restored?.reason === 'behind-mark')
  expect(await counter.call('dossier.receive', makeIntake())).toEqual({ ok: false, error: { kind: 'restored-needs-portal' } })
  expect(readHighWater(markPath)).toEqual(mark)
})

test('what is saved while the copy is begun stands in it only with a mark that covers it', async () => {
  await counter.close()
  const folder = mkdtempSync(join(tmpdir(), 'qmc-stick-'))
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  const { device } = getDevice(db)
  const copy = openSecondCopy({ db, folder, filesFolder: join(counter.dataFolder, 'files'), now: Date.now, changed: () => undefined, found: () => undefined })
  const kept = copy.keep()
  const path = join(folder, `unsent-${device}.qmc`)
  while (!existsSync(`${path}.new`) && !existsSync(path)) await setImmediate()
  const saved = write(db, (writeDb) => appendEntry(writeDb, { device, epoch: 1 }, { kind: 'session.opened', officer: 'counter', baseRevision: 0, at: new Date().toISOString(), payload: {} }))
  await kept
  const copied = listUnsent(db, 0).slice(0, readFileSync(path, 'utf8').split('\n').length - 2)
  const mark = readHighWater(folderMarkPath(folder, device))
  expect(mark.kind === 'mark' ? mark.mark.seq : 0).toBeGreaterThanOrEqual(copied.at(-1) ?? 0)
  // And once it is asked for, it is there, marked.
  await copy.keep()
  expect(readHighWater(folderMarkPath(folder, device))).toMatchObject({ mark: { seq: saved.seq } })
  await copy.close().finally(() => db.close())
  rmSync(folder, { recursive: true, force: true })
})

test('a share that hangs at the start holds up the first number for a while, the opening and work never, and what its mark says is heard whenever it comes', async () => {
  await line.down()
  await receive()
  await counter.close()
  const path = join(stick, readdirSync(stick).find((name) => name.startsWith('high-water-')) ?? 'none')
  const mark = HighWater.parse(JSON.parse(readFileSync(path, 'utf8')))
  // A pipe nobody writes into: whoever reads it in place hangs for good. The second name stays when the counter writes its mark anew; without the copy nobody else reads it.
  const pipe = `${path}.held`
  execFileSync('mkfifo', [pipe])
  const hang = (): void => (rmSync(unsentPath()), rmSync(path), linkSync(pipe, path))

  hang()
  await reopen()
  await receive()
  await writeFile(pipe, '')
  await counter.close()
  hang()
  await reopen()
  // And what it says cannot be written down at first: that is tried again.
  inspect(counter, (db) => db.exec(`CREATE TRIGGER no_room BEFORE INSERT ON setting WHEN new.key = 'restored' BEGIN SELECT RAISE(ABORT, 'no room'); END`))
  const first = counter.call('dossier.receive', makeIntake())
  expect((await getStatus(counter.call)).restored).toBeUndefined()
  await writeFile(pipe, JSON.stringify({ ...mark, seq: mark.seq + 5, hash: 'of an entry that is not here' }))
  expect(await first).toMatchObject({ ok: false, error: { kind: 'unexpected' } })
  expect((await getStatus(counter.call)).restored).toBeUndefined()
  inspect(counter, (db) => db.exec('DROP TRIGGER no_room'))
  expect(await counter.call('dossier.receive', makeIntake())).toMatchObject({ ok: false, error: { kind: 'restored-needs-portal' } })
  expect((await getStatus(counter.call)).restored?.reason).toBe('behind-mark')
})

test('it is synced before the Receive is answered, counted from outside the process', async () => {
  await line.down()
  await counter.close()
  const work = mkdtempSync(join(tmpdir(), 'qmc-second-'))
  const syncs = createFsyncCounter(work)
  const core = await openCoreProcess(counter, office.officerId('reception'), { env: syncs.env })
  getOk(await core.call('dossier.receive', makeIntake()))
  const perReceive: number[] = []
  for (let i = 0; i < 10; i++) {
    const before = syncs.count('.qmc')
    getOk(await core.call('dossier.receive', makeIntake()))
    perReceive.push(syncs.count('.qmc') - before)
  }
  await core.process.kill()
  rmSync(work, { recursive: true, force: true })
  expect(Math.min(...perReceive)).toBeGreaterThanOrEqual(1)
  // Killed, and the stick alone is left.
  removeFolder(counter)
  expect(await importQueue(context, readFileSync(unsentPath(), 'utf8'))).toMatchObject({ entries: 11, held: 11, spoilt: [] })
})

test('the queue exported to a file is taken in like the copy, also of a counter that was revoked', async () => {
  await line.down()
  const waiting = [await receive(), await receive()]
  await counter.logIn(office.officerId('administrator'))
  const { path, entries } = getOk(await counter.call('queue.export', { folder: stick }))
  expect(entries).toBe(2)
  expect(existsSync(path)).toBe(true)
  await portal.database.query('update device set revoked_at = now() where office_id = $1', [office.id])
  expect(await importQueue(context, readFileSync(path, 'utf8'))).toMatchObject({ held: 2, refused: [] })
  expect(await listCodes()).toEqual(waiting.map(({ code }) => code))
  expect(await counter.call('queue.export', { folder: join(stick, 'không có') })).toEqual({ ok: false, error: { kind: 'folder-unwritable' } })
})

test('what the portal has received leaves the copy', async () => {
  const { id } = await receive()
  await waitForDelivery(counter.call, id, 'received')
  await counter.close()
  counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key })
  await counter.open()
  await waitFor('a copy without records', () => readFileSync(unsentPath(), 'utf8').trimEnd().split('\n').length === 1)
})

test.runIf(process.env['DATABASE_URL'] !== undefined)('the administrator’s command opens the same portal', async () => {
  const own = await openContext({ DATABASE_URL: process.env['DATABASE_URL'] })
  expect(own.portalId).toMatch(/^portal-/)
  await own.database.close()
})
