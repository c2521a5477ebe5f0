import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ChangesResponse, Enrolment, problemTypes } from '../../../electron/contract/wire.ts'
import { createSigningKey } from '../../../electron/crypto/ed25519.ts'
import { signRequest } from '../../../electron/crypto/http-signature.ts'
import { openSlot, sealKey } from '../../../electron/crypto/key-slot.ts'
import { putChanges } from '../../portal/change-store.ts'
import { demoPassword } from '../../portal/seed-data.ts'
import { seedPortal } from '../../portal/seed.ts'
import { enrolCounter, openCounter, postEnrol } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

const nowSeconds = () => Math.floor(Date.now() / 1000)

describe.each(engines)('enrolment and signed requests on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine, { seedSize: 'whole' })
  })
  afterAll(() => portal.close())

  async function oneCounter() {
    const office = await openOffice(portal.database)
    return enrolCounter(portal.url, office.codes[0]!)
  }

  test('a code is good again, also for a new key, until the first signed request', async () => {
    const office = await openOffice(portal.database)
    const code = office.codes[0]!
    const key = createSigningKey()
    const first = await postEnrol(portal.url, code, key.publicKey)
    const again = await postEnrol(portal.url, ` ${code.toUpperCase()} `, key.publicKey)
    const enrolment = Enrolment.parse(first.body)
    expect({ ...Enrolment.parse(again.body), serverTime: '' }).toEqual({ ...enrolment, serverTime: '' })
    const lost = openCounter(portal.url, enrolment, key.privateKey)
    const newKey = createSigningKey()
    expect({ ...Enrolment.parse((await postEnrol(portal.url, code, newKey.publicKey)).body), serverTime: '' }).toEqual({ ...enrolment, serverTime: '' })
    expect((await lost.call('GET', '/v1/changes')).status).toBe(401)
    const counter = openCounter(portal.url, enrolment, newKey.privateKey)
    expect((await counter.call('GET', '/v1/changes')).status).toBe(200)
    const burnt = await postEnrol(portal.url, code, key.publicKey)
    expect([burnt.status, burnt.body]).toEqual([403, expect.objectContaining({ type: problemTypes.codeInvalid })])
  })

  test('one key is one counter; an unknown code or a key that is none is refused', async () => {
    const office = await openOffice(portal.database)
    const key = createSigningKey()
    await postEnrol(portal.url, office.codes[0]!, key.publicKey)
    expect((await postEnrol(portal.url, office.codes[1]!, key.publicKey)).body).toMatchObject({ type: problemTypes.codeInvalid })
    expect((await postEnrol(portal.url, 'khong-co', createSigningKey().publicKey)).body).toMatchObject({ type: problemTypes.codeInvalid })
    expect((await postEnrol(portal.url, office.codes[2]!, 'AAAA')).body).toMatchObject({ type: problemTypes.badRequest })
  })

  test('counters of one office enrolling at once get ranges that do not meet, the one too many gets none', async () => {
    const office = await openOffice(portal.database)
    const answers = await Promise.all(office.codes.map((code) => postEnrol(portal.url, code, createSigningKey().publicKey)))
    const ranges = answers.filter((answer) => answer.status === 200).map((answer) => Enrolment.parse(answer.body).range)
    expect(ranges.sort((a, b) => a.from - b.from)).toEqual([
      { from: 1, to: 2999 },
      { from: 3000, to: 5999 },
      { from: 6000, to: 8999 }
    ])
    expect(answers.filter((answer) => answer.status !== 200).map((answer) => answer.body)).toEqual([expect.objectContaining({ type: problemTypes.notAcceptable })])
  })

  test('a demo officer opens a database key with the demo password alone', async () => {
    const enrolment = Enrolment.parse((await postEnrol(portal.url, portal.enrolmentCodes[0]!, createSigningKey().publicKey)).body)
    expect(enrolment.officers.map((officer) => officer.role).sort()).toEqual(['administrator', 'head', 'reception', 'records-clerk'])
    const databaseKey = Buffer.alloc(32, 7)
    const slot = sealKey(databaseKey, enrolment.officers[0]!.loginKey)
    expect(await openSlot(slot, demoPassword)).toEqual(databaseKey)
    expect(await openSlot(slot, `${demoPassword}!`)).toBeUndefined()
  })

  test('seeding again changes nothing and names only codes that are left', async () => {
    const count = async () => (await portal.database.query('select count(*)::integer as rows, max(id)::text as last from change_log'))[0]
    const before = await count()
    const codes = await seedPortal(portal.database, 2021)
    expect(await count()).toEqual(before)
    expect(portal.enrolmentCodes.filter((code) => codes.includes(code))).toEqual(codes)
    expect(codes.length).toBeLessThanOrEqual(5)
  })

  test('an unsigned request, a strange device and a changed path are refused', async () => {
    const counter = await oneCounter()
    const unsigned = await fetch(`${portal.url}/v1/changes`)
    expect([unsigned.status, ((await unsigned.json()) as { type: string }).type]).toEqual([401, problemTypes.badSignature])
    const strange = openCounter(portal.url, { ...counter.enrolment, device: 'may-la' }, createSigningKey().privateKey)
    expect((await strange.call('GET', '/v1/changes')).body).toMatchObject({ type: problemTypes.unknownDevice, status: 401 })
    const forged = openCounter(portal.url, counter.enrolment, createSigningKey().privateKey)
    expect((await forged.call('GET', '/v1/changes')).body).toMatchObject({ type: problemTypes.badSignature })
    const signed = signedHeaders(counter, '/v1/changes?limit=1')
    expect((await fetch(`${portal.url}/v1/changes?limit=1`, { headers: signed })).status).toBe(200)
    expect((await fetch(`${portal.url}/v1/changes?limit=2`, { headers: signed })).status).toBe(401)
  })

  test('a body that is not the signed one is refused, and so is one without a digest', async () => {
    const counter = await oneCounter()
    const entry = receive(counter, 1)
    const body = { chain: counter.chain, entries: [entry.pushed] }
    const changed = await counter.call('POST', '/v1/entries', body, { sendBody: JSON.stringify({ chain: [], entries: [] }) })
    expect([changed.status, changed.body]).toEqual([401, expect.objectContaining({ type: problemTypes.badSignature })])
    const bare = await fetch(`${portal.url}/v1/entries`, {
      method: 'POST',
      headers: { ...signedHeaders(counter, '/v1/entries', 'POST'), 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
    expect(bare.status).toBe(401)
    expect(await portal.database.query('select 1 from entry where device_id = $1', [counter.enrolment.device])).toEqual([])
  })

  test('a clock that is off by more than the tolerance is told the time, either way', async () => {
    const counter = await oneCounter()
    for (const createdSeconds of [nowSeconds() - 301, nowSeconds() + 330]) {
      const answer = await counter.call('GET', '/v1/changes', undefined, { createdSeconds })
      expect([answer.status, answer.body]).toEqual([401, expect.objectContaining({ type: problemTypes.clockSkew, serverTime: expect.any(String) })])
      const { serverTime } = answer.body as { serverTime: string }
      expect(Math.abs(Date.parse(serverTime) - Date.now())).toBeLessThan(60_000)
      expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now())).toBeLessThan(60_000)
    }
    expect((await counter.call('GET', '/v1/changes', undefined, { createdSeconds: nowSeconds() - 240 })).status).toBe(200)
  })

  test('a revoked counter is refused and told so, also in the middle of its work', async () => {
    const counter = await oneCounter()
    await counter.push([receive(counter, 1)])
    await portal.revoke(counter.enrolment.device)
    const answer = await counter.call('POST', '/v1/entries', { chain: counter.chain, entries: [] })
    expect([answer.status, answer.body]).toEqual([403, expect.objectContaining({ type: problemTypes.revokedDevice })])
    expect((await counter.call('GET', '/v1/changes')).status).toBe(403)
    expect((await counter.call('HEAD', `/v1/files/by-hash/${'a'.repeat(64)}`)).status).toBe(403)
  })

  test('the feed brings the whole province in pages and then only what changed', async () => {
    const counter = await oneCounter()
    const seen = new Map<string, number>()
    let since = ''
    let pages = 0
    for (let more = true; more; pages++) {
      const page = ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${since}&limit=500`)).body)
      for (const change of page.changes) seen.set(change.kind, (seen.get(change.kind) ?? 0) + 1)
      expect(page.changes.length).toBeLessThanOrEqual(500)
      since = page.next
      more = page.more
    }
    expect(Object.fromEntries(seen)).toEqual({ procedure: 1671, organisation: 237, 'work-calendar': 1, 'form-template': 8, 'office-counters': 1 })
    expect(pages).toBeGreaterThanOrEqual(4)
    const row = { kind: 'form-template', ref: 'tt-01-2018-01', value: { title: 'mới' } } as const
    await portal.database.transaction((tx) => putChanges(tx, [row]))
    // Other tests' transactions on the same server hold the feed's horizon back for a moment.
    await vi.waitFor(async () => {
      const next = ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${since}`)).body)
      expect(next.changes).toEqual([{ kind: row.kind, id: row.ref, value: row.value }])
    })
    expect((await counter.call('GET', '/v1/changes?since=khong-doc-duoc')).status).toBe(400)
    expect((await counter.call('GET', '/v1/changes?limit=0')).status).toBe(400)
  })

  test('an office learns what its other counters did, and nothing of other offices', async () => {
    const office = await openOffice(portal.database)
    const first = await enrolCounter(portal.url, office.codes[0]!)
    const second = await enrolCounter(portal.url, office.codes[1]!)
    const stranger = await oneCounter()
    const cursors = { first: await end(first), second: await end(second), stranger: await end(stranger) }
    const entry = receive(first, 1)
    await first.push([entry])
    const read = async (counter: typeof first, cursor: string) => ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${cursor}`)).body).changes
    await vi.waitFor(async () => {
      expect(await read(second, cursors.second)).toEqual([expect.objectContaining({ kind: 'dossier-status', id: entry.dossier, value: expect.objectContaining({ status: 2, revision: 1 }) })])
    })
    expect(await read(first, cursors.first)).toEqual([])
    expect(await read(stranger, cursors.stranger)).toEqual([])
    expect(await read(second, await end(second))).toEqual([])
  })

  test('the inspection lists dossiers in the order of arrival', async () => {
    const counter = await oneCounter()
    const entries = [9, 3, 7].map((serial) => receive(counter, serial))
    await counter.push(entries)
    const answer = await fetch(`${portal.url}/inspect/dossiers`, { headers: { authorization: `Bearer ${portal.adminToken}` } })
    const dossiers = (await answer.json()) as { id: string; device: string; status: number; entries: { seq: number }[] }[]
    const own = dossiers.filter((dossier) => dossier.device === counter.enrolment.device)
    expect(own.map((dossier) => dossier.id)).toEqual(entries.map((entry) => entry.dossier))
    expect(own.map((dossier) => dossier.entries.map((entry) => entry.seq))).toEqual([[1], [2], [3]])
    expect(((await (await fetch(`${portal.url}/status`)).json()) as { dossiers: number }).dossiers).toBeGreaterThanOrEqual(3)
  })
})

/** Where the feed ends for a counter now. */
async function end(counter: Awaited<ReturnType<typeof enrolCounter>>): Promise<string> {
  let page = ChangesResponse.parse((await counter.call('GET', '/v1/changes')).body)
  while (page.more) page = ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${page.next}`)).body)
  return page.next
}

function signedHeaders(counter: Awaited<ReturnType<typeof enrolCounter>>, path: string, method = 'GET'): Record<string, string> {
  return { ...signRequest({ method, path }, counter.key, nowSeconds()) }
}
