import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { addDays } from '../../electron/domain/calendar.ts'

/** Which way bytes go: what the counter asks, what the portal answers. */
export type Direction = 'to-portal' | 'to-counter'

/** A line between counter and portal that can be made bad. It copies bytes and knows of HTTP only where a request begins. */
export interface FaultProxy {
  /** The portal's URL as the counter should know it; the port stays the same through `down` and `up`. */
  readonly url: string
  /** Bytes that went through, since the start. */
  readonly sent: Readonly<Record<Direction, number>>
  /** Refuses connections and cuts those there are. */
  down(): Promise<void>
  up(): Promise<void>
  /** From now on replies are kept back: the portal commits, the counter hears nothing. Only replies to requests whose head contains `matching`, when given. */
  holdReplies(matching?: string): void
  /** Resolves when the next request begins whose first line contains `matching`. */
  waitForRequest(matching: string): Promise<void>
  /** The first lines of the requests that were begun and not answered yet. */
  listUnderWay(): string[]
  /** Resolves when a reply is being kept back. */
  waitForHeldReply(): Promise<void>
  /** Delivers what was kept back and holds no more. */
  releaseReplies(): void
  /** Cuts the connections whose reply was kept back, and holds no more: the answer never comes. */
  dropReplies(): void
  /** Lets this many more bytes pass that way, then cuts the connection they go over; once. */
  cutAfter(bytes: number, direction: Direction): void
  /** Bytes a second, each way, over all connections; undefined for no limit. */
  throttle(bytesPerSecond: number | undefined): void
  /** The portal's clock as the counter hears of it in answers: this many days off. */
  tellOtherDay(days: number): void
  close(): Promise<void>
}

interface Connection {
  counter: Socket
  portal: Socket
  /** The request now under way is one whose reply is to be held. */
  holds: boolean
  /** Its first line, until the reply begins. */
  request: string | undefined
}

interface Hold {
  matching: string
  /** Settles when replies may go on: true to deliver, false when the connection is to be cut. */
  decided: Promise<boolean>
  decide(deliver: boolean): void
}

