import { describe, expect, test } from 'vitest'
import { mostRecalled } from '../../electron/contract/leases.ts'
import { ownProblemTypes } from '../../electron/contract/problem-types.ts'
import type { QueueItem, StatusBar } from '../../electron/contract/views.ts'
import { problemTypes, type RecallAnswer, type SignedHead } from '../../electron/contract/wire.ts'
import { createSigningKey } from '../../electron/crypto/ed25519.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import { getDevice } from '../../electron/core/context.ts'
import { write } from '../../electron/core/db/open.ts'
import { findSetting, putSetting } from '../../electron/core/db/setting-store.ts'
import { getSigningKey } from '../portal/receipt-key-store.ts'
import { startAnswerProxy, type AnswerProxy, type Answered } from './support/answer-proxy.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { getDelivery, getOk, getStatus, inspect, pullNow, waitForDelivery, type Counter } from './support/counter.ts'
import { changeStatus, receive } from './support/forgetful-portal.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** A portal that says no, or something false, in one place: what else travels goes on, and nothing is believed that it did not sign. */

let portal: TestPortal
let line: AnswerProxy
let office: TestOffice
let counter: Counter

useCounterOnLine({ startLine: startAnswerProxy, closeLine: (used) => used.close(), use: (made) => void ({ portal, line, office, counter } = made) })

const problemOf = (status: number, type: string, facts: object = {}): Answered => ({ status, body: JSON.stringify({ type, title: 'thử', status, ...facts }) })
const html: Answered = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }
const asked = (path: string) => line.requests.filter((exchange) => exchange.path.startsWith(path))
const keptHead = () => inspect(counter, (db) => findSetting<SignedHead>(db, 'signed-head'))
const put = (...[key, value]: [Parameters<typeof putSetting>[1], unknown]) => inspect(counter, (db) => write(db, (own) => putSetting(own, key, value)))
const becomeHonest = (): void => {
  line.answer = () => undefined
  line.alter = (_exchange, answered) => answered
}

async function receiveAndSend(): Promise<string> {
  const id = await receive(counter)
  await waitForDelivery(counter.call, id, 'received')
  return id
}

describe('a head', () => {
  test('that nobody signed replaces none and closes nothing, whatever it denies', async () => {
    await receiveAndSend()
    const kept = keptHead()
    line.answer = ({ path }) => (path === '/v1/entries' ? problemOf(409, problemTypes.chainBroken, { head: { epoch: 1, seq: 1, hash: 'f'.repeat(64) } }) : undefined)
    const id = await receive(counter)
    await waitFor('the portal to be asked what it holds', () => asked('/v1/recall').length > 0)
    await waitFor('another try', () => asked('/v1/entries').length >= 3)
    expect(keptHead()).toMatchObject({ statement: { hash: kept!.statement.hash }, signature: expect.any(String) as string })
    expect((await getStatus(counter.call)).chain?.state).not.toBe('broken')
    becomeHonest()
    await waitForDelivery(counter.call, id, 'received')
  })

  test.each(['/v1/changes', '/v1/recall'])('that the portal signed over another entry closes the journal, also where %s tells it', async (place) => {
    await receiveAndSend()
    const { keyId, privateKey } = await getSigningKey(portal.database, new Date())
    const { statement } = keptHead()!
    const head = signStatement({ ...statement, hash: 'f'.repeat(64) }, keyId, privateKey)
    line.alter = (exchange, answered) => (exchange.path.startsWith(place) ? { ...answered, body: JSON.stringify({ ...(JSON.parse(answered.body) as object), head }) } : answered)
    put('recall-due', true)
    await pullNow(counter)
    await waitFor('the bar to say so', async () => (await getStatus(counter.call)).chain?.state === 'broken')
    expect(await counter.call('dossier.receive', makeIntake())).toEqual({ ok: false, error: { kind: 'history-disputed' } })
  })
})

