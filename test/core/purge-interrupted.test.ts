import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { getDevice } from '../../electron/core/context.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { ContentPurged } from '../../electron/domain/retention.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { age } from './support/aged.ts'
import { startCoreProcess } from './support/core-process.ts'
import { getOk, getStatus, inspect, logIn, type Counter } from './support/counter.ts'
import type { TestOffice } from './support/portal.ts'
import { purgeReason, useRetentionDesk } from './support/retention-desk.ts'
import type { SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** A purge that a kill or a copy from before it comes across. */

let portal: TestPortal
let office: TestOffice
let desk: SigningDesk
let counter: Counter
let work: string
const { handBack, receiveSettled, asAdministrator, waitUntilSent, beginPurge, waitUntilPurged, countFiles } = useRetentionDesk((made) => void ({ portal, office, desk, counter, work } = made))

test('a core that dies between a commit and the bytes, and again between two steps, goes on where it was: each dossier once, each told', async () => {
  const scanned = await desk.receiveWithScan(counter, 5_000)
  await handBack(scanned.id)
  const ids = [scanned.id]
  for (let i = 0; i < 11; i++) ids.push(await receiveSettled())
  await waitUntilSent()
  await age(counter, portal.database, ids, 30)
  // One of its two files is in a draft too.
  inspect(counter, (db) => {
    const sha256 = db.prepare('SELECT sha256 FROM attachment WHERE dossier = ?').pluck().get(scanned.id)
    db.prepare(`INSERT INTO draft VALUES ('d', 'o', '2026', json_object('components', json_array(json_object('files', json_array(json_object('sha256', ?))))))`).run(sha256)
  })
  const files = countFiles()
  const told = () => inspect(counter, (db) => (db.prepare(`SELECT payload FROM journal WHERE kind = 'content.purged' ORDER BY seq`).pluck().all() as string[]).map((text) => ContentPurged.parse(JSON.parse(text))))
  await counter.close()
  for (const [place, done] of [['core-purge-bytes', 10], ['core-purge-step', 12]] as const) {
    const core = startCoreProcess({ env: { QMC_FAULT_POINT: place } })
    // The second goes on by itself, and dies before anybody has logged in.
    const begin = async () => {
      await logIn(core.call, counter, office.officerId('administrator'))
      await core.call('retention.purge', { dossiers: 12, reason: purgeReason })
    }
    const [{ signal }] = await Promise.all([core.process.exited, begin().catch(() => undefined)])
    expect(signal).toBe('SIGKILL')
    expect(told().reduce((sum, { dossiers }) => sum + dossiers, 0)).toBe(done)
    expect(countFiles()).toBe(place === 'core-purge-bytes' ? files : files - 1)
  }
  await counter.open()
  await counter.logIn(office.officerId('reception'))
  await waitUntilPurged()
  await waitUntilSent()
  expect(told().map(({ dossiers }) => dossiers)).toEqual([10, 2])
  expect(new Set(told().map((one) => one.purge)).size).toBe(1)
  for (const id of ids) expect(getOk(await counter.call('dossier.get', { id })).purgedAt).toBeDefined()
  inspect(counter, (db) => expect(verifyChain(db, getDevice(db).device)).toMatchObject({ kind: 'intact' }))
}, 120_000)

test('a copy from before a purge brings the content back, which is told until it is purged anew', async () => {
  const id = await receiveSettled()
  await waitUntilSent()
  await age(counter, portal.database, [id], 30)
  const { name } = await asAdministrator(async () => {
    getOk(await counter.call('backup.set-folder', { folder: work }))
    return getOk(await counter.call('backup.run', {}))
  })
  getOk(await beginPurge(1))
  await waitUntilPurged()
  await waitUntilSent()
  await counter.close()
  for (const suffix of ['-wal', '-shm']) rmSync(join(counter.dataFolder, `counter.db${suffix}`), { force: true })
  cpSync(join(work, name), join(counter.dataFolder, 'counter.db'))
  await counter.open()
  await counter.logIn(office.officerId('reception'))
  await waitFor('the portal’s answer to the restore', async () => (await getStatus(counter.call)).restored === undefined)
  await waitUntilSent()
  const state = () => asAdministrator(async () => getOk(await counter.call('retention.get', {})))
  expect((await state()).undoneAt).not.toBeNull()
  expect(getOk(await counter.call('dossier.get', { id })).purgedAt).toBeUndefined()
  getOk(await beginPurge(1))
  await waitUntilPurged()
  expect((await state()).undoneAt).toBeNull()
  expect(getOk(await counter.call('dossier.get', { id })).purgedAt).toBeDefined()
})
