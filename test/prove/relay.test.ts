import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startRelay } from './relay.ts'

test('the length that HEAD asks for comes through: by it a counter knows that the portal holds a scan', async () => {
  const portal = createServer((_request, response) => response.writeHead(200, { 'content-length': '6000' }).end()).listen(0, '127.0.0.1')
  await once(portal, 'listening')
  const relay = await startRelay(`http://127.0.0.1:${(portal.address() as AddressInfo).port}`)
  expect((await fetch(relay.url, { method: 'HEAD' })).headers.get('content-length')).toBe('6000')
  await relay.close()
  portal.closeAllConnections()
  portal.close()
})
