import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { toLocalTime } from '../../electron/domain/calendar.ts'
import { wirePaths } from '../../electron/contract/wire.ts'
import { write } from '../../electron/core/db/open.ts'
import { appendToDossier } from '../../electron/core/dossier/append-to-dossier.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { createPortalClient } from '../../electron/core/portal/portal-client.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { useCounterOnLine } from './support/counter-on-line.ts'
import { getOk, getStatus, inspect, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import type { TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** A batch goes on its way, but for its last byte, while the one before is under way: it is none until that one is answered. */

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter

useCounterOnLine({
  startLine: startFaultProxy,
  closeLine: async (used) => {
    used.releaseReplies()
    await used.down()
  },
  use: (made) => void ({ portal, line, office, counter } = made),
  closed: ({ log }) => expect(log).toEqual([])
})

const push = `POST ${wirePaths.entries}`
const countUnderWay = (): number => line.listUnderWay().filter((request) => request.startsWith(push)).length
const countAtPortal = async (id: string): Promise<number> => (await portal.database.query<{ entries: number }>('select count(*)::integer as entries from entry where dossier_id = $1', [id]))[0]!.entries
const isEmpty = async (): Promise<boolean> => (await getStatus(counter.call)).queue.entriesWaiting === 0

/** A dossier, and more steps of it than one batch holds, all due at once. */
async function queueTwoBatches(): Promise<string> {
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
  await waitForDelivery(counter.call, dossierId, 'received')
  inspect(counter, (db) =>
    write(db, (writeDb) => {
      for (let step = 1; step <= 150; step++) {
        const at = Date.now()
        appendToDossier(writeDb, findDossier(writeDb, dossierId)!, { kind: 'dossier.amended', payload: { at: toLocalTime(at), reason: 'Sửa', changes: { note: `Lần ${step}` } } }, { officer: office.officerId('reception'), at: new Date(at).toISOString() })
      }
    })
  )
  line.holdReplies(push)
  getOk(await counter.call('queue.retry', {}))
  await line.waitForHeldReply()
  return dossierId
}

/** The answer to the first of two batches is kept back, and the second waits beside it. Nothing is sent ahead to a portal that took long for its last answer, as on a busy PC: then once more. */
async function sendAhead(): Promise<string> {
  for (;;) {
    const id = await queueTwoBatches()
    if (await waitFor('the next batch under way beside the first', () => countUnderWay() === 2, 2_000).then(() => true, () => false)) return id
    line.releaseReplies()
    await waitFor('all at the portal', isEmpty)
  }
}

test('it is taken when the one before is answered, and not before', async () => {
  const id = await sendAhead()
  // Long enough to be stored too, were it whole.
  await sleep(500)
  expect(await countAtPortal(id)).toBe(101)
  line.releaseReplies()
  await waitFor('all at the portal', isEmpty)
  expect(await countAtPortal(id)).toBe(151)
  expect((await getStatus(counter.call)).queue.needsOfficer).toBe(0)
})

test('it is none where the one before is never answered: nothing of it is taken, and both come again', async () => {
  const id = await sendAhead()
  await line.down()
  await sleep(500)
  expect(await countAtPortal(id)).toBe(101)
  await line.up()
  getOk(await counter.call('queue.retry', {}))
  await waitFor('all at the portal', isEmpty)
  expect(await countAtPortal(id)).toBe(151)
  expect((await getStatus(counter.call)).queue.needsOfficer).toBe(0)
})

test.each(['cut', 'turned away'])('one that is %s while it waits is sent whole in its turn', async (how) => {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    if (isFirst) {
      isFirst = false
      return how === 'cut' ? void request.once('data', () => request.socket.destroy()) : void response.writeHead(503, { 'retry-after': '9' }).end('{}')
    }
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
      bodies.push(text)
      response.end('{"taken":true}')
    })
  })
  let isFirst = true
  const body = Buffer.from(JSON.stringify({ entries: 'x'.repeat(10_000) }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const client = createPortalClient({ portalUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, portalNow: Date.now })
    const held = client.hold('/v1/entries', body)
    await sleep(300)
    expect(bodies).toEqual([])
    expect(await held.release()).toEqual({ ok: true, value: { taken: true } })
    expect(bodies).toEqual([body.toString()])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
