import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFaultProxy } from '../portal/fault-proxy.ts'
import { importQueue } from '../portal/import-queue.ts'
import { openCoreProcess } from './support/core-process.ts'
import { getOk, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { describePortal } from './support/portal-context.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

const kills = 8
let portal: TestPortal
let office: TestOffice
let counter: Counter
const stick = mkdtempSync(join(tmpdir(), 'qmc-stick-'))

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  const line = await startFaultProxy(portal.url)
  counter = await startCounter(line.url, office)
  await counter.close()
  await line.down()
})
afterAll(async () => {
  await portal.close()
  removeFolder(counter)
  rmSync(stick, { recursive: true, force: true })
})

test(`killed ${kills} times in bursts, offline: never taken for a restore, no number twice, and the stick has every answered dossier`, async () => {
  const answered: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const core = await openCoreProcess(counter, office.officerId('reception'), { env: { QMC_BACKUP_FOLDER: stick } })
    expect(getOk(await core.call('status.get', {})).restored).toBeUndefined()
    // One that must be taken, then a burst that the kill cuts at another moment each time.
    answered.push(getOk(await core.call('dossier.receive', makeIntake())).code)
    const burst = Array.from({ length: 30 }, () => core.call('dossier.receive', makeIntake()).then((result) => (result.ok ? answered.push(result.value.code) : 0)))
    await sleep(kill * 7)
    await core.process.kill()
    await Promise.all(burst)
  }
  expect(new Set(answered).size).toBe(answered.length)
  expect(answered.length).toBeGreaterThanOrEqual(kills)
  // The disk dies now: what was answered is on the stick.
  const name = readdirSync(stick).find((entry) => /^unsent-.*\.qmc$/.test(entry))!
  // None was taken for another database's: no kill leaves a copy that its own counter sets aside.
  expect(readdirSync(stick).filter((entry) => entry.endsWith('.qmc'))).toEqual([name])
  await importQueue(await describePortal(portal), readFileSync(join(stick, name), 'utf8'))
  const arrived = new Set((await listArrived(portal.database, office)).map(({ code }) => code))
  expect(answered.filter((code) => !arrived.has(code))).toEqual([])
})
