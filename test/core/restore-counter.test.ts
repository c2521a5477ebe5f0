import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findStamp } from '../../electron/core/continuity/backup-names.ts'
import { listCopySets } from '../../electron/core/continuity/find-copies.ts'
import { listParts } from '../../electron/core/continuity/hand-in-unsent.ts'
import { getDevice } from '../../electron/core/context.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { createRestoreCode } from '../portal/restore/restore-code.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createCounter, getOk, getStatus, inspect, listAll, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

const work = mkdtempSync(join(tmpdir(), 'qmc-dead-'))
const stick = join(work, 'stick')
let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let desk: SigningDesk
/** The PC that dies, and what an old copy of its whole folder would be. */
let dead: Counter
let revived: Counter
let device: string
const codes: string[] = []

const serialOf = (code: string): number => Number(code.split('-')[2])

/** A counter, one dossier received, a backup; then, with the line down, a second dossier and a third with a signed scan: on the stick alone. Then the PC dies. */
beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  dead = await startCounter(line.url, office, { press: desk.press, random: () => 0 })
  device = inspect(dead, getDevice).device
  mkdirSync(stick)
  await dead.logIn(office.officerId('administrator'))
  await waitFor('the recovery key', () => inspect(dead, (db) => db.prepare(`SELECT 1 FROM setting WHERE key = 'recovery-key'`).get() !== undefined))
  getOk(await dead.call('backup.set-folder', { folder: stick }))
  await dead.logIn(office.officerId('reception'))
  const first = getOk(await dead.call('dossier.receive', makeIntake()))
  await waitForDelivery(dead.call, first.dossierId, 'received')
  await dead.logIn(office.officerId('administrator'))
  getOk(await dead.call('backup.run', {}))
  await dead.logIn(office.officerId('reception'))
  await line.down()
  const second = getOk(await dead.call('dossier.receive', makeIntake()))
  const third = await desk.receiveWithScan(dead, 30_000)
  codes.push(first.code, second.code, third.code)
  // A slow disk has it after its signing was answered.
  await waitFor('the scan on the stick', () => readdirSync(stick).some((name) => name.endsWith('-files')) && readdirSync(join(stick, `unsent-${device}-files`)).includes(`${third.signedSha256}.json`), 30_000)
  await dead.close()
}, 180_000)
afterAll(async () => {
  await revived?.close()
  await line.close()
  await portal.close()
  await desk.close()
  removeFolder(dead)
  rmSync(work, { recursive: true, force: true })
})

/** What main does at "Khôi phục từ bản sao". */
async function restore(code: string, options: { folder?: string; name?: string } = {}) {
  const dataFolder = join(work, options.name ?? 'new-pc')
  const restored = await createCounter({ dataFolder }).call('core.restore', { dataFolder, folder: options.folder ?? stick, portalUrl: line.url, code })
  return restored.ok ? { ...restored, counter: createCounter({ dataFolder, key: Buffer.from(restored.value.databaseKey, 'base64'), press: desk.press, random: () => 0 }) } : restored
}

test('the stick says whose copies lie there and where to ask', async () => {
  const { copies } = getOk(await createCounter({ dataFolder: join(work, 'nobody') }).call('core.find-copies', { folder: stick }))
  expect(copies).toEqual([{ device, madeAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string, officeName: office.name, counterNumber: 1, portalUrl: line.url }])
})

test('without the line, without a copy, or without the administrator’s code for this very counter nothing is put back, and nothing of the old PC is closed', async () => {
  const code = await createRestoreCode(portal.database, device)
  expect(await restore(code)).toEqual({ ok: false, error: { kind: 'portal-unreachable', portalUrl: line.url } })
  await line.up()
  expect(await restore(code, { folder: join(work, 'nowhere') })).toEqual({ ok: false, error: { kind: 'copy-not-found' } })
  expect(await restore('khong-phai-ma')).toEqual({ ok: false, error: { kind: 'enrolment-code-invalid' } })
  expect(await restore(office.codes[1]!)).toEqual({ ok: false, error: { kind: 'enrolment-code-invalid' } })
  const other = await startCounter(line.url, office, { code: 2 })
  const otherCode = await createRestoreCode(portal.database, inspect(other, getDevice).device)
  expect(await restore(otherCode)).toEqual({ ok: false, error: { kind: 'copy-of-another-counter' } })
  // Nor does a restore code enrol a counter anew.
  const fresh = createCounter({ dataFolder: join(work, 'fresh') })
  await fresh.open()
  expect(await fresh.call('core.enrol', { portalUrl: line.url, code, deviceName: 'Máy mới' })).toEqual({ ok: false, error: { kind: 'enrolment-code-invalid' } })
  await fresh.close()
  await other.close()
  removeFolder(other)
  expect(existsSync(join(work, 'new-pc', 'counter.db'))).toBe(false)
  const keys = await portal.database.query('select 1 from device_key where device_id = $1 and retires_at is null', [device])
  expect(keys).toHaveLength(1)
})

