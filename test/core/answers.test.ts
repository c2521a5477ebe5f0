import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { receiptsHeaderName } from '../../electron/contract/headers.ts'
import { problemTypes, wirePaths, type BatchedPushResponse, type PushResponse } from '../../electron/contract/wire.ts'
import { startAnswerProxy, type AnswerProxy, type Answered } from './support/answer-proxy.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { createCounter, getDelivery, getOk, getStatus, inspect, listAll, removeFolder, waitForDelivery, type Counter } from './support/counter.ts'
import { flip, lies, liesTogether, receiptsOf } from './support/lies.ts'
import { findPersonalData, makeIntake } from './support/people.ts'
import { listArrived, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: AnswerProxy
let office: TestOffice
let counter: Counter

useCounterOnLine({
  startLine: startAnswerProxy,
  closeLine: (used) => used.close(),
  use: (made) => void ({ portal, line, office, counter } = made),
  closed: ({ log }) => expect(findPersonalData(log.join(''))).toEqual([])
})

function becomeHonest(): void {
  line.answer = () => undefined
  line.alter = (_exchange, answered) => answered
}

/** Alters what the portal answers to pushes. */
function alterPushes<Response = PushResponse>(change: (response: Response) => void): void {
  line.alter = (exchange, answered) => {
    if (exchange.path !== '/v1/entries' || answered.status !== 200) return answered
    const response = JSON.parse(answered.body) as Response
    change(response)
    return { ...answered, body: JSON.stringify(response) }
  }
}

const pushes = () => line.requests.filter(({ path }) => path === '/v1/entries')

describe('a portal that lies about a receipt is not believed, and the entry stays queued', () => {
  test.each(liesTogether)('what is signed together for a batch: %s', async (_what, lie) => {
    let told = 0
    alterPushes<BatchedPushResponse>((response) => {
      // An entry that is held has a receipt of its own when it is sent again: until the test has looked, no more is answered.
      line.answer = () => ({ status: 503, body: '' })
      told += 1
      lie(response, response.batch!)
    })
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitFor('the lie and a try after it', () => told === 1 && pushes().length >= 2)
    expect(['saved', 'sending']).toContain((await getDelivery(counter.call, dossierId)).state)
    expect(inspect(counter, (db) => db.prepare('SELECT (SELECT count(*) FROM delivery WHERE receipt IS NOT NULL) + (SELECT count(*) FROM receipt_batch)').pluck().get())).toBe(0)
    becomeHonest()
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, dossierId, 'received')
  })

  test.each(lies)('%s', async (_what, lie) => {
    line.dropped = [receiptsHeaderName]
    alterPushes(lie)
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitFor('two tries', () => pushes().length >= 2)
    expect(['saved', 'sending']).toContain((await getDelivery(counter.call, dossierId)).state)
    expect(inspect(counter, (db) => db.prepare('SELECT count(*) FROM delivery WHERE receipt IS NOT NULL').pluck().get())).toBe(0)
    await waitFor('the bar to say so', async () => (await getStatus(counter.call)).link.state === 'refused')
    becomeHonest()
    await waitForDelivery(counter.call, dossierId, 'received')
    expect(await listArrived(portal.database, office)).toHaveLength(1)
  })

  test('one false receipt among true ones makes none of them received', async () => {
    line.dropped = [receiptsHeaderName]
    line.answer = () => ({ status: 503, body: '' })
    const ids = [getOk(await counter.call('dossier.receive', makeIntake())).dossierId]
    await waitFor('a refusal', async () => (await getStatus(counter.call)).link.state === 'offline')
    ids.push(getOk(await counter.call('dossier.receive', makeIntake())).dossierId)
    alterPushes((response) => {
      const receipt = receiptsOf(response)[1]
      if (receipt) receipt.entryHash = flip(receipt.entryHash)
    })
    line.answer = () => undefined
    const before = pushes().length
    await waitFor('two pushes of both', () => pushes().length >= before + 3)
    expect((JSON.parse(pushes().at(-2)!.body) as { entries: unknown[] }).entries).toHaveLength(2)
    for (const id of ids) expect((await getDelivery(counter.call, id)).state).not.toBe('received')
    becomeHonest()
    for (const id of ids) await waitForDelivery(counter.call, id, 'received')
  })
})

