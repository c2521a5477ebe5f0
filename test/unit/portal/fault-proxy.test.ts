import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startFaultProxy, type FaultProxy } from '../../portal/fault-proxy.ts'

describe('the fault proxy', () => {
  let server: Server
  let proxy: FaultProxy
  let served: { url: string; bytes: number }[]

  beforeEach(async () => {
    served = []
    server = createServer((request, response) => {
      const entry = { url: request.url ?? '', bytes: 0 }
      served.push(entry)
      request.on('data', (chunk: Buffer) => (entry.bytes += chunk.length))
      request.on('error', () => undefined)
      request.on('end', () => response.end('x'.repeat(Number(new URL(entry.url, 'http://a').searchParams.get('size') ?? 2))))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  afterEach(async () => {
    await proxy.close()
    server.closeAllConnections()
    server.close()
  })

  const get = async (path: string) => (await fetch(proxy.url + path, { signal: AbortSignal.timeout(5000) })).text()

  test('passes everything when nothing is wrong', async () => {
    expect((await get('/?size=300000')).length).toBe(300_000)
    expect(await (await fetch(proxy.url, { method: 'POST', body: 'y'.repeat(100_000) })).text()).toBe('xx')
    expect(served.at(-1)?.bytes).toBe(100_000)
    expect(proxy.sent['to-counter']).toBeGreaterThan(300_000)
  })

  test('refuses while down and is back on the same port', async () => {
    await get('/')
    await proxy.down()
    await expect(get('/')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    expect(served.length).toBe(1)
    await proxy.up()
    expect(await get('/')).toBe('xx')
  })

  test('holds replies only of what matches, until they are released', async () => {
    proxy.holdReplies('POST /v1/entries')
    expect(await get('/v1/changes')).toBe('xx')
    let answered = false
    const answer = fetch(`${proxy.url}/v1/entries`, { method: 'POST', body: 'z' }).then((response) => ((answered = true), response.text()))
    await proxy.waitForHeldReply()
    expect([served.at(-1)?.url, answered]).toEqual(['/v1/entries', false])
    proxy.releaseReplies()
    expect(await answer).toBe('xx')
  })

  test('drops a held reply: the server did it, the caller never hears', async () => {
    proxy.holdReplies()
    const answer = get('/')
    const refused = expect(answer).rejects.toThrow()
    await proxy.waitForHeldReply()
    proxy.dropReplies()
    await refused
    expect(served.length).toBe(1)
    expect(await get('/')).toBe('xx')
  })

  test('cuts after so many bytes, either way, once', async () => {
    proxy.cutAfter(50_000, 'to-counter')
    const before = proxy.sent['to-counter']
    await expect(get('/?size=300000')).rejects.toThrow()
    expect(proxy.sent['to-counter'] - before).toBe(50_000)
    expect((await get('/?size=300000')).length).toBe(300_000)
    proxy.cutAfter(20_000, 'to-portal')
    const upward = proxy.sent['to-portal']
    await expect(fetch(proxy.url, { method: 'POST', body: 'y'.repeat(100_000) })).rejects.toThrow()
    expect(proxy.sent['to-portal'] - upward).toBe(20_000)
  })

  test('throttles the line', async () => {
    proxy.throttle(200_000)
    const start = performance.now()
    await get('/?size=100000')
    expect(performance.now() - start).toBeGreaterThan(400)
    proxy.throttle(undefined)
    await get('/?size=100000')
  })
})
