import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemTypes, wirePaths } from '../../electron/contract/wire.ts'
import { getDevice } from '../../electron/core/context.ts'
import { write } from '../../electron/core/db/open.ts'
import { appendToDossier } from '../../electron/core/dossier/append-to-dossier.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { findAtPortal } from '../../electron/core/dossier/take-pulled-dossier.ts'
import { toLocalTime } from '../../electron/domain/calendar.ts'
import { readChanges } from '../portal/change-store.ts'
import { formatCursor, readCursor } from '../portal/changes.ts'
import { findDevice } from '../portal/device-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { createNewsWatch, getNews, type NewsWatch } from '../portal/news.ts'
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

/** Nothing becomes due by the clock any more, so that what happens was told. @returns lets it go on */
function stopClock({ clock }: Counter): () => void {
  const nowMs = Date.now() + clock.offsetMs
  Object.defineProperty(clock, 'offsetMs', { configurable: true, get: () => nowMs - Date.now() })
  return () => Object.defineProperty(clock, 'offsetMs', { configurable: true, writable: true, value: 0 })
}

const revisionAt = async (counter: Counter, id: string): Promise<number> => getOk(await counter.call('dossier.get', { id })).revision

test('what one counter received is in the other’s work list, marked as from the portal, and what is done to it there comes back', async () => {
  // Nobody asks for changes here, and the other counter's clock makes no pull due: its request is waiting at the portal, and is answered.
  const goOn = stopClock(second)
  await waitFor('the request that waits for news', () => isListening(), waitMs)
  const { dossierId: id, code } = getOk(await first.call('dossier.receive', makeIntake()))
  await waitFor('the news', () => !isListening(), waitMs)
  await waitFor('the dossier at the other counter', () => hasCode(second, code), waitMs)
  goOn()
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

test('who is one too many to be let wait is answered at once, and waits when another has left', async () => {
  const places = createNewsWatch(portal.database, { waiting: 2 })
  const mayWait: boolean[] = []
  const watch: NewsWatch = { ...places, enter: async (asker) => places.enter(asker).then((waiter) => (mayWait.push(waiter !== undefined), waiter)) }
  const device = (await findDevice(portal.database, inspect(second, getDevice).device))!
  const since = formatCursor((await readChanges(portal.database, { since: await readCursor(portal.database), device: device.id, officeId: office.id, limit: 500 })).next)
  const ask = (gone = new AbortController()) => getNews(portal.database, watch, device, { since, wait: '25' }, gone.signal)
  const leaving = new AbortController()
  const [left, stayed] = [ask(leaving), ask()]
  await waitFor('two to wait', () => mayWait.length === 2)
  expect(await ask()).toEqual({ news: false })
  leaving.abort()
  expect(await left).toEqual({ news: false })
  const later = ask()
  await waitFor('another in her place', () => mayWait.length === 4)
  expect(mayWait).toEqual([true, true, false, true])
  places.close()
  expect(await Promise.all([stayed, later])).toEqual([{ news: false }, { news: false }])
})

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
