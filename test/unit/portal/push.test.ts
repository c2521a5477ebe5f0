import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes, type EntryResult, type PushResponse } from '../../../electron/contract/wire.ts'
import type { DossierReceived } from '../../../electron/domain/receive.ts'
import { isReceiptValid, isSignedByPortal } from '../../../electron/crypto/receipt.ts'
import { startFaultProxy } from '../../portal/fault-proxy.ts'
import { enrolCounter, newDossierId, type TestCounter, type Written } from './support/counter.ts'
import { changeStatus, receive, receivedFacts } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** What became of each entry: its problem's short type, or accepted. */
function outcomes(response: PushResponse): string[] {
  return response.results.map((result) => (result.outcome === 'accepted' ? 'accepted' : result.problem.type))
}

function expectReceipt(counter: TestCounter, entry: Written, result: EntryResult | undefined): void {
  expect(result?.outcome).toBe('accepted')
  if (result?.outcome !== 'accepted') return
  const expected = { device: counter.enrolment.device, seq: entry.link.seq, entryHash: entry.link.hash }
  expect(isReceiptValid(result.receipt, expected, counter.findReceiptKey)).toBe(true)
  expect(isReceiptValid(result.receipt, { ...expected, entryHash: '0'.repeat(64) }, counter.findReceiptKey)).toBe(false)
}

