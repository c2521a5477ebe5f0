import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemTypes } from '../../electron/contract/wire.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { findAtPortal } from '../../electron/core/dossier/take-pulled-dossier.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake, poisonComponents, poisonProcedure } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** What one counter does to a dossier while another's step comes between. */

let portal: TestPortal
let office: TestOffice
let line: FaultProxy
let first: Counter
let second: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  line = await startFaultProxy(portal.url)
  first = await startCounter(portal.url, office)
  second = await startCounter(line.url, office, { code: 1 })
})
afterAll(async () => {
  for (const counter of [first, second]) await counter.close()
  await line.close()
  await portal.close()
  for (const counter of [first, second]) removeFolder(counter)
})

async function receiveAtFirst(): Promise<string> {
  const { dossierId: id } = getOk(await first.call('dossier.receive', makeIntake()))
  await waitForDelivery(first.call, id, 'received')
  await pullNow(second)
  await waitFor('the dossier at the other counter', async () => (await listAll(second.call)).some((row) => row.id === id))
  return id
}

/** At the first counter, whose line is good. */
async function beginAtFirst(id: string): Promise<void> {
  getOk(await first.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(first.call, id, 'received')
}

const amendAtSecond = async (id: string, baseRevision: number) => getOk(await second.call('dossier.amend', { id, baseRevision, reason: 'Công dân báo', changes: { note: 'Trả buổi chiều' } }))
const hereAtSecond = (id: string) => inspect(second, (db) => findDossier(db, id)?.dossier)

test('what is tried again goes before what follows it, also where more than a request holds is tried again', async () => {
  await portal.database.query('update procedure set secret = true where code = $1', [poisonProcedure])
  for (let index = 0; index < 100; index++) getOk(await second.call('dossier.receive', makeIntake({ procedureCode: poisonProcedure, components: poisonComponents })))
  const countRefused = () => inspect(second, (db) => db.prepare(`SELECT count(*) FROM delivery WHERE state = 'needs-officer' AND problem ->> 'type' = ?`).pluck().get(problemTypes.secret))
  await waitFor('their refusal', () => countRefused() === 100)
  const id = await receiveAtFirst()
  await line.down()
  getOk(await second.call('dossier.change-status', { id, baseRevision: 1, to: 8, note: 'Công dân rút' }))
  await beginAtFirst(id)
  await line.up()
  await pullNow(second)
  await waitForDelivery(second.call, id, 'needs-officer')
  await amendAtSecond(id, 2)
  await portal.database.query('update procedure set secret = false where code = $1', [poisonProcedure])
  getOk(await second.call('queue.retry', {}))
  await waitFor('the others', () => countRefused() === 0 && inspect(second, (db) => db.prepare(`SELECT count(*) FROM delivery WHERE state <> 'received' AND lane <> ?`).pluck().get(id)) === 0)
  await waitForDelivery(second.call, id, 'needs-officer')
  expect(inspect(second, (db) => db.prepare('SELECT state FROM delivery WHERE lane = ? ORDER BY seq').pluck().all(id))).toEqual(['needs-officer', 'queued'])
  expect((await listArrived(portal.database, office)).find((dossier) => dossier.id === id)).toMatchObject({ status: 4, revision: 2 })
}, 150_000)

test('a step that arrived beside another counter’s stands here too while the line is down before the outcome was told', async () => {
  const id = await receiveAtFirst()
  await line.down()
  await beginAtFirst(id)
  // She saves while the page that tells of it is on its way.
  line.holdReplies('/v1/changes')
  await line.up()
  await pullNow(second)
  await line.waitForHeldReply()
  await amendAtSecond(id, 1)
  line.releaseReplies()
  await waitForDelivery(second.call, id, 'received')
  await line.down()
  expect(inspect(second, (db) => findAtPortal(db, id)?.revision)).toBe(2)
  await pullNow(second)
  await waitFor('the line to be told as down', async () => getOk(await second.call('status.get', {})).link.state === 'offline')
  expect(hereAtSecond(id)).toMatchObject({ note: 'Trả buổi chiều' })
  await line.up()
  await pullNow(second)
  await waitFor('the outcome', async () => hereAtSecond(id)?.revision === 3)
  expect(hereAtSecond(id)).toMatchObject({ status: 4, note: 'Trả buổi chiều' })
}, 150_000)