describe('the question what the portal lost', () => {
  test.each<[string, Answered]>([
    ['413', problemOf(413, problemTypes.tooLarge)],
    ['422', problemOf(422, problemTypes.notAcceptable)],
    ['500', problemOf(500, 'about:blank')],
    ['a page that is none', html]
  ])('answered for ever with %s: it is asked again and again, what follows nothing that may be lost travels, the rest follows the answer', async (_what, refusal) => {
    const before = await receiveAndSend()
    line.answer = ({ path }) => (path === '/v1/recall' ? refusal : undefined)
    put('recall-due', true)
    await changeStatus(counter, before)
    await receiveAndSend()
    await waitFor('further questions', () => asked('/v1/recall').length >= 2, 30_000)
    await receiveAndSend()
    expect((await getStatus(counter.call)).link.state).toBe('online')
    expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 1, needsOfficer: 0 })
    becomeHonest()
    await pullNow(counter)
    await waitFor('the step', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0)
    expect((await listArrived(portal.database, office)).find(({ id }) => id === before)).toMatchObject({ status: 4 })
  })

  test('is put once more where the answer was as long as answers are', async () => {
    await receiveAndSend()
    await receiveAndSend()
    const { keyId, privateKey } = await getSigningKey(portal.database, new Date())
    const { statement } = keptHead()!
    line.alter = (exchange, answered) => {
      if (exchange.path !== '/v1/recall' || asked('/v1/recall').length > 1) return answered
      const missing = Array.from({ length: mostRecalled }, (_one, index) => ({ epoch: 1, seq: index === 0 ? 1 : 1_000 + index }))
      return { ...answered, body: JSON.stringify({ ...(JSON.parse(answered.body) as RecallAnswer), missing, head: signStatement({ ...statement, entries: 1 }, keyId, privateKey) }) }
    }
    put('recall-due', true)
    await pullNow(counter)
    await waitFor('the second question', () => asked('/v1/recall').length === 2)
    await waitFor('its answer', () => inspect(counter, (db) => findSetting(db, 'recall-due')) === undefined)
    expect(inspect(counter, (db) => db.prepare('SELECT seq, state FROM offered_again').all())).toEqual([{ seq: 1, state: 'received' }])
    expect(keptHead()!.statement).toMatchObject({ seq: expect.any(Number) as number, entries: statement.entries! + 1 })
  })
})

