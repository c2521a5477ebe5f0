import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { localDay } from '../../electron/domain/calendar.ts'
import { problemTypes } from '../../electron/contract/wire.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { putProcedureSecrecy } from '../portal/seed-store.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { getOk, getStatus, inspect, listAll, waitForDelivery, type Counter } from './support/counter.ts'
import { listWaiting } from '../../electron/core/outbox/delivery-store.ts'
import { makeIntake, poisonComponents, poisonProcedure } from './support/people.ts'
import { listArrived, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter

useCounterOnLine({
  startLine: startFaultProxy,
  closeLine: async (used) => {
    used.releaseReplies()
    await used.down()
  },
  use: (made) => void ({ portal, line, office, counter } = made),
  closed: ({ log }) => expect(log).toEqual([])
})

async function receiveMany(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(getOk(await counter.call('dossier.receive', makeIntake())).dossierId)
  return ids
}

async function waitForEmptyQueue(): Promise<void> {
  await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0)
}

/** A Receive of a procedure the portal meanwhile put on the list of state secrets: refused by it and by no other. */
async function receivePoison(): Promise<string> {
  const intake = makeIntake({ procedureCode: poisonProcedure, components: poisonComponents })
  return getOk(await counter.call('dossier.receive', intake)).dossierId
}

function setPoison(secret: boolean): Promise<void> {
  return portal.database.transaction((tx) => putProcedureSecrecy(tx, [{ code: poisonProcedure, secret, secretComponents: [] }]))
}

describe('the line', () => {
  test('down for three dossiers and then up: all are received once and in order, each with its receipt', async () => {
    await line.down()
    const ids = await receiveMany(3)
    await waitFor('three dossiers that are saved and not sending', async () => (await listAll(counter.call)).filter(({ delivery }) => delivery.state === 'saved').length === 3)
    await waitFor('the bar to say offline', async () => (await getStatus(counter.call)).link.state === 'offline')
    expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 3, dossiersWaiting: 3, needsOfficer: 0 })
    expect(getOk(await counter.call('queue.list', {})).map(({ dossierId, what }) => [dossierId, what])).toEqual(ids.map((id) => [id, 'entry']))
    expect(await listArrived(portal.database, office)).toEqual([])
    // Of a queue longer than its list what an officer has to settle is never beyond the end.
    inspect(counter, (db) => {
      const last = listWaiting(db, 3).at(-1)!.seq
      const setState = (state: string) => db.prepare('UPDATE delivery SET state = ? WHERE seq = ?').run(state, last)
      setState('needs-officer')
      expect(listWaiting(db, 2).map(({ seq }) => seq)).toEqual([last - 2, last])
      setState('queued')
    })

    await line.up()
    for (const id of ids) await waitForDelivery(counter.call, id, 'received')
    const arrived = await listArrived(portal.database, office)
    expect(arrived.map(({ id, entries }) => [id, entries.map(({ seq }) => seq)])).toEqual(ids.map((id, index) => [id, [index + 1]]))
    expect((await getStatus(counter.call)).link.state).toBe('online')
    expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 0, dossiersWaiting: 0 })
    expect(getOk(await counter.call('queue.list', {}))).toEqual([])
  })

  test('the portal has committed and its answer is lost: received once, with the receipt it gave then', async () => {
    line.holdReplies('POST /v1/entries')
    const [id] = await receiveMany(1)
    await line.waitForHeldReply()
    await waitFor('the portal’s commit', async () => (await listArrived(portal.database, office)).length === 1)
    const state = getOk(await counter.call('dossier.get', { id: id! })).delivery
    expect(state).toEqual({ state: 'sending' })
    line.dropReplies()
    await waitForDelivery(counter.call, id!, 'received')
    const arrived = await listArrived(portal.database, office)
    expect(arrived.map((dossier) => dossier.entries.length)).toEqual([1])
    const [batches] = await portal.database.query<{ n: number }>('select count(*)::integer as n from receipt_batch b where b.device_id = $1', [arrived[0]!.device])
    expect(batches).toEqual({ n: 1 })
  })

  test('cut in the middle of request and answer again and again: nothing lost, nothing twice', async () => {
    const ids: string[] = []
    for (let round = 0; round < 12; round++) {
      line.cutAfter(150 + round * 211, round % 2 === 0 ? 'to-portal' : 'to-counter')
      ids.push(...(await receiveMany(2)))
      await counter.call('queue.retry', {})
      await sleep(40)
    }
    getOk(await counter.call('queue.retry', {}))
    await waitForEmptyQueue()
    const arrived = await listArrived(portal.database, office)
    expect(arrived.map(({ id }) => id)).toEqual(ids)
    expect(arrived.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual(ids.map((_id, index) => index + 1))
  })

  test('more than one batch goes in device order', async () => {
    await line.down()
    const ids = await receiveMany(130)
    await line.up()
    await waitForEmptyQueue()
    expect((await listArrived(portal.database, office)).map(({ id }) => id)).toEqual(ids)
  })

  test('entries of one dossier arrive in the counter’s order, also when they were written offline', async () => {
    await line.down()
    const [first, second] = await receiveMany(2)
    for (const [id, baseRevision, to] of [[first, 1, 4], [second, 1, 4], [first, 2, 9]] as const) getOk(await counter.call('dossier.change-status', { id: id!, baseRevision, to, note: '' }))
    await line.up()
    await waitForEmptyQueue()
    const arrived = await listArrived(portal.database, office)
    expect(arrived.map(({ id, status, entries }) => [id, status, entries.map(({ seq }) => seq)])).toEqual([[first, 9, [1, 3, 5]], [second, 4, [2, 4]]])
  })

  test('after a restart what was under way goes on', async () => {
    line.holdReplies('POST /v1/entries')
    const [id] = await receiveMany(1)
    await line.waitForHeldReply()
    await line.down()
    await counter.close()
    expect(inspect(counter, (db) => db.prepare('SELECT state FROM delivery').pluck().all())).not.toContain('received')
    await line.up()
    await counter.logIn(office.officerId('reception'))
    await waitForDelivery(counter.call, id!, 'received')
    expect(await listArrived(portal.database, office)).toHaveLength(1)
  })
})