describe.each(engines)('pushes on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  async function openCounters(count: number): Promise<TestCounter[]> {
    const office = await openOffice(portal.database)
    const counters: TestCounter[] = []
    for (const code of office.codes.slice(0, count)) counters.push(await enrolCounter(portal.url, code))
    return counters
  }
  async function oneCounter(): Promise<TestCounter> {
    return (await openCounters(1))[0]!
  }
  async function findDossier(id: string) {
    const [row] = await portal.database.query<{ status: number; revision: number }>('select status, revision from dossier where id = $1', [id])
    return row
  }

  test('a batch is received with a receipt for each entry and a signed head', async () => {
    const counter = await oneCounter()
    const entries = [1, 2, 3, 4, 5].map((serial) => receive(counter, serial))
    const response = await counter.push(entries)
    entries.forEach((entry, index) => expectReceipt(counter, entry, response.results[index]))
    expect(isSignedByPortal(response.head, counter.findReceiptKey)).toBe(true)
    expect(response.head.statement).toMatchObject({ device: counter.enrolment.device, epoch: 1, seq: 5, hash: entries[4]!.link.hash })
  })

  test('the same entries again give the stored receipts, byte for byte', async () => {
    const counter = await oneCounter()
    const entries = [1, 2, 3].map((serial) => receive(counter, serial))
    // As it came over the wire: a schema would put its members in an order of its own.
    const push = async (written: readonly Written[]) => {
      const answer = await counter.call('POST', '/v1/entries', { chain: counter.chain, entries: written.map((entry) => entry.pushed) })
      return answer.body as PushResponse
    }
    const first = await push(entries)
    const more = receive(counter, 4)
    const second = await push([...entries, more])
    expect(first.results.map((result) => result.outcome)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(JSON.stringify(second.results.slice(0, 3))).toBe(JSON.stringify(first.results))
    expectReceipt(counter, more, second.results[3])
    const [{ count }] = (await portal.database.query<{ count: number }>('select count(*)::integer as count from entry where device_id = $1', [counter.enrolment.device])) as [{ count: number }]
    expect(count).toBe(4)
  })

  test('an answer lost on the way is given again, and nothing is stored twice', async () => {
    const counter = await oneCounter()
    const proxy = await startFaultProxy(portal.url)
    try {
      const entry = receive(counter, 1)
      proxy.holdReplies('POST /v1/entries')
      const lost = expect(counter.push([entry], { portalUrl: proxy.url })).rejects.toThrow()
      await proxy.waitForHeldReply()
      expect(await findDossier(entry.dossier)).toEqual({ status: 2, revision: 1 })
      proxy.dropReplies()
      await lost
      const response = await counter.push([entry], { portalUrl: proxy.url })
      expectReceipt(counter, entry, response.results[0])
      expect(await findDossier(entry.dossier)).toEqual({ status: 2, revision: 1 })
    } finally {
      await proxy.close()
    }
  })

  test('a portal restored from an old copy says what it still has and takes the rest again', async () => {
    const counter = await oneCounter()
    const entries = [1, 2, 3, 4].map((serial) => receive(counter, serial))
    await counter.push(entries)
    const { device } = counter.enrolment
    for (const table of ['entry', 'chain_link']) await portal.database.query(`delete from ${table} where device_id = $1 and seq > 2`, [device])
    await portal.database.query('delete from dossier where device_id = $1 and id in ($2, $3)', [device, entries[2]!.dossier, entries[3]!.dossier])
    await portal.database.query('update device set head_seq = 2, head_hash = $2 where id = $1', [device, entries[1]!.link.hash])
    const next = receive(counter, 5)
    const answer = await counter.call('POST', '/v1/entries', { chain: [next.link], entries: [next.pushed] })
    expect(answer.body).toMatchObject({ type: problemTypes.chainBroken, head: { epoch: 1, seq: 2, hash: entries[1]!.link.hash } })
    const response = await counter.push([...entries.slice(2), next], { chain: counter.chain.slice(2) })
    expect(outcomes(response)).toEqual(['accepted', 'accepted', 'accepted'])
    expectReceipt(counter, entries[3]!, response.results[1])
  })

  test('one entry twice in a batch is one entry with one receipt', async () => {
    const counter = await oneCounter()
    const entry = receive(counter, 1)
    const response = await counter.push([entry, entry])
    expect(outcomes(response)).toEqual(['accepted', 'accepted'])
    expect(response.results[0]).toEqual(response.results[1])
  })

  test('another content under a held key is key-reused and changes nothing', async () => {
    const counter = await oneCounter()
    const entry = receive(counter, 1)
    await counter.push([entry])
    counter.chain.length = 0
    const forged = receive(counter, 2)
    const response = await counter.push([forged])
    expect(outcomes(response)).toEqual([problemTypes.keyReused])
    expect(response.head.statement.hash).toBe(entry.link.hash)
    expect(await findDossier(forged.dossier)).toBeUndefined()
  })

  test('a chain that does not join the portal head is refused whole, with that head', async () => {
    const counter = await oneCounter()
    const first = receive(counter, 1)
    await counter.push([first])
    receive(counter, 2)
    const third = receive(counter, 3)
    const answer = await counter.call('POST', '/v1/entries', { chain: [third.link], entries: [third.pushed] })
    expect(answer.status).toBe(409)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({ type: problemTypes.chainBroken, head: { epoch: 1, seq: 1, hash: first.link.hash } })
    expect(await findDossier(third.dossier)).toBeUndefined()
    // With the link between, although its payload waits, the third is taken and the head moves over it.
    const response = await counter.push([third])
    expect(outcomes(response)).toEqual(['accepted'])
    expect(response.head.statement.seq).toBe(3)
  })

  test('a changed header or payload does not match its hash', async () => {
    const counter = await oneCounter()
    const entry = receive(counter, 1)
    const { pushed } = entry
    const facts = receivedFacts(counter, 1)
    const payload = { ...entry, pushed: { ...pushed, payload: { ...facts, applicant: { ...facts.applicant, fullName: 'Người khác' } } } }
    expect(outcomes(await counter.push([payload]))).toEqual([problemTypes.hashMismatch])
    const header = { ...entry, pushed: { ...pushed, header: { ...pushed.header, officer: 'nguoi-khac' } } }
    expect(outcomes(await counter.push([header]))).toEqual([problemTypes.hashMismatch])
    expect(outcomes(await counter.push([entry]))).toEqual(['accepted'])
  })

  test('a poisoned entry in the middle delays only its own dossier', async () => {
    const counter = await oneCounter()
    const before = receive(counter, 1)
    const dossier = newDossierId()
    const poisoned = counter.write({ kind: 'dossier.received', dossier, payload: { code: 'không đọc được' } })
    const follows = changeStatus(counter, dossier, 1, 2, 4)
    const after = receive(counter, 2)
    const later = changeStatus(counter, after.dossier, 1, 2, 4)
    const response = await counter.push([before, poisoned, follows, after, later])
    expect(outcomes(response)).toEqual(['accepted', problemTypes.notAcceptable, problemTypes.dossierWaits, 'accepted', 'accepted'])
    expectReceipt(counter, later, response.results[4])
    expect(await findDossier(after.dossier)).toEqual({ status: 4, revision: 2 })
  })

  test.each([
    ['a NUL in a name', (facts: DossierReceived): object => ({ ...facts, applicant: { ...facts.applicant, fullName: 'Trần\u0000Mẫu' } })],
    ['a NUL in a note', (facts: DossierReceived): object => ({ ...facts, note: 'Trả\u0000chiều' })],
    ['half of a surrogate pair', (facts: DossierReceived): object => ({ ...facts, note: 'Trả \ud83d chiều' })],
    ['an emoji that a cut code ends in', (facts: DossierReceived): object => ({ ...facts, code: `-\u0000\ud83d${'😀'.repeat(300)}` })],
    ['a NUL in the name of an unknown member', (facts: DossierReceived): object => ({ ...facts, khac: [{ 'a\u0000b': 1 }] })]
  ])('an entry the database could not give out again is refused alone: %s', async (_what, spoil) => {
    const counter = await oneCounter()
    const before = receive(counter, 1)
    const dossier = newDossierId()
    const poisoned = counter.write({ kind: 'dossier.received', dossier, payload: spoil(receivedFacts(counter, 2)) })
    const follows = changeStatus(counter, dossier, 1, 2, 4)
    const after = counter.write({ kind: 'dossier.received', dossier: newDossierId(), payload: { ...receivedFacts(counter, 3), note: 'Trả\u0001chiều 😀' } })
    expect(outcomes(await counter.push([before, poisoned, follows, after]))).toEqual(['accepted', problemTypes.notAcceptable, problemTypes.dossierWaits, 'accepted'])
  })

  test('an entry that cannot even be parsed is refused by its number, the others go', async () => {
    const counter = await oneCounter()
    const good = receive(counter, 1)
    const answer = await counter.call('POST', '/v1/entries', { chain: counter.chain, entries: [{ header: { seq: 7 } }, good.pushed] })
    const results = (answer.body as PushResponse).results
    expect(results[0]).toMatchObject({ outcome: 'refused', seq: 7, problem: { type: problemTypes.badRequest } })
    expectReceipt(counter, good, results[1])
  })

  test('an entry on an old revision is an edit conflict, one too early waits', async () => {
    const [first, second] = (await openCounters(2)) as [TestCounter, TestCounter]
    const received = receive(first, 1)
    await first.push([received])
    const tooEarly = changeStatus(second, received.dossier, 2, 4, 9)
    expect(outcomes(await second.push([tooEarly]))).toEqual([problemTypes.baseUnknown])
    await first.push([changeStatus(first, received.dossier, 1, 2, 4)])
    expect(outcomes(await second.push([tooEarly]))).toEqual(['accepted'])
    const conflicting = changeStatus(second, received.dossier, 1, 2, 8)
    expect(outcomes(await second.push([conflicting]))).toEqual([problemTypes.editConflict])
    expect(await findDossier(received.dossier)).toEqual({ status: 9, revision: 3 })
  })

  test('what follows a conflict in a batch is not laid on the other counter’s work', async () => {
    const [first, second] = (await openCounters(2)) as [TestCounter, TestCounter]
    const received = receive(first, 1)
    await first.push([received, changeStatus(first, received.dossier, 1, 2, 4)])
    // The second counter believes revision 2 is its own; the number alone would fit.
    const response = await second.push([changeStatus(second, received.dossier, 1, 2, 4), changeStatus(second, received.dossier, 2, 4, 9)])
    expect(outcomes(response)).toEqual([problemTypes.editConflict, problemTypes.dossierWaits])
    expect(await findDossier(received.dossier)).toEqual({ status: 4, revision: 2 })
  })

  test('a status that may not follow is refused', async () => {
    const counter = await oneCounter()
    const received = receive(counter, 1)
    const response = await counter.push([received, changeStatus(counter, received.dossier, 1, 2, 10)])
    expect(outcomes(response)).toEqual(['accepted', problemTypes.notAcceptable])
    expect(await findDossier(received.dossier)).toEqual({ status: 2, revision: 1 })
  })

  test('a number of another range, agency or dossier is refused', async () => {
    const [first, second] = (await openCounters(2)) as [TestCounter, TestCounter]
    expect([first, second].map((counter) => counter.enrolment.range)).toEqual([
      { from: 1, to: 2999 },
      { from: 3000, to: 5999 }
    ])
    const outside = [receive(first, 3000), receive(second, 2999), receive(second, 6000)]
    expect(outcomes(await first.push([outside[0]!]))).toEqual([problemTypes.numberOutOfRange])
    expect(outcomes(await second.push(outside.slice(1)))).toEqual([problemTypes.numberOutOfRange, problemTypes.numberOutOfRange])
    const edges = [receive(first, 1), receive(first, 2999), receive(first, 2999)]
    expect(outcomes(await first.push(edges))).toEqual(['accepted', 'accepted', problemTypes.numberTaken])
    const again = receive(first, 1)
    expect(outcomes(await first.push([again]))).toEqual([problemTypes.numberTaken])
    const foreign = receivedFacts(first, 5)
    const elsewhere = { ...foreign, code: foreign.code.replace(first.enrolment.agencyCode, '000.00.00.H01'), agency: { ...foreign.agency, code: '000.00.00.H01' } }
    expect(outcomes(await first.push([first.write({ kind: 'dossier.received', dossier: newDossierId(), payload: elsewhere })]))).toEqual([problemTypes.numberOutOfRange])
  })

  test('nothing of a secret is stored, whoever says that it is one', async () => {
    const counter = await oneCounter()
    const [secret] = await portal.database.query<{ code: string }>('select code from procedure where secret order by code limit 1')
    const mark = `dấu-${newDossierId()}`
    const facts = { ...receivedFacts(counter, 1), subject: mark }
    const byCatalogue = { ...facts, procedure: { ...facts.procedure, code: secret!.code } }
    const byWord = { ...facts, secrecy: 'toi-mat' }
    const inDepth = { ...facts, extra: [{ paper: { secret: true } }] }
    const entries = [byCatalogue, byWord, inDepth].map((payload) => counter.write({ kind: 'dossier.received', dossier: newDossierId(), payload }))
    expect(outcomes(await counter.push(entries))).toEqual([problemTypes.secret, problemTypes.secret, problemTypes.secret])
    const tables = ['entry', 'dossier', 'change_log', 'refusal', 'receipt_batch', 'chain_link']
    for (const table of tables) expect(await portal.database.query(`select 1 from ${table} where to_json(${table})::text like '%' || $1 || '%'`, [mark])).toEqual([])
    expect(await portal.database.query('select 1 from entry where device_id = $1', [counter.enrolment.device])).toEqual([])
  })

  test('an unknown version is refused; an entry of the counter itself is kept', async () => {
    const counter = await oneCounter()
    const future = counter.write({ kind: 'counter.started', payload: {} }, { version: 99 })
    const own = counter.write({ kind: 'counter.started', payload: { app: '0.1.0' } })
    const response = await counter.push([future, own])
    expect(outcomes(response)).toEqual([problemTypes.versionUnknown, 'accepted'])
    expectReceipt(counter, own, response.results[1])
  })

  test('a restored counter goes on in a new epoch from a link the portal has', async () => {
    const counter = await oneCounter()
    const entries = [1, 2, 3].map((serial) => receive(counter, serial))
    await counter.push(entries)
    counter.chain.length = 1
    counter.epoch = 2
    const restored = receive(counter, 4)
    const response = await counter.push([restored], { chain: [restored.link] })
    expect(outcomes(response)).toEqual(['accepted'])
    expect(response.head.statement).toMatchObject({ epoch: 2, seq: 2, hash: restored.link.hash })
    counter.epoch = 1
    counter.chain.length = 1
    const stale = receive(counter, 5)
    await expect(counter.push([stale], { chain: [{ ...stale.link, seq: 9 }] })).rejects.toThrow('chain-broken')
  })

  test('more than a batch may hold is too large, and so is a body of more than 8 MB', async () => {
    const counter = await oneCounter()
    const entry = receive(counter, 1)
    const many = await counter.call('POST', '/v1/entries', { chain: counter.chain, entries: Array.from({ length: 101 }, () => entry.pushed) })
    expect([many.status, many.body]).toEqual([413, expect.objectContaining({ type: problemTypes.tooLarge })])
    const long = await counter.call('POST', '/v1/entries', { chain: [], entries: [], filling: 'x'.repeat(8 * 1024 * 1024) })
    expect([long.status, long.body]).toEqual([413, expect.objectContaining({ type: problemTypes.tooLarge })])
  })

  test('one hundred entries are taken at once', async () => {
    const counter = await oneCounter()
    const entries = Array.from({ length: 100 }, (_, index) => receive(counter, index + 1))
    const response = await counter.push(entries)
    expect(new Set(outcomes(response))).toEqual(new Set(['accepted']))
    expectReceipt(counter, entries[99]!, response.results[99])
  })
})
