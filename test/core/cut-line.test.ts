import { expect, test } from 'vitest'
import { startAnswerProxy, type AnswerProxy } from './support/answer-proxy.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { getDelivery, getOk, getStatus, pullNow, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { waitFor } from './support/wait.ts'

/** A line that is cut now and then while the portal fails on one entry for ever. */

let line: AnswerProxy
let counter: Counter

useCounterOnLine({ startLine: startAnswerProxy, closeLine: (used) => used.close(), use: (made) => void ({ line, counter } = made) })

const receive = async (note: string): Promise<string> => getOk(await counter.call('dossier.receive', makeIntake({ note }))).dossierId
const stateOf = async (id: string) => (await getDelivery(counter.call, id)).state
const pulls = (): number => line.requests.filter(({ path }) => path.startsWith('/v1/changes')).length

test('an entry that is good and was cut off several times beside it is not put aside', async () => {
  const cuts = new Map([['cắt trước', 3], ['cắt sau', 4]])
  let refusals = 0
  line.answer = ({ path, body }) => {
    if (path !== '/v1/entries') return undefined
    if (body.includes('lỗi của Cổng')) return (refusals++, { status: 500, body: '' })
    const cut = [...cuts].find(([note, left]) => left > 0 && body.includes(note))
    if (!cut) return undefined
    if ((JSON.parse(body) as { entries: object[] }).entries.length === 1) cuts.set(cut[0], cut[1] - 1)
    return 'reset'
  }
  await receive('lỗi của Cổng')
  await waitFor('suspicion', () => refusals >= 3)
  const first = await receive('cắt trước')
  await waitFor('the first of them', async () => (await pullNow(counter), (await stateOf(first)) === 'received'), 30_000)
  const second = await receive('cắt sau')
  while (['saved', 'sending'].includes(await stateOf(second))) {
    await waitForDelivery(counter.call, await receive(''), 'received')
    const before = pulls()
    await waitFor('the end of the turn', async () => (await pullNow(counter), pulls() > before))
  }
  expect(cuts.get('cắt sau')).toBe(0)
  expect(await stateOf(second)).toBe('received')
  expect((await getStatus(counter.call)).queue.needsOfficer).toBeLessThanOrEqual(1)
}, 120_000)
