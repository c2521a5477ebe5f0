import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RestoreReason } from '../../electron/contract/continuity.ts'
import { HighWater } from '../../electron/core/continuity/high-water.ts'
import { resolveRestore } from '../../electron/core/continuity/restored.ts'
import { getIdentity } from '../../electron/core/context.ts'
import { write } from '../../electron/core/db/open.ts'
import { putSetting } from '../../electron/core/db/setting-store.ts'
import { voidLostNumber } from '../../electron/core/documents/give-number.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import { findHead } from '../../electron/core/journal/journal-store.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { insertIssuedNumber } from '../../electron/core/numbers/number-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { createCounter, getOk, getStatus, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter
const copies: string[] = []

beforeAll(async () => {
  portal = await startReferencePortal()
})
afterAll(() => portal.close())
beforeEach(async () => {
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office)
})
afterEach(async () => {
  await counter.close()
  await line.close()
  removeFolder(counter)
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true })
})

const serialOf = (code: string): number => Number(code.split('-')[2])

async function receive(): Promise<{ id: string; serial: number }> {
  const { dossierId, code } = getOk(await counter.call('dossier.receive', makeIntake()))
  return { id: dossierId, serial: serialOf(code) }
}

async function receiveAndSend(): Promise<{ id: string; serial: number }> {
  const received = await receive()
  await waitForDelivery(counter.call, received.id, 'received')
  return received
}

/** The database as it lies on the disk now, by hand, as an administrator would copy it with the program closed. */
async function copyByHand(): Promise<string> {
  await counter.close()
  const copy = mkdtempSync(join(tmpdir(), 'qmc-copy-'))
  copies.push(copy)
  cpSync(join(counter.dataFolder, 'counter.db'), join(copy, 'counter.db'))
  await reopen()
  return copy
}

/** With the line down, so that what is noticed can be seen before it is answered. */
async function putBack(copy: string): Promise<RestoreReason | undefined> {
  await line.down()
  await counter.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(counter.dataFolder, `counter.db${suffix}`), { force: true })
  cpSync(join(copy, 'counter.db'), join(counter.dataFolder, 'counter.db'))
  await reopen()
  return getRestored()
}

async function comeBack(): Promise<void> {
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the portal’s answer to the restore', async () => (await getRestored()) === undefined)
}

async function reopen(): Promise<void> {
  counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key })
  await counter.open()
  await counter.logIn(office.officerId('reception'))
}

const readMark = () => HighWater.parse(JSON.parse(readFileSync(join(counter.dataFolder, 'high-water.json'), 'utf8')))
const getRestored = async (): Promise<RestoreReason | undefined> => (await getStatus(counter.call)).restored?.reason

test('the mark outside the database has an awaited number before its answer, and a burst within a second', async () => {
  const first = await receive()
  expect(readMark().numbers[0]?.serial).toBe(first.serial)
  const burst = await Promise.all([1, 2, 3, 4, 5].map(() => receive()))
  const highest = Math.max(...burst.map(({ serial }) => serial))
  await waitFor('the mark to follow', () => readMark().numbers[0]?.serial === highest)
  expect(readMark()).toMatchObject({ epoch: 1, seq: 6 })
})

test('an ordinary restart is no restore', async () => {
  await receive()
  await counter.close()
  await reopen()
  expect(await getRestored()).toBeUndefined()
  expect((await receive()).serial).toBe(2)
})

test('a database put back from a copy numbers nothing until the portal has answered, and then above everything issued', async () => {
  await receiveAndSend()
  const copy = await copyByHand()
  await receiveAndSend()
  const lost = await receiveAndSend()
  await line.down()
  // Printed and handed out, and known to nobody but the mark.
  const unsent = await receive()
  expect(await putBack(copy)).toBe('behind-mark')
  expect(await counter.call('dossier.receive', makeIntake())).toEqual({ ok: false, error: { kind: 'restored-needs-portal' } })
  // Nor is anything else journalled under a place that the portal may hold already.
  expect(await counter.call('queue.told', { seq: 1, way: 'phone', note: '' })).toEqual({ ok: false, error: { kind: 'restored-needs-portal' } })
  expect(() => inspect(counter, (db) => write(db, (writeDb) => appendEntry(writeDb, getIdentity(db), { kind: 'x', officer: 'x', baseRevision: 0, at: '', payload: {} })))).toThrow('restored')
  // Not forgotten by a restart either.
  await counter.close()
  await reopen()
  expect(await counter.call('dossier.receive', makeIntake())).toEqual({ ok: false, error: { kind: 'restored-needs-portal' } })
  await comeBack()
  const next = await receiveAndSend()
  expect(next.serial).toBe(unsent.serial + 1)
  expect(unsent.serial).toBe(lost.serial + 1)
  await waitFor('the mark of the new epoch', () => readMark().epoch === 2)
  const codes = (await listArrived(portal.database, office)).map(({ code }) => serialOf(code))
  expect(codes).toEqual([1, 2, 3, 5])
  inspect(counter, (db) => {
    expect(verifyChain(db, readMark().device)).toEqual({ kind: 'intact', entries: 3 })
    expect(db.prepare('SELECT kind, epoch FROM journal ORDER BY seq').all()).toEqual([
      { kind: 'dossier.received', epoch: 1 },
      { kind: 'counter.restored', epoch: 2 },
      { kind: 'dossier.received', epoch: 2 }
    ])
  })
})

