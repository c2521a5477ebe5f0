import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'

/** What the service is asked, as its clients write it. */
export interface VgcaMessage {
  FileUploadHandler: string
  SessionId: string
  JWTToken: string
  FileName: string
  DocNumber: string
}

/**
 * A double of VGCA's Sign Service (domain wire-formats §7): a WebSocket with a certificate of its own on the loopback interface, one socket an operation. It ignores JWTToken, fetches
 * the document itself and posts the signed one as multipart field `uploadfile`. What the officer does at its window is `act`.
 */
export interface VgcaService {
  url: string
  /** The operations asked for, e.g. SignApproved. */
  operations: string[]
  /** Answers what goes back by the socket; undefined leaves the client waiting. */
  act: (message: VgcaMessage) => Promise<string | undefined>
  close(): Promise<void>
}

export async function startVgcaService(folder: string): Promise<VgcaService> {
  const run = (args: string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  run(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'vgca.key', '-out', 'vgca.pem', '-days', '30', '-subj', '/CN=VGCA Sign Service'])
  const server = createServer({ key: readFileSync(join(folder, 'vgca.key')), cert: readFileSync(join(folder, 'vgca.pem')) })
  const service: VgcaService = {
    url: '',
    operations: [],
    act: () => Promise.resolve(undefined),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
  }
  const sockets = new Set<Duplex>()
  server.on('upgrade', (request, socket: Duplex) => {
    sockets.add(socket)
    service.operations.push((request.url ?? '').slice(1))
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    let received = Buffer.alloc(0)
    let answered = false
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      const text = answered ? undefined : readTextFrame(received)
      if (text === undefined) return
      answered = true
      void service.act(JSON.parse(text) as VgcaMessage).then((answer) => {
        if (answer !== undefined) socket.end(textFrame(answer))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  service.url = `wss://127.0.0.1:${(server.address() as AddressInfo).port}`
  return service
}

/** One masked text frame of a client (RFC 6455 §5.2); undefined while it is not all there. */
function readTextFrame(bytes: Buffer): string | undefined {
  if (bytes.length < 2) return undefined
  const short = bytes[1]! & 0x7f
  const start = short === 126 ? 4 : 2
  if (bytes.length < start + 4) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short
  if (bytes.length < start + 4 + length) return undefined
  const mask = bytes.subarray(start, start + 4)
  return Buffer.from(bytes.subarray(start + 4, start + 4 + length).map((byte, index) => byte ^ mask[index % 4]!)).toString('utf8')
}

function textFrame(text: string): Buffer {
  const body = Buffer.from(text, 'utf8')
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff])
  return Buffer.concat([head, body])
}

/** What the service does when the officer signs: fetch, sign, bring back. */
export async function fetchDocument(message: VgcaMessage): Promise<Buffer> {
  const response = await fetch(message.FileName)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

export async function upload(message: VgcaMessage, bytes: Uint8Array, field = 'uploadfile'): Promise<{ status: number; text: string }> {
  const form = new FormData()
  form.set(field, new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), 'signed.pdf')
  const response = await fetch(message.FileUploadHandler, { method: 'POST', body: form })
  return { status: response.status, text: await response.text() }
}
