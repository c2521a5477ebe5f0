import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../electron/core/db/open.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { createCounter, getOk, inspect, listAll, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { openCoreProcess } from './support/core-process.ts'
import { findInClear, readFolder } from './support/folder-bytes.ts'
import { createFsyncCounter } from './support/fsync-counter.ts'
import { listPersonalData, makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter
const work = mkdtempSync(join(tmpdir(), 'qmc-durability-'))

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office)
  await counter.close()
  // Nobody answers: what is counted is the Receive and not the answers to it.
  await line.down()
})
afterAll(async () => {
  await portal.close()
  removeFolder(counter)
  rmSync(work, { recursive: true, force: true })
})

test('every Receive syncs the write-ahead log before it is answered, counted from outside the process', async () => {
  const syncs = createFsyncCounter(work)
  const core = await openCoreProcess(counter, office.officerId('reception'), { env: syncs.env })
  const perReceive: number[] = []
  for (let i = 0; i < 20; i++) {
    const before = syncs.count('counter.db-wal')
    getOk(await core.call('dossier.receive', makeIntake()))
    perReceive.push(syncs.count('counter.db-wal') - before)
  }
  await core.process.kill()
  expect(perReceive).toHaveLength(20)
  expect(Math.min(...perReceive)).toBeGreaterThanOrEqual(1)
})

test('twenty answered Receives are there after the process was killed', async () => {
  await counter.open()
  await counter.logIn(office.officerId('reception'))
  expect(await listAll(counter.call)).toHaveLength(20)
  await counter.close()
})

test('every connection has FULL, WAL and foreign keys', () => {
  inspect(counter, (db) => {
    expect([db.pragma('synchronous', { simple: true }), db.pragma('journal_mode', { simple: true }), db.pragma('foreign_keys', { simple: true })]).toEqual([2, 'wal', 1])
  })
})

test('without its key the database cannot be read, and no name stands in any file, open or closed', async () => {
  const path = join(counter.dataFolder, 'counter.db')
  const code = (run: () => unknown): unknown => {
    try {
      run()
    } catch (error) {
      return (error as { code?: unknown }).code
    }
    return undefined
  }
  expect(code(() => openDatabase({ path, key: randomBytes(32), mustExist: true }))).toBe('SQLITE_NOTADB')
  const plain = new Database(path)
  expect(code(() => plain.prepare('SELECT * FROM sqlite_schema').all())).toBe('SQLITE_NOTADB')
  plain.close()
  expect(await createCounter({ dataFolder: counter.dataFolder }).call('core.open', { dataFolder: counter.dataFolder, key: randomBytes(32).toString('base64'), mustExist: true })).toEqual({
    ok: false,
    error: { kind: 'database-unreadable' }
  })

  await counter.open()
  await counter.logIn(office.officerId('reception'))
  getOk(await counter.call('dossier.receive', makeIntake()))
  getOk(await counter.call('draft.save', { id: 'nháp', applicant: { fullName: listPersonalData()[0]! }, components: [], sets: 1, returnAt: 'counter', note: '' }))
  // The log of an open database holds what was just written.
  expect(readFolder(counter.dataFolder).get('counter.db-wal')?.length).toBeGreaterThan(0)
  expect(findInClear(counter.dataFolder, listPersonalData())).toEqual([])
  await counter.close()
  expect(findInClear(counter.dataFolder, listPersonalData())).toEqual([])
  // The search is one that finds: the same words in a plain file.
  const copy = new Database(join(work, 'plain.db'))
  copy.exec('CREATE TABLE t (x TEXT)')
  copy.prepare('INSERT INTO t VALUES (?)').run(listPersonalData()[0])
  copy.close()
  expect(findInClear(work, listPersonalData())).toEqual(['plain.db'])
})