test('a spoilt copy is told, and the same code brings back a good one', async () => {
  const code = await createRestoreCode(portal.database, device)
  const bad = join(work, 'bad-stick')
  cpSync(stick, bad, { recursive: true })
  writeFileSync(join(bad, `counter-${device}-20991231T000000Z.qmcdb`), 'hỏng')
  expect(await restore(code, { folder: bad })).toEqual({ ok: false, error: { kind: 'copy-unreadable' } })
  expect(existsSync(join(work, 'new-pc', 'counter.db'))).toBe(false)
  // One that lay about for a week is no consent any more.
  await portal.database.query("update enrolment_code set created_at = now() - interval '8 days' where restores = $1", [device])
  expect(await restore(code)).toEqual({ ok: false, error: { kind: 'enrolment-code-invalid' } })
  await portal.database.query('update enrolment_code set created_at = now() where restores = $1', [device])
  // Of a queue that was set aside and of a scan, which the stick has spoilt since, nothing is to be had.
  mkdirSync(join(stick, `unsent-${device}-files`, `${'0'.repeat(64)}.json`))
  writeFileSync(join(stick, `unsent-${device}-20260101T000000Z.qmc`), 'hỏng\nhỏng\n')
  // As somebody types what was read to her.
  const done = await restore(code.toLowerCase().replaceAll('-', ' . '))
  if (!done.ok) throw new Error(done.error.kind)
  expect(done.value).toMatchObject({ officeName: office.name })
  revived = done.counter
})

test('the counter goes on: all three dossiers are at the portal once, with the scan, and on its own list; the next number is above them', async () => {
  expect((await listArrived(portal.database, office)).map(({ code }) => code).sort()).toEqual([...codes].sort())
  await revived.open()
  await revived.logIn(office.officerId('administrator'))
  // The copy it came from, told at once.
  const { backupPath } = listCopySets(stick)[0]!
  expect(getOk(await revived.call('backup.get', {})).lastBackup).toEqual({ at: findStamp(backupPath!), name: basename(backupPath!), entries: 1 })
  await revived.logIn(office.officerId('reception'))
  await waitFor('the portal’s answer to the restore', async () => (await getStatus(revived.call)).restored === undefined && (await getStatus(revived.call)).link.state === 'online')
  await waitFor('the dossiers that the copy did not have', async () => (await listAll(revived.call)).length === 3)
  const next = await waitFor('a number above', async () => {
    const received = await revived.call('dossier.receive', makeIntake())
    return received.ok && received.value
  })
  expect(serialOf(next.code)).toBeGreaterThan(Math.max(...codes.map(serialOf)))
  await waitForDelivery(revived.call, next.dossierId, 'received')
  const arrived = await listArrived(portal.database, office)
  expect(arrived.map(({ code }) => code).sort()).toEqual([...codes, next.code].sort())
  expect(arrived.find(({ code }) => code === codes[2])!.files).toEqual([expect.objectContaining({ present: true })])
  expect(inspect(revived, getDevice)).toMatchObject({ device, portalUrl: line.url })
})

test('the code is spent; the old PC, should it come back, is refused and told so', async () => {
  const [spent] = await portal.database.query<{ spent: boolean }>('select bool_and(first_used_at is not null) as spent from device_key where public_key in (select restore_key from enrolment_code where restores = $1)', [device])
  expect(spent).toEqual({ spent: true })
  await dead.open()
  await dead.logIn(office.officerId('reception'))
  await waitFor('the refusal', async () => (await getStatus(dead.call)).link.state === 'refused')
  expect((await getStatus(dead.call)).link).toEqual({ state: 'refused', reason: 'key-retired' })
  await dead.close()
  expect(await listArrived(portal.database, office)).toHaveLength(4)
})

test('a queue of months is handed in in parts, each a file of its own with all of its records in order', () => {
  const records = Array.from({ length: 10 }, (_, index) => String(index).repeat(30))
  const text = `head\n${records.join('\n')}\n`
  expect(listParts(text)).toEqual([text])
  const parts = listParts(text, 100)
  expect(parts.length).toBeGreaterThan(3)
  expect(parts.every((part) => part.startsWith('head\n') && part.length <= 105)).toBe(true)
  expect(parts.flatMap((part) => part.split('\n').slice(1)).filter((line) => line !== '')).toEqual(records)
})
