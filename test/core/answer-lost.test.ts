import { expect, test } from 'vitest'
import { startAnswerProxy, type AnswerProxy } from './support/answer-proxy.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { getDelivery, getOk, pullNow, waitForDelivery, type Counter } from './support/counter.ts'
import { receive } from './support/forgetful-portal.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** An entry that is put aside because no answer to it ever comes: whether the portal took it nobody knows. */

let portal: TestPortal
let line: AnswerProxy
let office: TestOffice
let counter: Counter

useCounterOnLine({ startLine: startAnswerProxy, closeLine: (used) => used.close(), use: (made) => void ({ portal, line, office, counter } = made) })

const poison = 'lỗi của Cổng'

/** Received and put aside, as others are taken beside it. */
async function putAside(): Promise<{ id: string; seq: number }> {
  const id = getOk(await counter.call('dossier.receive', makeIntake({ note: poison }))).dossierId
  while ((await getDelivery(counter.call, id)).state !== 'needs-officer') {
    await waitForDelivery(counter.call, await receive(counter), 'received')
    const { length: before } = line.requests
    await waitFor('the end of the turn', async () => (await pullNow(counter), line.requests.slice(before).some(({ path }) => path.startsWith('/v1/changes'))))
  }
  return { id, seq: getOk(await counter.call('queue.list', {})).find(({ dossierId }) => dossierId === id)!.seq }
}

const withdraw = (seq: number) => counter.call('queue.withdraw', { seq, reason: 'Công dân lấy lại giấy tờ' })
const isThere = async (id: string) => (await listArrived(portal.database, office)).some((dossier) => dossier.id === id)

test('what the portal took all the same is not withdrawn here: it is received by the receipt that stands in its history', async () => {
  line.alter = (exchange, answered) => (exchange.path === '/v1/entries' && exchange.body.includes(poison) ? { status: 502, body: '' } : answered)
  const { id, seq } = await putAside()
  expect(await isThere(id)).toBe(true)
  expect(await withdraw(seq)).toEqual({ ok: false, error: { kind: 'portal-side-unknown' } })
  await waitForDelivery(counter.call, id, 'received')
  expect(getOk(await counter.call('queue.list', {}))).toEqual([])
}, 90_000)

test('what the portal does not have is withdrawn once it has said so', async () => {
  line.answer = ({ path, body }) => (path === '/v1/entries' && body.includes(poison) ? { status: 502, body: '' } : undefined)
  const { id, seq } = await putAside()
  expect(await withdraw(seq)).toEqual({ ok: false, error: { kind: 'portal-side-unknown' } })
  const answer = await waitFor('the portal’s word', async () => {
    const withdrawn = await withdraw(seq)
    return withdrawn.ok && withdrawn.value
  })
  expect(answer).toMatchObject({ withdrawn: 1 })
  expect(await isThere(id)).toBe(false)
}, 90_000)
