import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { versionHeaderName } from '../../electron/contract/headers.ts'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { allowedSkewSeconds, digestBody, isSignatureValid, parseSignature } from '../../electron/crypto/http-signature.ts'
import type { PortalContext } from './context.ts'
import { noteKeyUsed } from './device-key-store.ts'
import { findDevice, noteDeviceSeen, type Device } from './device-store.ts'
import { HttpProblem, problem } from './problem.ts'

/** Counters of the portal's own version and of so many before it are served. */
const versionsTaken = 2

declare module 'fastify' {
  interface FastifyRequest {
    /** The device that signed the request; set on every signed route. */
    device: Device | undefined
    /** The body as it came, for its digest. */
    rawBody: Buffer | undefined
  }
}

/**
 * Checks a request's signature (RFC 9421) by its headers alone, before its body is read: an unknown sender costs one look-up. A body that is not an upload's
 * must be covered by its digest, which `checkDigest` compares once the body is there.
 * @param options.admit told who asks as soon as that is known, before anything is written: it may turn the device away
 * @throws HttpProblem 401 or 403; a clock skew carries the portal's time, so that the counter can sign again.
 */
export async function authenticate(context: PortalContext, request: FastifyRequest, options: { bodyDigest: boolean; admit?: (device: string) => void }): Promise<void> {
  const parsed = parseSignature({ signatureInput: header(request, 'signature-input'), signature: header(request, 'signature') })
  if (!parsed) throw new HttpProblem(problem('badSignature'))
  const device = await findDevice(context.database, parsed.keyId)
  if (!device) throw new HttpProblem(problem('unknownDevice'))
  const contentDigest = header(request, 'content-digest')
  if (options.bodyDigest && !(parsed.coversDigest && contentDigest)) throw new HttpProblem(problem('badSignature'))
  const parts = { method: request.method, path: request.raw.url ?? '', ...(parsed.coversDigest ? { contentDigest: contentDigest ?? '' } : {}) }
  const signer = device.keys.find(({ publicKey }) => isSignatureValid(parsed, parts, importPublicKey('ed25519', publicKey)))
  if (!signer) throw new HttpProblem(problem('badSignature'))
  // After the signature, so that only the device itself learns that it was revoked.
  if (device.revoked) throw new HttpProblem(problem('revokedDevice'))
  if (signer.isRetired) throw new HttpProblem(problem('deviceKeyRetired'))
  checkVersion(context, request)
  const now = context.now()
  if (Math.abs(now.getTime() / 1000 - parsed.createdSeconds) > allowedSkewSeconds) throw clockSkew(now)
  options.admit?.(device.id)
  if (!signer.isUsed) await context.database.transaction((tx) => noteKeyUsed(tx, device.id, signer.publicKey))
  if (!device.seenLately) await noteDeviceSeen(context.database, device.id)
  request.device = device
}

/** @throws HttpProblem counterTooOld: it would not understand what it is answered, and its entries are not taken any more. */
export function checkVersion(context: PortalContext, request: FastifyRequest): void {
  const version = Number(header(request, versionHeaderName) ?? 1)
  if (!(version >= context.version - versionsTaken)) throw new HttpProblem(problem('counterTooOld'))
}

/** @throws HttpProblem when the body is not the one that was signed. */
export function checkDigest(request: FastifyRequest): void {
  const sent = header(request, 'content-digest')
  if (sent !== digestBody(request.rawBody ?? Buffer.alloc(0))) throw new HttpProblem(problem('badSignature', { detail: 'Nội dung không khớp Content-Digest.' }))
}

/** The device of a signed route. */
export function deviceOf(request: FastifyRequest): Device {
  if (!request.device) throw new Error('the route is not signed')
  return request.device
}

/** Whether a request carries the admin token (bearer); compared in constant time. */
export function isAdmin(context: PortalContext, request: FastifyRequest): boolean {
  const sent = /^Bearer (.{1,200})$/.exec(header(request, 'authorization') ?? '')?.[1]
  return sent !== undefined && isAdminToken(context, sent)
}

export function isAdminToken(context: PortalContext, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(token), hash(context.adminToken))
}

function clockSkew(now: Date): HttpProblem {
  return new HttpProblem(problem('clockSkew', { serverTime: now.toISOString() }), { date: now.toUTCString() })
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