describe('an entry on which the portal fails', () => {
  const poison = 'lỗi của Cổng'
  const failWith = (answer: Answered | 'reset', at = poison): void => {
    line.answer = ({ path, body }) => (path === '/v1/entries' && body.includes(at) ? answer : undefined)
  }
  const stumble = (): void => failWith(problemOf(500, 'about:blank'))
  /** No wait stands between two requests. */
  const hurryUntil = (what: string, ask: () => boolean | Promise<boolean>) => waitFor(what, async () => (await pullNow(counter), ask()))
  const receivePoison = async (note = poison) => getOk(await counter.call('dossier.receive', makeIntake({ note }))).dossierId
  const takeOthersUntil = async (ask: () => Promise<boolean>): Promise<void> => {
    while (!(await ask())) {
      await receiveAndSend()
      const { length: pulls } = asked('/v1/changes')
      await hurryUntil('the end of the turn', () => asked('/v1/changes').length > pulls)
    }
  }

  test('delays no other dossier: it is put aside with the reason when others were taken, the reason stands while it is tried again, and it travels by itself when the fault is over', async () => {
    line.answer = () => ({ status: 502, body: '' })
    const ids = [await receive(counter), await receivePoison(), await receivePoison(), await receive(counter), await receive(counter)]
    stumble()
    const isIn = async (index: number, state: string) => (await getDelivery(counter.call, ids[index]!)).state === state
    for (const index of [0, 3, 4]) await hurryUntil('the others', () => isIn(index, 'received'))
    for (const index of [1, 2]) await takeOthersUntil(() => isIn(index, 'needs-officer'))
    for (const index of [1, 2]) expect(await getDelivery(counter.call, ids[index]!)).toMatchObject({ problemType: ownProblemTypes.portalFault })
    await receiveAndSend()
    const looks: Promise<QueueItem[]>[] = []
    const bars: Promise<StatusBar>[] = []
    line.answer = ({ path, body }) => {
      if (looks.length > 0) bars.push(getStatus(counter.call))
      if (path !== '/v1/entries' || !body.includes(poison)) return undefined
      looks.push(counter.call('queue.list', {}).then(getOk))
      return problemOf(500, 'about:blank')
    }
    counter.clock.offsetMs += 601_000
    await hurryUntil('both tried again', () => looks.length >= 2)
    for (const index of [1, 2]) await hurryUntil('the verdict again', () => isIn(index, 'needs-officer'))
    // Their refusal says nothing of the line.
    for (const { link } of await Promise.all(bars)) expect(link.state).not.toBe('offline')
    for (const items of await Promise.all(looks)) expect(items.map(({ problemType }) => problemType)).toEqual([ownProblemTypes.portalFault, ownProblemTypes.portalFault])
    becomeHonest()
    counter.clock.offsetMs += 601_000
    for (const index of [1, 2]) await hurryUntil('them too', () => isIn(index, 'received'))
  }, 90_000)

  test('three hundred in a row, and what is behind them travels within sixty requests, however often the officer asks', async () => {
    line.answer = () => ({ status: 503, headers: { 'retry-after': '600' }, body: '' })
    for (let index = 0; index < 300; index++) await receivePoison()
    const ids = [await receive(counter), await receive(counter), await receive(counter)]
    stumble()
    const { length: before } = asked('/v1/entries')
    for (const id of ids) await hurryUntil('what is behind', async () => (await getDelivery(counter.call, id)).state === 'received')
    expect(asked('/v1/entries').length - before).toBeLessThanOrEqual(60)
  }, 90_000)

  test.each<[string, Answered | 'reset', string]>([
    ['500', problemOf(500, 'about:blank'), 'online'],
    ['413 for a small body', { ...html, status: 413 }, 'refused'],
    ['403 in HTML', { ...html, status: 403 }, 'online'],
    ['a reset', 'reset', 'online'],
    ['JSON of another protocol', { status: 200, body: '{"ok":true}' }, 'online']
  ])('answered with %s is not blamed while nothing else was taken, and holds up no pull', async (_what, answer, state) => {
    failWith(answer)
    const id = await receivePoison()
    await waitFor('several tries', () => asked('/v1/entries').length >= 3)
    const pulls = asked('/v1/changes').length
    await waitFor('pulls beside them', () => asked('/v1/changes').length >= pulls + 1, 30_000)
    await waitFor('the bar to say what is so', async () => (await getStatus(counter.call)).link.state === state)
    expect(['saved', 'sending']).toContain((await getDelivery(counter.call, id)).state)
    becomeHonest()
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, id, 'received')
  })

  test.each<[string, Answered | 'reset']>([
    ['a page of a firewall', { ...html, status: 403 }],
    ['a reset', 'reset'],
    ['JSON of another protocol', { status: 200, body: '{"ok":true}' }]
  ])('answered with %s delays no other dossier, and is put aside when others were taken', async (_what, answer) => {
    failWith(answer)
    const id = await receivePoison()
    await takeOthersUntil(async () => (await getDelivery(counter.call, id)).state === 'needs-officer')
    expect(await getDelivery(counter.call, id)).toMatchObject({ problemType: ownProblemTypes.portalFault })
  }, 90_000)

  test('that was put aside travels when its fault is over, also where the portal fails on all that is due', async () => {
    stumble()
    const id = await receivePoison()
    await takeOthersUntil(async () => (await getDelivery(counter.call, id)).state === 'needs-officer')
    failWith(problemOf(500, 'about:blank'), 'lỗi khác')
    const other = await receivePoison('lỗi khác')
    counter.clock.offsetMs += 601_000
    await hurryUntil('it', async () => (await getDelivery(counter.call, id)).state === 'received')
    expect((await getDelivery(counter.call, other)).state).not.toBe('received')
  }, 90_000)

  test('that was put aside is not so again for a line that was cut when it was tried', async () => {
    stumble()
    const id = await receivePoison()
    await takeOthersUntil(async () => (await getDelivery(counter.call, id)).state === 'needs-officer')
    let tries = 0
    line.answer = ({ path, body }) => (path === '/v1/entries' && body.includes(poison) && tries++ === 0 ? 'reset' : undefined)
    counter.clock.offsetMs += 601_000
    await hurryUntil('it', async () => (await getDelivery(counter.call, id)).state === 'received')
    expect(tries).toBeGreaterThanOrEqual(2)
  }, 90_000)

  test('that was put aside is so again where nobody answers it, though another is taken between two tries', async () => {
    stumble()
    const id = await receivePoison()
    const isAside = async () => (await getDelivery(counter.call, id)).state === 'needs-officer'
    await takeOthersUntil(isAside)
    let tries = 0
    line.answer = ({ path, body }) => (path === '/v1/entries' && body.includes(poison) ? (tries++, void receive(counter), 'reset') : undefined)
    counter.clock.offsetMs += 601_000
    await hurryUntil('several tries', () => tries >= 3)
    await hurryUntil('the verdict again', isAside)
    expect(await getDelivery(counter.call, id)).toMatchObject({ problemType: ownProblemTypes.portalFault })
  }, 90_000)

  test('links that go ahead of it are refused: pulls are made beside them', async () => {
    for (let index = 0; index < 12; index++) await receiveAndSend()
    line.answer = ({ path }) => (path === '/v1/entries' ? problemOf(500, 'about:blank') : undefined)
    put('chain-base', 0)
    await receive(counter)
    const ofLinksAlone = () => asked('/v1/entries').filter(({ body }) => (JSON.parse(body) as { entries: object[] }).entries.length === 0).length
    await waitFor('links alone', () => ofLinksAlone() >= 2, 60_000)
    const pulls = asked('/v1/changes').length
    await waitFor('pulls beside them', () => asked('/v1/changes').length > pulls, 60_000)
    expect((await getStatus(counter.call)).queue.needsOfficer).toBe(0)
  }, 150_000)

  test('that was refused first where nobody was under suspicion is not taken for one between two that passed', async () => {
    await receiveAndSend()
    let refusals = 0
    line.answer = ({ path, body }) => {
      if (path !== '/v1/entries' || !body.includes(poison)) return undefined
      // The first after which others are tried.
      if (++refusals === 3) void receive(counter)
      return problemOf(500, 'about:blank')
    }
    await receivePoison()
    await waitFor('the other', async () => refusals > 3 && (await getStatus(counter.call)).queue.entriesWaiting === 1)
    const { length: pulls } = asked('/v1/changes')
    await hurryUntil('several turns', () => asked('/v1/changes').length >= pulls + 6)
    expect((await getStatus(counter.call)).queue.needsOfficer).toBe(0)
  }, 90_000)

  test('a portal that fails on all it is sent once another was taken, and answers pulls: nothing is put aside, and all arrive', async () => {
    let taken = 0
    line.answer = ({ path, body }) => (path === '/v1/entries' && (body.includes(poison) || taken++ > 0) ? problemOf(500, 'about:blank') : undefined)
    const ids = [await receivePoison(), await receive(counter), await receive(counter)]
    await waitFor('the first refusals after it', () => taken > 1)
    const { length: pulls } = asked('/v1/changes')
    await hurryUntil('several turns', () => asked('/v1/changes').length >= pulls + 8)
    expect((await getStatus(counter.call)).queue.needsOfficer).toBe(0)
    becomeHonest()
    for (const id of ids) await hurryUntil('them', async () => (await getDelivery(counter.call, id)).state === 'received')
  }, 90_000)

  test('a portal that fails on all of them for a while: nothing is put aside, and all arrive in order', async () => {
    line.answer = ({ path }) => (path === '/v1/entries' ? problemOf(500, 'about:blank') : undefined)
    const ids = [await receive(counter), await receive(counter), await receive(counter)]
    await waitFor('each alone', () => new Set(asked('/v1/entries').slice(-6).map(({ body }) => (JSON.parse(body) as { entries: { header: { seq: number } }[] }).entries.map(({ header }) => header.seq).join())).size >= 3, 40_000)
    becomeHonest()
    for (const id of ids) await waitForDelivery(counter.call, id, 'received', 30_000)
    expect((await getStatus(counter.call)).queue).toMatchObject({ entriesWaiting: 0, needsOfficer: 0 })
  }, 90_000)
})

test('whoever says falsely that this counter’s key was retired, in the middle of a rotation, takes no key from it', async () => {
  const known = () => inspect(counter, getDevice)
  const { privateKey } = known()
  const next = createSigningKey().privateKey
  let lies = 0
  line.answer = ({ path }) => (path === '/v1/entries' && lies++ === 0 ? problemOf(403, problemTypes.deviceKeyRetired) : undefined)
  put('device', { ...known(), nextPrivateKey: next })
  await receiveAndSend()
  expect(lies).toBeGreaterThan(1)
  expect([privateKey, next]).toContain(known().privateKey)
  // The rotation itself goes on.
  await pullNow(counter)
  await waitFor('its end', () => known().privateKey === next && known().nextPrivateKey === undefined)
  await receiveAndSend()
  expect(known().formerPrivateKey).toBeUndefined()
})