describe('answers that are none', () => {
  const html = '<!doctype html><title>Đăng nhập Wi-Fi</title>'
  const answers: [string, (serverTime: string) => Answered][] = [
    ['a sign-in page of the network, 200', () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: html })],
    ['a page of a proxy, 502', () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: html })],
    ['an empty 200', () => ({ status: 200, body: '' })],
    ['null', () => ({ status: 200, body: 'null' })],
    ['JSON of another protocol', () => ({ status: 200, body: '{"ok":true}' })],
    ['JSON cut short', () => ({ status: 200, body: '{"results":[' })],
    ['an unknown problem', () => ({ status: 418, headers: { 'content-type': 'application/problem+json' }, body: '{"type":"urn:la","title":"lạ","status":418}' })],
    ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' })],
    ['500 with a body of nothing', () => ({ status: 500, body: '' })],
    ['no result for what was asked', (serverTime) => ({ status: 200, body: JSON.stringify({ results: [], serverTime, head: {} }) })],
    ['a portal that is busy', () => ({ status: 503, headers: { 'retry-after': '1' }, body: JSON.stringify({ type: problemTypes.busy, title: 'bận', status: 503 }) })],
    ['a clock skew for ever', (serverTime) => ({ status: 401, body: JSON.stringify({ type: problemTypes.clockSkew, title: 'lệch', status: 401, serverTime }) })],
    ['a bad signature for ever', () => ({ status: 401, body: JSON.stringify({ type: problemTypes.badSignature, title: 'sai', status: 401 }) })]
  ]
  test.each(answers)('%s: it backs off, loses nothing, and goes on when the portal is back', async (_what, make) => {
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitForDelivery(counter.call, dossierId, 'received')
    line.answer = () => make(new Date().toISOString())
    const started = performance.now()
    const later = getOk(await counter.call('dossier.receive', makeIntake())).dossierId
    await waitFor('two more tries', () => line.requests.filter(({ atMs }) => atMs > started).length >= 2)
    await sleep(1_000)
    const tries = line.requests.filter(({ atMs }) => atMs > started).length
    // With the shortest waits: at once, then after at least 250, 500 and 1,000 ms, for entries and files together.
    expect(tries).toBeLessThanOrEqual(10)
    expect(['saved', 'sending']).toContain((await getDelivery(counter.call, later)).state)
    expect((await getStatus(counter.call)).link.state).not.toBe('online')
    becomeHonest()
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, later, 'received')
    expect(await listArrived(portal.database, office)).toHaveLength(2)
  })

  test('an officer who asks to try again while a contact is under way is heard when it is over', async () => {
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitForDelivery(counter.call, dossierId, 'received')
    await waitFor('a quiet line', async () => (await getStatus(counter.call)).link.state === 'online')
    const pulls = () => line.requests.filter(({ path }) => path.startsWith('/v1/changes')).length
    let asked: Promise<unknown> | undefined
    // While the answer is on its way: the counter still waits for it.
    line.alter = (exchange, answered) => {
      if (exchange.path.startsWith('/v1/changes')) asked ??= counter.call('queue.retry', {})
      return answered
    }
    const before = pulls()
    getOk(await counter.call('queue.retry', {}))
    await waitFor('her own pull after the one under way', () => pulls() >= before + 2)
    // The same where the contact under way fails: no back-off stands before what she asked for.
    await asked
    let failed = 0
    line.alter = (exchange, answered) => {
      if (exchange.path !== '/v1/entries' || failed++ > 0) return answered
      void counter.call('queue.retry', {})
      return { status: 503, headers: { 'retry-after': '600' }, body: '' }
    }
    const { dossierId: second } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitForDelivery(counter.call, second, 'received')
  })

  test('a portal that answers for nothing it was asked is not asked without pause', async () => {
    alterPushes((response) => (response.results = []))
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitFor('two tries', () => pushes().length >= 2)
    await sleep(1_000)
    expect(pushes().length).toBeLessThanOrEqual(10)
    becomeHonest()
    await waitForDelivery(counter.call, dossierId, 'received')
  })

  test('a feed that says there is more and gives nothing is not asked without pause', async () => {
    line.answer = ({ path }) => (path.startsWith('/v1/changes') ? { status: 200, body: JSON.stringify({ changes: [], next: 'x', more: true, serverTime: new Date().toISOString() }) } : undefined)
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitForDelivery(counter.call, dossierId, 'received')
    const before = line.requests.length
    // The next regular pull.
    counter.clock.offsetMs += 60_000
    getOk(await counter.call('queue.retry', {}))
    await sleep(800)
    expect(line.requests.length - before).toBeLessThanOrEqual(10)
  })

  test('a portal that asks for a pause with its numbers alone is given it: what is saved goes on, and the line is told as it is', async () => {
    const leases = (): number => line.requests.filter(({ path }) => path === wirePaths.leases).length
    const pullAfter = async (ms: number): Promise<void> => {
      const pulls = (): number => line.requests.filter(({ path }) => path.startsWith('/v1/changes')).length
      const before = pulls()
      counter.clock.offsetMs += ms
      getOk(await counter.call('queue.retry', {}))
      await waitFor('a pull', () => pulls() > before)
      const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
      await waitForDelivery(counter.call, dossierId, 'received')
    }
    line.answer = ({ path }) => (path === wirePaths.leases ? { status: 503, headers: { 'retry-after': '100' }, body: JSON.stringify({ type: problemTypes.busy, title: 'bận', status: 503 }) } : undefined)
    inspect(counter, (db) => db.exec("DELETE FROM setting WHERE key = 'series-asked-at'"))
    const before = leases()
    await pullAfter(21_000)
    await waitFor('the first question', () => leases() === before + 1)
    await pullAfter(30_000)
    await pullAfter(30_000)
    expect([leases(), (await getStatus(counter.call)).link.state]).toEqual([before + 1, 'online'])
    await pullAfter(41_000)
    await waitFor('the next question', () => leases() === before + 2)
  })

  test('a portal that asks for a pause is given it, but for an officer’s retry; one that asks for a month is asked again within the hour', async () => {
    line.answer = () => ({ status: 503, headers: { 'retry-after': '2' }, body: JSON.stringify({ type: problemTypes.busy, title: 'bận', status: 503 }) })
    getOk(await counter.call('dossier.receive', makeIntake()))
    await waitFor('the first try', () => pushes().length >= 1)
    await sleep(1_500)
    expect(pushes().length).toBe(1)
    await waitFor('the second try', () => pushes().length === 2)
    line.answer = () => ({ status: 503, headers: { 'retry-after': '2678400' }, body: JSON.stringify({ type: problemTypes.busy, title: 'bận', status: 503 }) })
    await waitFor('the third try', () => pushes().length === 3)
    await sleep(1_000)
    expect(pushes().length).toBe(3)
    getOk(await counter.call('queue.retry', {}))
    await waitFor('the officer’s try', () => pushes().length === 4)
    becomeHonest()
    counter.clock.offsetMs += 3_601_000
    // Wakes the queue, and does not hurry it.
    getOk(await counter.call('dossier.receive', makeIntake()))
    await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0)
  })

  test('a poisoned change in the feed stops no push, and its log line holds no data of it', async () => {
    const officer = { id: 'x', login: 'x', fullName: makeIntake().applicant.fullName }
    line.answer = ({ path }) =>
      path.startsWith('/v1/changes') ? { status: 200, body: JSON.stringify({ changes: [{ kind: 'procedure', id: 'x', value: officer }], next: 'x', more: false, serverTime: new Date().toISOString() }) } : undefined
    counter.clock.offsetMs += 60_000
    const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
    await waitForDelivery(counter.call, dossierId, 'received')
    await waitFor('the bug line', () => counter.log.join('').includes('bug '))
    expect(counter.log.join('')).toMatch(/bug [0-9a-f]{8} in core, outbox: /)
    expect(counter.log.join('')).not.toContain(officer.fullName)
  })
})