test('with the mark lost too, the portal’s own numbers and entries are what is numbered above', async () => {
  await receiveAndSend()
  await waitFor('the first mark', () => existsSync(join(counter.dataFolder, 'high-water.json')))
  const copy = await copyByHand()
  await receiveAndSend()
  await receiveAndSend()
  await counter.close()
  rmSync(join(counter.dataFolder, 'high-water.json'))
  counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key })
  expect(await putBack(copy)).toBe('mark-missing')
  await comeBack()
  expect((await receiveAndSend()).serial).toBe(4)
})

test('a PC put in the dead one’s place whose clock is ahead keeps no day from being numbered that was not there yet', async () => {
  await receiveAndSend()
  await waitFor('the first mark', () => existsSync(join(counter.dataFolder, 'high-water.json')))
  const copy = await copyByHand()
  await receiveAndSend()
  await counter.close()
  rmSync(join(counter.dataFolder, 'high-water.json'))
  expect(await putBack(copy)).toBe('mark-missing')
  counter.clock.offsetMs = 40 * 86_400_000
  await comeBack()
  counter.clock.offsetMs = 0
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the clock to be right', async () => (await getStatus(counter.call)).clockOffsetMs === undefined)
  expect((await receiveAndSend()).serial).toBe(3)
})

test('the same copy put back twice begins an epoch of its own each time', async () => {
  await receiveAndSend()
  const copy = await copyByHand()
  await receiveAndSend()
  expect(await putBack(copy)).toBe('behind-mark')
  await comeBack()
  const second = await receiveAndSend()
  expect(await putBack(copy)).toBe('behind-mark')
  await comeBack()
  const third = await receiveAndSend()
  expect([second.serial, third.serial]).toEqual([3, 4])
  await waitFor('the mark of the new epoch', () => readMark().epoch === 3)
  expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 0, needsOfficer: 0 })
})

/** The PC with one dossier sent, as an image of its disk would bring it up a second time; the first works on. */
async function cloneMachine(): Promise<Counter> {
  await receiveAndSend()
  await counter.close()
  const clone = createCounter({ dataFolder: mkdtempSync(join(tmpdir(), 'qmc-clone-')), key: counter.key })
  copies.push(clone.dataFolder)
  cpSync(counter.dataFolder, clone.dataFolder, { recursive: true })
  await reopen()
  return clone
}

test('a whole machine cloned is found at its first contact: the clone is told and numbers nothing more, the first goes on', async () => {
  const clone = await cloneMachine()
  await receiveAndSend()
  await clone.logIn(office.officerId('reception'))
  expect((await getStatus(clone.call)).restored).toBeUndefined()
  // Mark and database agree there, so it cannot know by itself; the portal does.
  getOk(await clone.call('dossier.receive', makeIntake()))
  await waitFor('the clone to be told', async () => (await getStatus(clone.call)).chain?.state === 'broken')
  expect((await getStatus(clone.call)).chain).toEqual({ state: 'broken', seq: 2, reason: 'signed-head' })
  expect(await clone.call('dossier.receive', makeIntake())).toEqual({ ok: false, error: { kind: 'history-disputed' } })
  // Nothing else of it writes to the journal either: neither a citizen's answer, nor the machine by itself, nor this very state put back from a copy; who forgets to ask is stopped.
  const head = () => inspect(clone, (db) => findHead(db)?.seq)
  const seq = head()
  expect(getOk(await clone.call('core.rate-visit', { visitId: randomUUID(), level: 'satisfied', occasion: 'receipt' }))).toEqual({ kept: false })
  inspect(clone, (db) => {
    const lost = { series: 'van-ban', period: '2026', serial: 7, code: '07', day: '2026-11-26', by: { officerId: 'x', fullName: 'x' }, at: '2026-11-26T08:00:00' }
    const by = { officer: 'x', nowMs: Date.now() }
    write(db, (own) => insertIssuedNumber(own, { ...lost, onDay: null, dossier: 'd', seq: 1 }))
    expect(write(db, (own) => voidLostNumber(own, 'd', lost, undefined, by))).toBe(false)
    write(db, (own) => putSetting(own, 'restored', { noticedAt: new Date().toISOString(), reason: 'behind-mark' }))
    resolveRestore({ db, now: Date.now }, { epoch: 1, seq: 2, hash: '0'.repeat(64), numbers: [], recoveryKey: { keyId: 'k', publicKey: 'p' } })
    expect(() => write(db, (own) => appendEntry(own, getIdentity(own), { kind: 'x', officer: 'x', baseRevision: 0, at: '', payload: {} }))).toThrow('history-disputed')
  })
  expect(head()).toBe(seq)
  await clone.close()
  expect((await receiveAndSend()).serial).toBe(3)
  expect((await listArrived(portal.database, office)).map(({ code }) => serialOf(code))).toEqual([1, 2, 3])
})

test('a clone that wrote nothing yet is found too, by a head beyond its own journal', async () => {
  const clone = await cloneMachine()
  for (let i = 0; i < 3; i++) await receiveAndSend()
  await clone.logIn(office.officerId('reception'))
  await waitFor('the clone to be told', async () => (await getStatus(clone.call)).chain?.state === 'broken')
  expect(await clone.call('dossier.receive', makeIntake())).toEqual({ ok: false, error: { kind: 'history-disputed' } })
  await clone.close()
  expect((await receiveAndSend()).serial).toBe(5)
  expect((await getStatus(counter.call)).chain?.state).toBe('intact')
})

test('a mark that cannot be read counts as a restore: it asks the portal rather than trusts', async () => {
  await receiveAndSend()
  await counter.close()
  cpSync(join(counter.dataFolder, 'counter.db'), join(counter.dataFolder, 'high-water.json'))
  await line.down()
  await reopen()
  expect(await getRestored()).toBe('mark-missing')
  await comeBack()
  expect((await receiveAndSend()).serial).toBe(2)
})
