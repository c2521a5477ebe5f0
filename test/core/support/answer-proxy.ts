import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Exchange {
  method: string
  path: string
  body: string
  atMs: number
}

export interface Answered {
  status: number
  headers?: Record<string, string>
  body: string
}

/** A line whose far end may lie: it passes requests to the portal and lets the test answer in its place or alter what it answered. */
export interface AnswerProxy {
  url: string
  requests: Exchange[]
  /** Answers without asking the portal, or cuts the connection; undefined passes the request on. */
  answer: (exchange: Exchange) => Answered | 'reset' | undefined
  /** Headers of requests that do not arrive, in small letters. */
  dropped: string[]
  /** Alters the portal's answer. */
  alter: (exchange: Exchange, answered: Answered) => Answered
  close(): Promise<void>
}

export async function startAnswerProxy(target: string): Promise<AnswerProxy> {
  const server = createServer((request, response) => {
    void respond(request, response).catch(() => response.destroy())
  })
  const proxy: AnswerProxy = {
    url: '',
    requests: [],
    answer: () => undefined,
    dropped: [],
    alter: (_exchange, answered) => answered,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const exchange: Exchange = { method: request.method ?? '', path: request.url ?? '', body: body.toString('utf8'), atMs: performance.now() }
    proxy.requests.push(exchange)
    const answer = proxy.answer(exchange)
    if (answer === 'reset') return void request.socket.resetAndDestroy()
    const answered = answer ?? proxy.alter(exchange, await passOn(request, body))
    response.writeHead(answered.status, answered.headers ?? { 'content-type': 'application/json' })
    response.end(request.method === 'HEAD' ? undefined : answered.body)
  }

  async function passOn(request: IncomingMessage, body: Buffer): Promise<Answered> {
    const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' && !['host', 'connection', 'content-length', ...proxy.dropped].includes(name) ? [[name, value]] : [])))
    const answer = await fetch(target + (request.url ?? ''), { method: request.method ?? 'GET', headers, ...(body.length > 0 ? { body: new Uint8Array(body) } : {}) })
    const passed = [...answer.headers].filter(([name]) => ['content-type', 'location', 'tus-resumable', 'upload-offset', 'upload-length'].includes(name) || (name === 'content-length' && request.method === 'HEAD'))
    return { status: answer.status, body: await answer.text(), headers: Object.fromEntries(passed) }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return proxy
}