describe('a poisoned entry', () => {
  test('waits for the officer with the reason; other dossiers go on; what follows in its dossier waits with it; when mended all goes', async () => {
    await setPoison(true)
    await line.down()
    const before = (await receiveMany(1))[0]!
    const poison = await receivePoison()
    const after = (await receiveMany(1))[0]!
    getOk(await counter.call('dossier.change-status', { id: poison, baseRevision: 1, to: 4, note: '' }))
    getOk(await counter.call('dossier.change-status', { id: after, baseRevision: 1, to: 4, note: '' }))
    await line.up()

    const refused = await waitForDelivery(counter.call, poison, 'needs-officer')
    expect(refused).toMatchObject({ problemType: problemTypes.secret })
    expect(refused.state === 'needs-officer' && refused.detail).not.toBe('')
    for (const id of [before, after]) await waitForDelivery(counter.call, id, 'received')
    const queue = getOk(await counter.call('queue.list', {}))
    expect(queue.map(({ dossierId, state, problemType }) => [dossierId, state, problemType])).toEqual([
      [poison, 'needs-officer', problemTypes.secret],
      [poison, 'queued', undefined]
    ])
    expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 2, dossiersWaiting: 1, needsOfficer: 1 })
    // Later dossiers still pass it, and it is not sent over and over.
    const later = (await receiveMany(1))[0]!
    await waitForDelivery(counter.call, later, 'received')
    expect((await listArrived(portal.database, office)).map(({ id }) => id)).toEqual([before, after, later])
    const attempts = () => inspect(counter, (db) => db.prepare('SELECT max(attempts) FROM delivery').pluck().get())
    const [tried] = [attempts()]
    await sleep(300)
    expect(attempts()).toBe(tried)

    // Tried again without a mend it is refused again; mended, the dossier goes whole and in order.
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, poison, 'needs-officer')
    await setPoison(false)
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, poison, 'received')
    await waitForEmptyQueue()
    expect((await listArrived(portal.database, office)).find(({ id }) => id === poison)?.entries.map(({ kind }) => kind)).toEqual(['dossier.received', 'dossier.status-changed'])
  })
})

describe('who and when', () => {
  test('a revoked counter is told so, keeps its queue readable and sends nothing more', async () => {
    const [first] = await receiveMany(1)
    await waitForDelivery(counter.call, first!, 'received')
    const device = (await listArrived(portal.database, office))[0]!.device
    await portal.revoke(device)
    const [kept] = await receiveMany(1)
    await waitFor('the bar to say refused', async () => (await getStatus(counter.call)).link.state === 'refused')
    expect((await getStatus(counter.call)).link).toEqual({ state: 'refused', reason: 'revoked' })
    expect(getOk(await counter.call('queue.list', {})).map(({ dossierId, state }) => [dossierId, state])).toEqual([[kept, 'queued']])
    expect(await listArrived(portal.database, office)).toHaveLength(1)
    // Taken back, the queue empties by itself.
    await portal.database.query('update device set revoked_at = null where id = $1', [device])
    await waitForDelivery(counter.call, kept!, 'received')
  })

  test.each([
    ['seven hours behind', -7],
    ['seven hours ahead', 7],
    ['a year behind', -24 * 365],
    ['a year ahead', 24 * 365]
  ])('a clock %s is told in the bar and stops no sync', async (_what, hours) => {
    counter.clock.offsetMs = hours * 3_600_000
    const confirmedDay = localDay(Date.now() + counter.clock.offsetMs)
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake({ confirmedDay })))
    await waitForDelivery(counter.call, dossierId, 'received')
    const status = await getStatus(counter.call)
    expect(status.link.state).toBe('online')
    expect(Math.abs((status.clockOffsetMs ?? 0) + hours * 3_600_000)).toBeLessThan(60_000)
    counter.clock.offsetMs = 0
    await counter.logIn(office.officerId('reception'))
  })

  test('a clock set back by hours in the middle of a back-off does not make it hours long', async () => {
    await line.down()
    const [id] = await receiveMany(1)
    await waitFor('offline', async () => (await getStatus(counter.call)).link.state === 'offline')
    counter.clock.offsetMs = -5 * 3_600_000
    await line.up()
    await waitForDelivery(counter.call, id!, 'received')
  })

  test('closing while an answer is outstanding does not take as long as the time limit', async () => {
    line.holdReplies('POST /v1/entries')
    // The client's own: it begins when the entry leaves.
    const limit = AbortSignal.timeout(30_000)
    await receiveMany(1)
    await line.waitForHeldReply()
    await counter.close()
    expect(limit.aborted).toBe(false)
  })
})
