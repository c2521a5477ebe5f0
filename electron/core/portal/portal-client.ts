import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { request as send, type Dispatcher } from 'undici'
import { receiptsHeaderName, requestHeaderName, versionHeaderName } from '../../contract/headers.ts'
import { entryVersion, Problem, problemTypes } from '../../contract/wire.ts'
import { importPrivateKey } from '../../crypto/ed25519.ts'
import { signRequest } from '../../crypto/http-signature.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { isClosedWorld } from '../../rpc/closed-world.ts'
import type { DeviceRecord } from '../context.ts'
import { pinAuthorities, untrustedReason, type Pin } from './pin.ts'
import { startTimeLimit, type TimeLimit } from './time-limit.ts'

export type PortalFailure =
  /** No answer: the line, the name, the time limit. Worth trying again. */
  | { kind: 'unreachable'; detail: string }
  /** The certificate is of no trusted authority, of another name, or out of its time: not a byte was sent. */
  | { kind: 'untrusted'; reason: 'authority' | 'time' }
  /** An answer that says no, as problem+json; `retryAfterMs` where the portal asked for it. */
  | { kind: 'problem'; status: number; problem: Problem; retryAfterMs?: number }
  /** An answer that is not what the protocol says, or one to another request: a captive page, a proxy, a lying peer. */
  | { kind: 'nonsense'; status: number }

export interface PortalClient {
  /** Sends one request, signed by the device (RFC 9421), and answers the JSON of a 2xx; of a HEAD its Content-Length in bytes. A body of bytes is JSON already. */
  request(method: 'GET' | 'POST' | 'HEAD', path: string, body?: object | Uint8Array): Promise<Result<unknown, PortalFailure>>
  /** A POST of JSON that is on its way before it is meant: its last byte stays here until it is released. */
  hold(path: string, body: Uint8Array): HeldRequest
  /** The bytes of a file, of which exactly so many are expected; more are not read. */
  fetchBytes(path: string, sizeBytes: number): Promise<Result<Buffer, PortalFailure>>
  /** Headers that sign a request made by other means (tus). */
  sign(method: string, path: string): Record<string, string>
  /** Aborted when the counter closes: nothing on the line may hold that up. */
  closing: AbortSignal
  /** For requests made by other means: the authorities they are held to. */
  pin: Pin | undefined
}

export interface HeldRequest {
  /** Sends what is left, and answers as `request`. */
  release(): Promise<Result<unknown, PortalFailure>>
  /** It was never meant: the connection ends before the request is whole, so nobody takes it for one. */
  drop(): void
}

export interface PortalClientOptions {
  portalUrl: string
  /** Undefined before enrolment: requests then go unsigned. */
  device?: Pick<DeviceRecord, 'device' | 'privateKey'>
  /** The portal's time as this counter knows it, epoch milliseconds. */
  portalNow(): number
  /** Of silence (time-limit.ts). */
  timeoutMs?: number
  /** Ends what is under way when it is aborted. */
  closing?: AbortSignal
  /** The portal's own authorities, PEM: no other is taken. Without them the public ones. */
  caCertificates?: string[] | undefined
  /** Connections of the caller's own; a pin goes before them. */
  dispatcher?: Dispatcher | undefined
}

const defaultTimeoutMs = 30_000

/** Told with every request, so that a portal that no longer takes this build can say so at once. */
const versionHeader = { [versionHeaderName]: String(entryVersion) }
const receiptsHeader = { [receiptsHeaderName]: 'batch' }
const encodingHeader = { 'accept-encoding': 'gzip' }
/** No answer is as long, also unpacked: the largest are a page of the feed that is one change, and the history of one dossier, and the portal takes no step over 8 MB. Far more could take all memory while it is read. */
const longestAnswerBytes = 16 * 1024 * 1024
/** Of what is said in place of a file. */
const longestProblemBytes = 64 * 1024
const unpack = promisify(gunzip)

