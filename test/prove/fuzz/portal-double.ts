import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers the first request after `answer` so, and what is asked on with the end of the changes. */
export interface PortalDouble {
  url: string
  answer(status: number, body: string): void
  close(): Promise<void>
}

export async function startPortalDouble(): Promise<PortalDouble> {
  const end = { status: 200, body: JSON.stringify({ changes: [], next: '', more: false, serverTime: new Date().toISOString() }) }
  let next = end
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, body } = next
      next = end
      response.writeHead(status, { 'content-type': 'application/json', ...(status === 302 ? { location: '/elsewhere' } : {}), ...(status === 429 ? { 'retry-after': body.slice(0, 3).replaceAll(/[^0-9a-z]/g, '') } : {}) })
      response.end(status === 204 ? undefined : body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (status, body) => {
      next = { status, body }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
}