const requestHead = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [^ ]+ HTTP\/1\.[01]\r\n/

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const connections = new Set<Connection>()
  const sent: Record<Direction, number> = { 'to-portal': 0, 'to-counter': 0 }
  const lineFreeAt: Record<Direction, number> = { 'to-portal': 0, 'to-counter': 0 }
  let hold: Hold | undefined
  let rate: number | undefined
  let daysOff = 0
  let cut: { direction: Direction; bytesLeft: number } | undefined
  const heldListeners: (() => void)[] = []
  let awaited: { matching: string; begun(): void }[] = []
  let isHolding = false

  const server = createServer({ allowHalfOpen: true }, (counter) => {
    const portal = connect({ host: hostname, port: Number(targetPort), allowHalfOpen: true })
    const connection: Connection = { counter, portal, holds: false, request: undefined }
    connections.add(connection)
    for (const socket of [counter, portal]) {
      socket.setNoDelay(true)
      socket.on('error', () => destroy(connection))
    }
    void Promise.allSettled([pump(connection, 'to-portal'), pump(connection, 'to-counter')]).then(() => destroy(connection))
  })

  function destroy(connection: Connection): void {
    connection.counter.destroy()
    connection.portal.destroy()
    connections.delete(connection)
  }

  async function pump(connection: Connection, direction: Direction): Promise<void> {
    const [from, to] = direction === 'to-portal' ? [connection.counter, connection.portal] : [connection.portal, connection.counter]
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (direction === 'to-portal') noteRequest(connection, chunk)
      else {
        if (!(await waitWhileHeld(connection))) return
        connection.request = undefined
      }
      const told = daysOff === 0 ? chunk : direction === 'to-counter' ? tellDay(chunk, daysOff) : askUnpacked(chunk)
      if (!(await forward(connection, to, told, direction))) return
    }
    to.end()
  }

  function noteRequest(connection: Connection, chunk: Buffer): void {
    const text = chunk.subarray(0, 4096).toString('latin1')
    const line = requestHead.exec(text)?.[0]
    if (line === undefined) return
    connection.holds = hold !== undefined && text.includes(hold.matching)
    connection.request = line
    const begun = awaited.filter(({ matching }) => line.includes(matching))
    awaited = awaited.filter((one) => !begun.includes(one))
    for (const one of begun) one.begun()
  }

  async function waitWhileHeld(connection: Connection): Promise<boolean> {
    if (!hold || !connection.holds) return true
    isHolding = true
    for (const listener of heldListeners.splice(0)) listener()
    const deliver = await hold.decided
    if (!deliver) destroy(connection)
    return deliver
  }

  /** False when the connection was cut in the middle. */
  async function forward(connection: Connection, to: Socket, chunk: Buffer, direction: Direction): Promise<boolean> {
    for (let offset = 0; offset < chunk.length; ) {
      const slice = chunk.subarray(offset, offset + sliceLength(chunk.length - offset, direction))
      await waitForLine(slice.length, direction)
      if (to.destroyed) return false
      sent[direction] += slice.length
      offset += slice.length
      const drained = to.write(slice)
      if (cut?.direction === direction && (cut.bytesLeft -= slice.length) <= 0) {
        cut = undefined
        await flush(to)
        destroy(connection)
        return false
      }
      if (!drained) await once(to, 'drain')
    }
    return true
  }

  function sliceLength(available: number, direction: Direction): number {
    const byRate = rate === undefined ? available : Math.max(1, Math.floor(rate / 20))
    const byCut = cut?.direction === direction ? Math.max(1, cut.bytesLeft) : available
    return Math.min(available, byRate, byCut)
  }

  /** One line for all: whoever sends waits until those before it are through. */
  async function waitForLine(bytes: number, direction: Direction): Promise<void> {
    if (rate === undefined) return
    const now = performance.now()
    const start = Math.max(now, lineFreeAt[direction])
    lineFreeAt[direction] = start + (bytes / rate) * 1000
    if (start > now) await sleep(start - now)
  }

  function endHold(deliver: boolean): void {
    hold?.decide(deliver)
    hold = undefined
    isHolding = false
  }

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  async function down(): Promise<void> {
    const closed = server.listening ? once(server, 'close') : undefined
    server.close()
    endHold(false)
    for (const connection of connections) destroy(connection)
    await closed
  }

  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    down,
    up: () => (server.listening ? Promise.resolve() : listen(port)),
    holdReplies(matching = '') {
      endHold(true)
      let decide: Hold['decide'] = () => undefined
      const decided = new Promise<boolean>((resolve) => (decide = resolve))
      hold = { matching, decided, decide }
    },
    waitForRequest: (matching) => new Promise((begun) => awaited.push({ matching, begun })),
    listUnderWay: () => [...connections].flatMap(({ request }) => request ?? []),
    waitForHeldReply: () => (isHolding ? Promise.resolve() : new Promise((resolve) => heldListeners.push(resolve))),
    releaseReplies: () => endHold(true),
    dropReplies: () => endHold(false),
    cutAfter(bytes, direction) {
      cut = { direction, bytesLeft: bytes }
    },
    throttle(bytesPerSecond) {
      rate = bytesPerSecond
    },
    tellOtherDay(days) {
      daysOff = days
    },
    close: down
  }
}

/** In a packed answer no day is found; as long as before too. */
function askUnpacked(chunk: Buffer): Buffer {
  return Buffer.from(chunk.toString('latin1').replace(/^accept-encoding: gzip\r$/m, 'accept-encoding: none\r'), 'latin1')
}

/** As long as before, so that the answer keeps its length; one that the line has cut in that very place stays as it is. */
function tellDay(chunk: Buffer, days: number): Buffer {
  const text = chunk.toString('latin1').replace(/"serverTime":"(\d{4}-\d\d-\d\d)/g, (_all, day: string) => `"serverTime":"${addDays(day, days)}`)
  return Buffer.from(text, 'latin1')
}

/** Until the operating system has what was written; what was cut off would else be more than was meant. */
async function flush(socket: Socket): Promise<void> {
  if (socket.writableLength === 0 || socket.destroyed) return
  await new Promise<void>((resolve) => socket.write('', () => resolve()))
}