/** @throws in the training app and in a smoke run: nothing is ever sent from there. */
export function createPortalClient(options: PortalClientOptions): PortalClient {
  if (isClosedWorld) throw new Error('no portal client in a closed world')
  const key = options.device && { keyId: options.device.device, privateKey: importPrivateKey('ed25519', options.device.privateKey) }
  const closing = options.closing ?? new AbortController().signal
  const pin = options.caCertificates && pinAuthorities(options.caCertificates, closing)
  const dispatcher = pin?.dispatcher ?? options.dispatcher
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const base = options.portalUrl.replace(/\/+$/, '')
  const sign = (method: string, path: string, body?: Uint8Array): Record<string, string> =>
    key ? { ...versionHeader, ...signRequest({ method, path, ...(body === undefined ? {} : { body }) }, key, Math.floor(options.portalNow() / 1000)) } : {}

  /** @param released of a held request */
  async function request(method: 'GET' | 'POST' | 'HEAD', path: string, body?: object | Uint8Array, released?: Promise<void>): Promise<Result<unknown, PortalFailure>> {
    const bytes = body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))
    const name = randomBytes(16).toString('hex')
    const limit = startTimeLimit(timeoutMs)
    // From then on the whole limit again.
    released?.then(() => limit.heard(timeoutMs), limit.end)
    try {
      const { statusCode, headers, body: answered } = await send(base + path, {
        method,
        headers: { ...versionHeader, ...receiptsHeader, ...encodingHeader, [requestHeaderName]: name, ...sign(method, path, bytes), ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(bytes.length) }) },
        signal: AbortSignal.any([closing, limit.signal]),
        ...(bytes === undefined ? {} : { body: released ? Readable.from(keepBack(bytes, released)) : bytes }),
        ...(dispatcher ? { dispatcher } : {})
      })
      const packed = await readBody(answered, limit, longestAnswerBytes)
      if ((headers[requestHeaderName] ?? name) !== name) return err({ kind: 'nonsense', status: statusCode })
      if (isOk(statusCode) && method === 'HEAD') return ok(Number(headers['content-length']))
      const answer = new TextDecoder().decode(isPacked(packed) ? await unpack(packed, { maxOutputLength: longestAnswerBytes }) : packed)
      if (isOk(statusCode)) return ok(answer === '' ? undefined : (JSON.parse(answer) as unknown))
      return err(readFailure(statusCode, answer, headers['retry-after']))
    } catch (error) {
      return err(isNonsense(error) ? { kind: 'nonsense', status: 200 } : readLineFailure(error))
    } finally {
      limit.end()
    }
  }

  function hold(path: string, body: Uint8Array): HeldRequest {
    let end: { release: () => void; drop: (reason: Error) => void } | undefined
    const released = new Promise<void>((release, drop) => (end = { release, drop }))
    let isOver = false
    const answer = request('POST', path, body, released).finally(() => (isOver = true))
    return {
      // One that was cut or turned away while it waited was none: what came of it says nothing.
      release: () => (isOver ? request('POST', path, body) : (end?.release(), answer)),
      drop: () => end?.drop(new Error('dropped'))
    }
  }

  async function fetchBytes(path: string, sizeBytes: number): Promise<Result<Buffer, PortalFailure>> {
    const limit = startTimeLimit(timeoutMs)
    try {
      const { statusCode, headers, body } = await send(base + path, { method: 'GET', headers: sign('GET', path), signal: AbortSignal.any([closing, limit.signal]), ...(dispatcher ? { dispatcher } : {}) })
      if (!isOk(statusCode)) return err(readFailure(statusCode, (await readBody(body, limit, longestProblemBytes)).toString(), headers['retry-after']))
      const bytes = await readBody(body, limit, sizeBytes)
      return bytes.length === sizeBytes ? ok(bytes) : err({ kind: 'nonsense', status: statusCode })
    } catch (error) {
      return err(isNonsense(error) ? { kind: 'nonsense', status: 200 } : readLineFailure(error))
    } finally {
      limit.end()
    }
  }
  return { request, hold, fetchBytes, sign, closing, pin }
}

async function* keepBack(bytes: Uint8Array, released: Promise<void>): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, -1)
  await released
  yield bytes.subarray(-1)
}

/** @throws RangeError when there is more than was to be expected: it is not read */
async function readBody(body: AsyncIterable<Uint8Array>, limit: TimeLimit, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    limit.heard(chunk.length)
    length += chunk.length
    if (length > mostBytes) throw new RangeError('longer than expected')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** By gzip's first bytes, which no JSON begins with: a box on the way may unpack an answer and leave the header that says it is packed. */
function isPacked(answer: Uint8Array): boolean {
  return answer[0] === 0x1f && answer[1] === 0x8b
}

/** No JSON, longer than anything that is asked for, or packed in a way that cannot be unpacked. */
function isNonsense(error: unknown): boolean {
  return error instanceof SyntaxError || error instanceof RangeError || (error instanceof Error && 'code' in error && /^Z_/.test(String(error.code)))
}

/** Nothing else is followed: the protocol redirects nowhere; a Wi-Fi log-in page does. */
function isOk(status: number): boolean {
  return status >= 200 && status < 300
}

function readFailure(status: number, answer: string, retryAfter: string | string[] | undefined): PortalFailure {
  const retryAfterMs = typeof retryAfter === 'string' && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined
  const problem = Problem.safeParse(parseJson(answer))
  if (problem.success) return { kind: 'problem', status, problem: problem.data, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  // What stands before the portal, a proxy, says these two in words of its own.
  if (status === 413) return { kind: 'problem', status, problem: { type: problemTypes.tooLarge, title: 'Payload Too Large', status } }
  if ((status === 429 || status === 503) && retryAfterMs !== undefined) return { kind: 'problem', status, problem: { type: problemTypes.busy, title: 'Busy', status }, retryAfterMs }
  if (status === 404 && answer === '') return { kind: 'problem', status, problem: { type: 'about:blank', title: 'Not Found', status } }
  return { kind: 'nonsense', status }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** What an error of the line means; who made the request may have wrapped it as `cause`. */
export function readLineFailure(error: unknown): PortalFailure {
  const detail = errorCode(error)
  const reason = untrustedReason(detail)
  return reason ? { kind: 'untrusted', reason } : { kind: 'unreachable', detail }
}

/** The network's code (ECONNREFUSED, ...), never an address or a body. */
function errorCode(error: unknown): string {
  const { cause, code: own, name } = (error ?? {}) as { cause?: { code?: unknown }; code?: unknown; name?: unknown }
  // The number of a DOMException, which a time limit is, says less than its name.
  const code = [cause?.code, own, name].find((one) => typeof one === 'string')
  return typeof code === 'string' ? code : 'unknown'
}
