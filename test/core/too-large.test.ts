import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { problemTypes } from '../../electron/contract/wire.ts'
import { getIdentity } from '../../electron/core/context.ts'
import { write, type ReadDb, type WriteDb } from '../../electron/core/db/open.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import type { OwnLane } from '../../electron/core/journal/lane.ts'
import { findDelivery } from '../../electron/core/outbox/delivery-store.ts'
import { startAnswerProxy, type AnswerProxy } from './support/answer-proxy.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { getOk, getStatus, inspect, pullNow, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: AnswerProxy
let office: TestOffice
let counter: Counter

useCounterOnLine({ startLine: startAnswerProxy, closeLine: (used) => used.close(), use: (made) => void ({ portal, line, office, counter } = made) })

const html = '<!doctype html><title>413</title>'
/** No form makes one of 80 KB today; an entry that is really long is the portal's to refuse. */
const makeLong = (lane: OwnLane = 'satisfaction') => ({ kind: 'counter.noted', officer: '', baseRevision: 0, at: new Date().toISOString(), payload: { text: 'dài '.repeat(16_000) }, lane })
const becomeHonest = (): void => void (line.answer = () => undefined)

describe('413', () => {
  test('split at once until one stands alone; one is put aside only when it is refused again beside others that are taken, and her retry goes through when it is taken', async () => {
    const entry = makeLong()
    // A small one behind hundreds of links whose entries do not travel: they make its request long, and it is not blamed for them.
    let refused = 0
    line.answer = ({ path, body }) => (path === '/v1/entries' && body.length > 70_000 ? ((refused += 1), { status: 413, body: html }) : undefined)
    const addLink = (db: WriteDb): unknown => db.prepare('DELETE FROM delivery WHERE seq = ?').run(appendEntry(db, getIdentity(db as ReadDb), { ...entry, payload: {} }).seq)
    inspect(counter, (db) => write(db, (writeDb) => Array.from({ length: 400 }, () => addLink(writeDb))))
    const behind = getOk(await counter.call('dossier.receive', makeIntake())).dossierId
    await waitForDelivery(counter.call, behind, 'received')
    expect(refused).toBeGreaterThan(0)
    line.answer = () => ({ status: 502, body: '' })
    const { seq } = inspect(counter, (db) => write(db, (writeDb) => appendEntry(writeDb, getIdentity(db), entry)))
    const ids: string[] = []
    for (const note of ['', 'dài '.repeat(200), '', '']) ids.push(getOk(await counter.call('dossier.receive', makeIntake({ note }))).dossierId)
    const disliked = ids[1]!
    // A proxy before the portal, with a page of its own.
    line.answer = ({ path, body }) => (path === '/v1/entries' && body.includes('dài dài') ? { status: 413, headers: { 'content-type': 'text/html' }, body: html } : undefined)
    getOk(await counter.call('queue.retry', {}))
    expect(await waitForDelivery(counter.call, disliked, 'needs-officer')).toMatchObject({ problemType: problemTypes.tooLarge })
    for (const id of ids.filter((id) => id !== disliked)) await waitForDelivery(counter.call, id, 'received')
    await waitFor('the long one too', () => inspect(counter, (db) => findDelivery(db, seq))?.state === 'needs-officer')
    expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 2, needsOfficer: 2 })
    expect(inspect(counter, (db) => findDelivery(db, seq))).toMatchObject({ state: 'needs-officer', problem: { type: problemTypes.tooLarge } })
    const later = getOk(await counter.call('dossier.receive', makeIntake())).dossierId
    await waitForDelivery(counter.call, later, 'received')
    becomeHonest()
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, disliked, 'received')
    expect(await listArrived(portal.database, office)).toHaveLength(6)
  })

  test('said of a long entry alone: passing, it is sent again; lasting, it is put aside when a pull passed', async () => {
    let refused = 0
    const refuse = (times: number) => (line.answer = ({ path, body }) => (path === '/v1/entries' && body.length > 60_000 && refused++ < times ? { status: 413, body: html } : undefined))
    const put = (lane: OwnLane) => inspect(counter, (db) => write(db, (writeDb) => appendEntry(writeDb, getIdentity(db), makeLong(lane)))).seq
    const find = (seq: number) => inspect(counter, (db) => findDelivery(db, seq))
    refuse(1)
    const first = put('satisfaction')
    await waitFor('the portal’s own answer', async () => (await pullNow(counter), find(first)?.answeredAt !== undefined))
    expect([refused, find(first)?.problem?.type === problemTypes.tooLarge]).toEqual([2, false])
    refuse(Infinity)
    const second = put('counter')
    await waitFor('the verdict', async () => (await pullNow(counter), find(second)?.state === 'needs-officer'))
    expect(find(second)).toMatchObject({ problem: { type: problemTypes.tooLarge } })
  })

  test('a portal that finds everything too large is at fault itself: nothing is put aside, it is not asked without pause, and all stands in the queue', async () => {
    line.answer = () => ({ status: 413, body: JSON.stringify({ type: problemTypes.tooLarge, title: 'to', status: 413 }) })
    const ids: string[] = []
    for (let i = 0; i < 12; i++) ids.push(getOk(await counter.call('dossier.receive', makeIntake())).dossierId)
    await waitFor('the bar to say so', async () => JSON.stringify((await getStatus(counter.call)).link) === '{"state":"refused","reason":"size"}')
    // Halves go at once, then there are pauses that grow.
    const before = line.requests.length
    await sleep(2_000)
    expect(line.requests.length - before).toBeLessThanOrEqual(8)
    expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 12, needsOfficer: 0 })
    becomeHonest()
    getOk(await counter.call('queue.retry', {}))
    for (const id of ids) await waitForDelivery(counter.call, id, 'received')
  })
})
