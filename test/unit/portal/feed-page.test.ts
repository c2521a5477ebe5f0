import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ChangesResponse } from '../../../electron/contract/wire.ts'
import { signRequest } from '../../../electron/crypto/http-signature.ts'
import { putChanges } from '../../portal/change-store.ts'
import { enrolCounter, type TestCounter } from './support/counter.ts'
import { bothEngines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** How much of the feed one answer carries: a counter on a slow line takes it page by page, and must get each whole. */

describe.each(bothEngines)('a page of the feed on %s', (engine) => {
  let portal: TestPortal
  let counter: TestCounter
  let since = ''
  beforeAll(async () => {
    portal = await startTestPortal(engine)
    const office = await openOffice(portal.database)
    counter = await enrolCounter(portal.url, office.codes[0]!)
    let page = await read('')
    for (; page.more; page = await read(page.next)) since = page.next
    since = page.next
    // Each of a transaction of its own, so that they come in this order.
    for (const [ref, kilobytes] of sizes) await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'form-template', ref, officeId: office.id, value: 'ă'.repeat(kilobytes * 512) }]))
    // Other tests' transactions on the same server hold the feed's horizon back for a moment.
    await vi.waitFor(async () => {
      const refs = []
      for (let at = since, more = true; more; ) {
        const { changes, next, more: goesOn } = await read(at)
        refs.push(...changes.map(({ id }) => id))
        ;[at, more] = [next, goesOn]
      }
      expect(refs).toEqual(sizes.map(([ref]) => ref))
    }, 10_000)
  })
  afterAll(() => portal.close())

  const sizes = [['a', 100], ['b', 100], ['c', 100], ['d', 100], ['e', 1_000], ['f', 1], ['g', 1], ['h', 1]] as const
  const read = async (at: string, limit = 500) => ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${at}&limit=${limit}`)).body)

  async function readPages(limit?: number): Promise<string[]> {
    const pages: string[] = []
    for (let at = since, more = true; more; ) {
      const page = await read(at, limit)
      pages.push(page.changes.map(({ id }) => id).join(''))
      ;[at, more] = [page.next, page.more]
    }
    return pages
  }

  test('ends behind the change that fills it, and carries one at least and no more than were asked for; together they bring each once and in order', async () => {
    expect(await readPages()).toEqual(['abc', 'de', 'fgh'])
    expect(await readPages(2)).toEqual(['ab', 'cd', 'e', 'fg', 'h'])
    expect(await readPages(1)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  })

  test('goes packed to who can unpack it, and as it is to others', async () => {
    const path = `/v1/changes?since=${since}`
    const ask = async (headers: Record<string, string>) => {
      const answer = await request(portal.url + path, { headers: { ...signRequest({ method: 'GET', path }, counter.key, Math.floor(Date.now() / 1000)), ...headers } })
      return [answer.headers['content-encoding'], (await answer.body.bytes()).length > 300_000]
    }
    expect(await ask({ 'accept-encoding': 'gzip' })).toEqual(['gzip', false])
    expect(await ask({})).toEqual([undefined, true])
  })
})
