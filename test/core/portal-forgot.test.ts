import { expect, test } from 'vitest'
import type { RecalledState } from '../../electron/contract/continuity.ts'
import type { FileReceipt, RecallAnswer, Receipt, SignedHead } from '../../electron/contract/wire.ts'
import { findKeptHead } from '../../electron/core/portal/keep-head.ts'
import { hasForgotten } from '../../electron/crypto/head.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { readPortal } from '../prove/read-records.ts'
import { getSigningKey } from '../portal/receipt-key-store.ts'
import { age } from './support/aged.ts'
import { startAnswerProxy, type Answered } from './support/answer-proxy.ts'
import { getDelivery, getOk, getStatus, inspect, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { changeStatus, isPostgres, recalls, receive, useForgetfulPortal } from './support/forgetful-portal.ts'
import { birthProcedure } from './support/people.ts'
import { waitFor } from './support/wait.ts'

/** A portal put back from yesterday. */

const forgetful = useForgetfulPortal()
const { seats, keepCopy, putBack, startAgain, waitUntilSent, reopen } = forgetful

const firstReceipts = (counter: Counter): Map<number, string> => inspect(counter, (db) => new Map((db.prepare(`SELECT seq, receipt FROM delivery WHERE state = 'received'`).all() as { seq: number; receipt: string }[]).map((row) => [row.seq, row.receipt])))
const againRows = (counter: Counter) => inspect(counter, (db) => db.prepare('SELECT seq, state, receipt FROM offered_again ORDER BY recall, seq').all() as { seq: number; state: string; receipt: string }[])
const fileReceipts = (counter: Counter) => inspect(counter, (db) => (db.prepare('SELECT receipt FROM file_receipt ORDER BY signed_at').pluck().all() as string[]).map((text) => JSON.parse(text) as FileReceipt))

test.runIf(isPostgres)('a portal put back from yesterday is offered again what it forgot: entries, changes and files of both counters, once, in order, under the same numbers', async () => {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  const kept = await receive(first)
  await receive(second)
  await waitUntilSent()
  await keepCopy()
  await changeStatus(first, kept)
  const scanned = await forgetful.desk.receiveWithScan(first, 40_000)
  const forgotten = [await receive(second), await receive(second)]
  await changeStatus(second, forgotten[0]!)
  await waitUntilSent()
  const receipts = [firstReceipts(first), firstReceipts(second)]
  const before = await readPortal(forgetful.instance.database, forgetful.office)
  await putBack()
  await startAgain()
  expect((await readPortal(forgetful.instance.database, forgetful.office)).length).toBe(2)
  await reopen()
  for (const { counter } of seats) await waitFor('the recall', () => recalls(counter).length === 1)
  await waitUntilSent()

  const after = await readPortal(forgetful.instance.database, forgetful.office)
  const byId = (rows: typeof after) => [...rows].sort((a, b) => a.id.localeCompare(b.id))
  expect(byId(after)).toEqual(byId(before))
  expect(after.find(({ id }) => id === scanned.id)?.files).toEqual([{ sha256: scanned.signedSha256, present: true }])
  expect(fileReceipts(first).map(({ statement }) => [statement.dossier, statement.sha256, statement.size])).toEqual([0, 1].map(() => [scanned.id, scanned.signedSha256, scanned.sizeBytes]))
  for (const [index, { counter }] of seats.entries()) {
    // The first receipts stand as they were; those of the second time lie beside them.
    const now = firstReceipts(counter)
    for (const [seq, receipt] of receipts[index]!) expect(now.get(seq)).toBe(receipt)
    expect(againRows(counter).every(({ state }) => state === 'received')).toBe(true)
    for (const { seq, receipt } of againRows(counter)) expect((JSON.parse(receipt) as Receipt).batch).not.toEqual((JSON.parse(now.get(seq)!) as Receipt).batch)
    const [recall] = recalls(counter)
    expect(recall?.isAdmitted).toBe(true)
    expect(hasForgotten(recall!.kept.statement, recall!.shown.statement)).toBe(true)
    expect((await getStatus(counter.call)).recalled).toBeUndefined()
  }
  expect(await getDelivery(second.call, forgotten[0]!)).toMatchObject({ state: 'received', again: 'received' })
  expect(await getDelivery(first.call, kept)).toMatchObject({ state: 'received', again: 'received' })
  // Two counters showed the portal what it had forgotten; it began one new incarnation.
  expect(await forgetful.instance.database.query('select count(*)::integer as all, count(*) filter (where ended_at is null)::integer as current from incarnation')).toEqual([{ all: 2, current: 1 }])
  // And the same again from the same copy: the later incarnation is unknown to it, and ends too.
  await putBack()
  await startAgain()
  await reopen()
  for (const { counter } of seats) await waitFor('the second recall', () => recalls(counter).length === 2)
  await waitUntilSent()
  expect(byId(await readPortal(forgetful.instance.database, forgetful.office))).toEqual(byId(before))
  for (const { counter } of seats) expect(recalls(counter).map(({ isAdmitted }) => isAdmitted)).toEqual([true, true])
}, 180_000)

test.runIf(isPostgres)('what was purged here cannot be offered to a portal that lost it: that is told, and everything else goes on', async () => {
  const { counter } = seats[0]!
  await receive(counter)
  await waitUntilSent()
  await keepCopy()
  const id = await receive(counter)
  getOk(await counter.call('dossier.change-status', { id, baseRevision: 1, to: 9, note: '' }))
  getOk(await counter.call('dossier.return-result', { id, baseRevision: 2, handBack: { collector: { kind: 'applicant' }, originals: [] }, note: '' }))
  await waitUntilSent()
  await age(counter, forgetful.instance.database, [id], 21)
  await counter.logIn(forgetful.office.officerId('administrator'))
  getOk(await counter.call('retention.purge', { dossiers: 1, reason: 'Quyết định 12/QĐ-UBND' }))
  await waitFor('the purge', async () => getOk(await counter.call('retention.get', {})).running === null)
  await waitUntilSent()
  await putBack()
  await startAgain()
  await reopen()
  await waitFor('the recall', () => recalls(counter).length === 1)
  await waitUntilSent()
  expect((await getStatus(counter.call)).recalled).toMatchObject({ isAdmitted: true, waiting: 0, purged: 3 })
  // Of the rest the entry that tells of the purge.
  expect(againRows(counter).map(({ state }) => state)).toEqual(['received'])
  const next = await receive(counter)
  await waitForDelivery(counter.call, next, 'received')
})

test.runIf(isPostgres)('an entry that was refused, mended and received after the copy was made is offered again though the head is the same', async () => {
  const { counter } = seats[0]!
  await forgetful.instance.database.query('update procedure set secret = true where code = $1', [birthProcedure])
  const mended = await receive(counter)
  await waitForDelivery(counter.call, mended, 'needs-officer')
  await keepCopy()
  await forgetful.instance.database.query('update procedure set secret = false where code = $1', [birthProcedure])
  getOk(await counter.call('queue.retry', {}))
  await waitForDelivery(counter.call, mended, 'received')
  await putBack()
  await startAgain()
  await forgetful.instance.database.query('update procedure set secret = false where code = $1', [birthProcedure])
  await reopen()
  await waitFor('the recall', () => recalls(counter).length === 1)
  await waitUntilSent()
  expect((await readPortal(forgetful.instance.database, forgetful.office)).map(({ id }) => id)).toEqual([mended])
})

test.runIf(isPostgres)('a step on one that the portal took again after the copy, and lost, follows it by itself', async () => {
  const { counter, relay } = seats[0]!
  await forgetful.instance.database.query('update procedure set secret = true where code = $1', [birthProcedure])
  const id = await receive(counter)
  await waitForDelivery(counter.call, id, 'needs-officer')
  await keepCopy()
  await forgetful.instance.database.query('update procedure set secret = false where code = $1', [birthProcedure])
  getOk(await counter.call('queue.retry', {}))
  await waitForDelivery(counter.call, id, 'received')
  relay.target = 'http://127.0.0.1:9'
  await changeStatus(counter, id)
  await putBack()
  await startAgain()
  await forgetful.instance.database.query('update procedure set secret = false where code = $1', [birthProcedure])
  await pullNow(counter)
  await waitFor('the recall', () => recalls(counter).length === 1)
  await waitUntilSent()
  expect((await readPortal(forgetful.instance.database, forgetful.office)).find((row) => row.id === id)).toMatchObject({ revision: 2 })
})

test.runIf(isPostgres)('a portal put back under a clock that stands an hour behind is offered what it lost all the same', async () => {
  const { counter } = seats[0]!
  const told = [await receive(counter)]
  await waitUntilSent()
  await keepCopy()
  told.push(await receive(counter))
  await waitUntilSent()
  await putBack()
  // Not on the day before: from there on the counters would ask which day it is.
  const midnight = Date.parse(`${localDay(Date.now())}T00:00:00+07:00`)
  await startAgain({ now: () => new Date(Math.max(midnight, Date.now() - 3_600_000)) })
  await reopen()
  await waitFor('the recall', () => recalls(counter).length === 1)
  await waitUntilSent()
  expect((await readPortal(forgetful.instance.database, forgetful.office)).map(({ id }) => id).sort()).toEqual(told.sort())
})

test.runIf(isPostgres)('a portal put back while pushes are under way, and a core that dies while it offers again: all is there in the end', async () => {
  const [first, second] = [seats[0]!.counter, seats[1]!.counter]
  const told = [await receive(first), await receive(second)]
  await waitUntilSent()
  await keepCopy()
  for (let i = 0; i < 6; i++) told.push(await receive(first), await receive(second))
  await waitUntilSent()
  const busy = (async () => {
    for (let i = 0; i < 6; i++) told.push(await receive(first), await receive(second))
  })()
  await putBack()
  await busy
  seats[0]!.relay.next.push('late', 'stale', 'broken', 'error')
  await startAgain()
  await waitFor('the first counter to be offering', async () => recalls(first).length > 0)
  await reopen()
  await waitUntilSent()
  const there = await readPortal(forgetful.instance.database, forgetful.office)
  expect(there.map(({ id }) => id).sort()).toEqual([...told].sort())
  expect(new Set(there.map(({ code }) => code)).size).toBe(told.length)
})

test.runIf(isPostgres)('a portal that shows an old head and does not say that it was put back is told in words, with both heads kept; nothing it says unsigned is believed', async () => {
  const receiptKey = await getSigningKey(forgetful.instance.database, new Date())
  const line = await startAnswerProxy(forgetful.instance.url)
  const counter = await startCounter(line.url, forgetful.office, { code: 2, random: () => 0 })
  try {
    const id = await receive(counter)
    await waitForDelivery(counter.call, id, 'received')
    const honest = inspect(counter, (db) => JSON.parse(db.prepare(`SELECT value FROM setting WHERE key = 'signed-head'`).pluck().get() as string) as SignedHead)
    expect(honest.statement).toMatchObject({ seq: 1, entries: 1 })
    const lie = (): SignedHead =>
      signStatement({ ...honest.statement, seq: 0, hash: '0'.repeat(64), entries: 0, signedAt: new Date().toISOString() }, receiptKey.keyId, receiptKey.privateKey)
    let isSigned = false
    line.alter = (exchange, answered) => {
      const isRecall = exchange.path === '/v1/recall'
      if (!isRecall && !exchange.path.startsWith('/v1/changes')) return answered
      const head = isSigned ? lie() : { ...lie(), signature: honest.signature }
      const empty: Partial<RecallAnswer> = isRecall ? { links: [], missing: [], missingFiles: [] } : {}
      return { ...answered, body: JSON.stringify({ ...(JSON.parse(answered.body) as object), ...empty, head }) }
    }
    const asks = (): number => line.requests.filter(({ path }) => path === '/v1/recall').length
    const start = async (): Promise<void> => {
      await counter.close()
      await counter.open()
      await counter.logIn(forgetful.office.officerId('reception'))
    }
    const pulls = line.requests.length
    await start()
    await waitFor('a pull', () => line.requests.slice(pulls).some(({ path }) => path.startsWith('/v1/changes')))
    await waitFor('an answer to it', async () => (await getStatus(counter.call)).link.state === 'online')
    expect(asks()).toBe(0)
    isSigned = true
    await start()
    const recalled = await waitFor('the officer to be told', async (): Promise<RecalledState | undefined> => (await getStatus(counter.call)).recalled)
    expect(recalled).toMatchObject({ isAdmitted: false, entries: 1 })
    expect(recalls(counter)[0]).toMatchObject({ isAdmitted: false, kept: honest, shown: { statement: { seq: 0, entries: 0 } } })
    expect(await getDelivery(counter.call, id)).toMatchObject({ state: 'received' })
    line.alter = (_exchange, answered) => answered
    await waitFor('an honest portal to have all', async () => (await getStatus(counter.call)).queue.offeredAgain === undefined && (await getStatus(counter.call)).queue.entriesWaiting === 0)
  } finally {
    await counter.close()
    await line.close()
    removeFolder(counter)
  }
})

test.runIf(isPostgres)('an answer from before the return that is delivered after it proves nothing of what is there now: what it told as received is offered again', async () => {
  const line = await startAnswerProxy(seats[0]!.relay.url)
  const counter = await startCounter(line.url, forgetful.office, { code: 2, random: () => 0 })
  const incarnationOf = () => inspect(counter, findKeptHead)?.statement.incarnation
  try {
    await waitUntilSent()
    await keepCopy()
    const before = await waitFor('a head', incarnationOf)
    // The portal takes it, and the line keeps the answer.
    let late: Answered | undefined
    line.alter = (exchange, answered) => {
      if (exchange.path !== '/v1/entries') return answered
      if (answered.status === 200) late ??= answered
      return { status: 503, body: '' }
    }
    const id = await receive(counter)
    await waitFor('its answer', () => late)
    line.answer = ({ path }) => (path === '/v1/entries' ? { status: 503, body: '' } : undefined)
    // Another counter proves the return.
    await receive(seats[0]!.counter)
    await waitUntilSent()
    await putBack()
    await startAgain()
    await reopen()
    await waitFor('its recall', () => recalls(seats[0]!.counter).length === 1)
    await pullNow(counter)
    await waitFor('this counter to know', () => incarnationOf() !== before)
    expect(recalls(counter)).toEqual([])

    line.answer = ({ path }) => (path === '/v1/entries' ? late : undefined)
    getOk(await counter.call('queue.retry', {}))
    await waitForDelivery(counter.call, id, 'received')
    line.answer = () => undefined
    line.alter = (_exchange, answered) => answered
    await waitFor('it at the portal', async () => (await readPortal(forgetful.instance.database, forgetful.office)).some((row) => row.id === id))
    // Its heads agree, and none of them says why it has no more what it signed for.
    expect(recalls(counter).map(({ isAdmitted }) => isAdmitted)).toEqual([false])
    await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.offeredAgain === undefined)
  } finally {
    await counter.close()
    await line.close()
    removeFolder(counter)
  }
})
