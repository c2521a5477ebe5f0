import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemTypes, wirePaths } from '../../electron/contract/wire.ts'
import { write } from '../../electron/core/db/open.ts'
import { appendToDossier } from '../../electron/core/dossier/append-to-dossier.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { findAtPortal } from '../../electron/core/dossier/take-pulled-dossier.ts'
import { toLocalTime } from '../../electron/domain/calendar.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getDelivery, getOk, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

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

const waitMs = 60_000
const hasCode = async (counter: Counter, code: string) => (await listAll(counter.call)).some((row) => row.code === code)

function amend(counter: Counter, id: string, changes: { note?: string; subject?: string }): void {
  inspect(counter, (db) =>
    write(db, (writeDb) => {
      const at = Date.now()
      appendToDossier(writeDb, findDossier(writeDb, id)!, { kind: 'dossier.amended', payload: { at: toLocalTime(at), reason: 'Sửa', changes } }, { officer: office.officerId('reception'), at: new Date(at).toISOString() })
    })
  )
}

async function receiveAtFirst(): Promise<{ id: string; code: string }> {
  const { dossierId, code } = getOk(await first.call('dossier.receive', makeIntake()))
  await waitForDelivery(first.call, dossierId, 'received')
  await pullNow(second)
  await waitFor('the dossier at the other counter', () => hasCode(second, code), waitMs)
  return { id: dossierId, code }
}

const isListening = (): boolean => line.listUnderWay().some((request) => request.includes(wirePaths.news))

const revisionAt = async (counter: Counter, id: string): Promise<number> => getOk(await counter.call('dossier.get', { id })).revision

test('what one counter received is in the other’s work list, marked as from the portal, and what is done to it there comes back', async () => {
  // Nobody asks for changes here: the other counter's request is waiting at the portal, and is answered.
  await waitFor('the request that waits for news', () => isListening(), waitMs)
  const { dossierId: id, code } = getOk(await first.call('dossier.receive', makeIntake()))
  await waitFor('the news', () => !isListening(), waitMs)
  await waitFor('the dossier at the other counter', () => hasCode(second, code), waitMs)
  expect(await getDelivery(second.call, id)).toEqual({ state: 'from-portal' })
  expect((await listAll(second.call)).find((row) => row.id === id)).toMatchObject({ code, status: 2, delivery: { state: 'from-portal' } })
  getOk(await second.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(second.call, id, 'received')
  await pullNow(first)
  await waitFor('the new status at the first counter', async () => getOk(await first.call('dossier.get', { id })).status === 4, waitMs)
  expect((await listArrived(portal.database, office)).find((dossier) => dossier.id === id)).toMatchObject({ status: 4, revision: 2 })
  // An act on top of what was done elsewhere: the page tells it, and offers the form where it was asked for.
  getOk(await first.call('dossier.change-status', { id, baseRevision: 2, to: 5, note: '', supplement: { items: ['Tờ khai'], answerBy: null } }))
  expect(getOk(await first.call('dossier.get', { id }))).toMatchObject({ status: 5, notices: ['supplement'], timeline: [{ kind: 'dossier.received' }, { kind: 'dossier.status-changed' }] })
  await waitForDelivery(first.call, id, 'received')
  await pullNow(second)
  await waitFor('the request at the second counter', async () => getOk(await second.call('dossier.get', { id })).status === 5, waitMs)
  expect(getOk(await second.call('dossier.get', { id })).notices).toEqual([])
}, 150_000)

test('changed at both while one is offline: other fields are put together, also entry after entry, and both end alike', async () => {
  const { id } = await receiveAtFirst()
  await line.down()
  amend(second, id, { note: 'Trả buổi chiều' })
  amend(second, id, { note: 'Trả buổi sáng' })
  getOk(await first.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(first.call, id, 'received')
  await line.up()
  getOk(await second.call('queue.retry', {}))
  await waitForDelivery(second.call, id, 'received', waitMs)
  for (const counter of [first, second]) await pullNow(counter)
  await waitFor('both counters at the portal’s revision', async () => (await revisionAt(first, id)) === 4 && (await revisionAt(second, id)) === 4, waitMs)
  for (const counter of [first, second]) {
    expect(inspect(counter, (db) => findDossier(db, id)?.dossier)).toMatchObject({ status: 4, note: 'Trả buổi sáng', revision: 4 })
  }
}, 150_000)

test('the same field, or a status, is a conflict: nothing is decided silently, both sides are kept', async () => {
  const { id } = await receiveAtFirst()
  await line.down()
  getOk(await second.call('dossier.change-status', { id, baseRevision: 1, to: 8, note: 'Công dân rút' }))
  getOk(await first.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(first.call, id, 'received')
  await line.up()
  getOk(await second.call('queue.retry', {}))
  expect(await waitForDelivery(second.call, id, 'needs-officer', waitMs)).toMatchObject({ problemType: problemTypes.editConflict })
  await pullNow(second)
  await waitFor('the portal’s side', () => inspect(second, (db) => findAtPortal(db, id)) !== undefined, waitMs)
  expect(inspect(second, (db) => [findDossier(db, id)?.dossier.status, findAtPortal(db, id)?.status])).toEqual([8, 4])
  expect((await listArrived(portal.database, office)).find((dossier) => dossier.id === id)).toMatchObject({ status: 4, revision: 2 })
}, 150_000)
