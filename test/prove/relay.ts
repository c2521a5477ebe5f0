import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { requestHeaderName } from '../../electron/contract/headers.ts'

/** What a far end or a box on the way does to the next request: deliver it twice, answer late, answer with what it said before, be busy, say nothing of sense, break off. */
export const tricks = ['twice', 'late', 'stale', 'busy', 'throttled', 'nonsense', 'broken', 'error'] as const
export type Trick = (typeof tricks)[number]

export interface Relay {
  readonly url: string
  /** Where requests go now; may change, as between instances of one portal. */
  target: string
  /** Tricks for the next requests, one each. */
  readonly next: Trick[]
  close(): Promise<void>
}

interface Answered {
  status: number
  headers: Record<string, string>
  body: Buffer
}

const json = { 'content-type': 'application/problem+json' }
const problemOf = (status: number, type: string): Buffer => Buffer.from(JSON.stringify({ type, title: 'thử', status }))

/** Passes whole requests on and plays at most one trick on each. */
export async function startRelay(target: string): Promise<Relay> {
  const last = new Map<string, Answered>()
  let stale = 0
  const server = createServer((request, response) => {
    void respond(request, response).catch(() => response.destroy())
  })

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const path = `${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`
    const answered = await play(relay.next.shift(), path, () => passOn(relay.target, request, body))
    if (!answered) return void response.destroy()
    response.writeHead(answered.status, answered.headers)
    response.end(request.method === 'HEAD' ? undefined : answered.body)
  }

  async function play(trick: Trick | undefined, path: string, pass: () => Promise<Answered>): Promise<Answered | undefined> {
    switch (trick) {
      case 'busy':
        return { status: 503, headers: { ...json, 'retry-after': '0' }, body: problemOf(503, 'urn:qmc:busy') }
      case 'throttled':
        return { status: 429, headers: { ...json, 'retry-after': '1' }, body: problemOf(429, 'urn:qmc:busy') }
      case 'nonsense':
        return { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>Đăng nhập Wi-Fi</html>') }
      case 'broken':
        return undefined
      case 'stale':
        if (last.has(path)) {
          await pass()
          return giveAgain(last.get(path)!)
        }
        break
      case 'twice':
        await Promise.all([pass(), pass()])
        break
      case 'late':
        await sleep(300)
        break
      default:
    }
    const answered = await pass()
    // The portal has done it, and says it failed.
    if (trick === 'error') return { status: 500, headers: json, body: problemOf(500, 'about:blank') }
    if (answered.status === 200) last.set(path, answered)
    return answered
  }

  /** By turns from a box that keeps the portal's headers and from one that keeps none but its own: the first is found out by the request's name. */
  function giveAgain({ headers, ...answered }: Answered): Answered {
    stale += 1
    const { [requestHeaderName]: name, ...others } = headers
    return { ...answered, headers: stale % 2 === 0 && name !== undefined ? headers : others }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    next: [],
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
  return relay
}

const hopHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'])

async function passOn(target: string, request: IncomingMessage, body: Buffer): Promise<Answered> {
  const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' && !hopHeaders.has(name) ? [[name, value]] : [])))
  const answer = await fetch(target + (request.url ?? ''), { method: request.method ?? 'GET', headers, ...(body.length > 0 ? { body: new Uint8Array(body) } : {}) })
  // Of what HEAD asks for the length is the answer: no body follows to give it one anew.
  const isTold = (name: string): boolean => request.method === 'HEAD' && name === 'content-length'
  const kept = [...answer.headers].filter(([name]) => isTold(name) || (!hopHeaders.has(name) && name !== 'content-encoding'))
  return { status: answer.status, headers: Object.fromEntries(kept), body: Buffer.from(await answer.arrayBuffer()) }
}
