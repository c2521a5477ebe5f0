import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BatchedPushResponse } from '../../electron/contract/wire.ts'
import { write } from '../../electron/core/db/open.ts'
import { putSetting } from '../../electron/core/db/setting-store.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { startAnswerProxy, type AnswerProxy } from './support/answer-proxy.ts'
import { getDelivery, getOk, getStatus, inspect, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** A portal that proves falsely what it took of one dossier, again and again. */

const note = 'chứng từ giả'
let portal: TestPortal
let line: AnswerProxy
let office: TestOffice
let desk: SigningDesk
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startAnswerProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(line.url, office, { press: desk.press, random: () => 0 })
})
afterAll(async () => {
  await counter.close()
  await line.close()
  await desk.close()
  await portal.close()
  removeFolder(counter)
})

const countAsked = (path: string): number => line.requests.filter((exchange) => exchange.path.startsWith(path)).length
/** No wait stands between two requests. */
const hurryUntil = (what: string, ask: () => boolean | Promise<boolean>) => waitFor(what, async () => (await pullNow(counter), ask()))

test('nothing of it counts as received and the bar says so; pulls, leases and files go on, and it arrives when the portal proves it', async () => {
  line.answer = ({ path }) => (path.startsWith('/v1/files') ? { status: 503, body: '' } : undefined)
  const scan = await desk.receiveWithScan(counter, 20_000)
  await waitForDelivery(counter.call, scan.id, 'received')
  line.alter = ({ path, body }, answered) => {
    if (path !== '/v1/entries' || !body.includes(note) || answered.status !== 200) return answered
    const response = JSON.parse(answered.body) as BatchedPushResponse
    const proofs = [response.batch, ...response.results.map((result) => (result.outcome === 'accepted' ? result.receipt?.batch : undefined))]
    for (const proof of proofs) if (proof) proof.signature = Buffer.alloc(64, 7).toString('base64')
    return { ...answered, body: JSON.stringify(response) }
  }
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake({ note })))
  const isTold = async (): Promise<boolean> => {
    const { link } = await getStatus(counter.call)
    return link.state === 'refused' && link.reason === 'receipt'
  }
  await waitFor('the bar to say so', isTold)

  const pulls = countAsked('/v1/changes')
  await hurryUntil('a pull', () => countAsked('/v1/changes') > pulls)
  await waitFor('the bar to say so after it', isTold)

  const leases = countAsked('/v1/leases')
  inspect(counter, (db) => write(db, (own) => putSetting(own, 'series-asked-at', 0)))
  // They follow a pull: asked for one without pause, the counter would come to nothing else.
  await pullNow(counter)
  await waitFor('the numbers to be asked for', () => countAsked('/v1/leases') > leases)

  line.answer = () => undefined
  await hurryUntil('the scan received', async () => getOk(await counter.call('dossier.get', { id: scan.id })).files.received === 1)
  expect((await getDelivery(counter.call, dossierId)).state).not.toBe('received')

  line.alter = (_exchange, answered) => answered
  await hurryUntil('it too', async () => (await getDelivery(counter.call, dossierId)).state === 'received')
  await waitFor('the bar to be well', async () => (await getStatus(counter.call)).link.state === 'online')
})
