import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scratchMethods, type ScratchMethods } from '../../electron/contract/scratch.ts'
import { runCrashTest } from '../../electron/core/diagnostics/crash-test.ts'
import { formatRecord, readRecords } from '../../electron/core/diagnostics/scratch-record.ts'
import { ok } from '../../electron/domain/result.ts'
import { createCaller } from '../../electron/rpc/call.ts'
import { createPortPair } from '../../electron/rpc/port.ts'
import { serve } from '../../electron/rpc/serve.ts'
import type { Sibling } from '../../electron/rpc/sibling.ts'
import { link, startProcess, type StartedProcess } from '../harness/processes.ts'
import { openCoreProcess } from './support/core-process.ts'
import { getOk, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

const scratchEntry = fileURLToPath(new URL('../../electron/core/diagnostics/scratch-entry.ts', import.meta.url))
let portal: TestPortal
let office: TestOffice
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office)
  for (let i = 0; i < 3; i++) {
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitForDelivery(counter.call, dossierId, 'received')
  }
  await counter.close()
})
afterAll(async () => {
  await portal.close()
  removeFolder(counter)
})

test('the page’s figures come from this disk, from a process that was really killed, and from the journal itself', async () => {
  const core = await openCoreProcess(counter, office.officerId('reception'))
  const scratches: StartedProcess[] = []
  core.process.onLinkRequest((name) => {
    if (name !== 'scratch') return
    const scratch = startProcess(scratchEntry, { env: { NODE_NO_WARNINGS: '1' } })
    scratches.push(scratch)
    link(core.process, scratch, { a: 'scratch', b: 'core' })
  })
  const report = getOk(await core.call('diagnostics.run', {}, { timeoutMs: 30_000 }))
  expect(report.fsync.samples).toBe(50)
  expect(report.fsync.p50).toBeGreaterThan(0)
  expect(report.fsync.p95).toBeGreaterThanOrEqual(report.fsync.p50)
  expect(report.crash).toEqual({ outcome: 'passed', acknowledged: 19, found: 19 })
  expect(report.chain).toMatchObject({ state: 'intact', checkedTo: 3, entries: 3 })
  expect(report.queue).toEqual({ waiting: 0, needsOfficer: 0 })
  expect(report.clock).toMatchObject({ known: true })
  expect(await scratches[0]!.exited).toMatchObject({ signal: 'SIGKILL' })
  expect(readdirSync(join(counter.dataFolder, 'scratch'))).toEqual([])
  await core.process.kill()
})

test('a broken journal is named in the report, and without the process to kill the crash test says that it could not run', async () => {
  inspect(counter, (db) => db.exec(`UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2`))
  await counter.open()
  await counter.logIn(office.officerId('reception'))
  expect(getOk(await counter.call('diagnostics.run', {}))).toMatchObject({ crash: { outcome: 'unavailable' }, chain: { state: 'broken', seq: 2, reason: 'hash' } })
  await counter.close()
})

test('a disk that forgets what it confirmed fails the crash test', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-crash-'))
  // A process that confirms and writes nothing: what a disk that lies about fsync leaves behind.
  const [near, far] = createPortPair()
  serve(
    far,
    scratchMethods,
    {
      'scratch.write': ({ path, record, last }) => {
        if (record === 1) rmSync(path, { force: true })
        if (record === 2) import('node:fs').then(({ writeFileSync }) => writeFileSync(path, formatRecord(1)))
        if (last) far.close()
        return ok({ record })
      }
    },
    { reportBug: () => '' }
  )
  const sibling: Sibling<ScratchMethods> = { get: () => Promise.resolve(createCaller<ScratchMethods>(near, 'scratch')) }
  expect(await runCrashTest(sibling, folder)).toMatchObject({ outcome: 'failed', found: 1 })
  expect(existsSync(join(folder, 'crash.txt'))).toBe(false)
  rmSync(folder, { recursive: true })
})

test('a torn record is no record', () => {
  const whole = formatRecord(1) + formatRecord(2)
  expect(readRecords(whole)).toEqual([1, 2])
  for (let cut = 1; cut < formatRecord(2).length; cut++) expect(readRecords(whole.slice(0, -cut - 1))).toEqual([1])
})