describe('enrolment', () => {
  test('whose answer was lost is repeated with the same code, also after a restart', async () => {
    const fresh = createCounter()
    await fresh.open()
    const request = { portalUrl: line.url, code: office.codes[1]!, deviceName: 'Máy 2' }
    line.alter = () => ({ status: 502, body: '' })
    expect((await fresh.call('core.enrol', request)).ok).toBe(false)
    becomeHonest()
    await fresh.close()
    await fresh.open()
    const enrolled = getOk(await fresh.call('core.enrol', request))
    expect(enrolled.officers.map(({ role }) => role).sort()).toEqual(['administrator', 'head', 'reception', 'records-clerk'])
    expect(await fresh.call('core.enrol', request)).toEqual({ ok: false, error: { kind: 'already-enrolled' } })
    await fresh.close()
    removeFolder(fresh)
  })

  test('is refused in words: a wrong code, a used code, no portal, a page that is none', async () => {
    const fresh = createCounter()
    await fresh.open()
    const enrol = (change: object) => fresh.call('core.enrol', { portalUrl: line.url, code: office.codes[2]!, deviceName: 'Máy 3', ...change })
    expect(await enrol({ code: 'KHÔNG-CÓ' })).toEqual({ ok: false, error: { kind: 'enrolment-code-invalid' } })
    expect(await enrol({ code: office.codes[0] })).toEqual({ ok: false, error: { kind: 'enrolment-code-invalid' } })
    expect(await enrol({ portalUrl: 'http://127.0.0.1:9' })).toEqual({ ok: false, error: { kind: 'portal-unreachable', portalUrl: 'http://127.0.0.1:9' } })
    line.answer = () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' })
    expect(await enrol({})).toEqual({ ok: false, error: { kind: 'portal-answer-invalid' } })
    becomeHonest()
    expect((await enrol({})).ok).toBe(true)
    await fresh.close()
    removeFolder(fresh)
    expect(await listAll(counter.call)).toEqual([])
  })
})
