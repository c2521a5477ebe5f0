import { createHash, type KeyObject } from 'node:crypto'
import { signText, verifyText } from './ed25519.ts'

/** What a signed request covers: HTTP Message Signatures (RFC 9421) over method, request target, and the body's digest (RFC 9530). */
export interface SignedParts {
  method: string
  /** Path and query, as sent. */
  path: string
  /** The `Content-Digest` header; absent where there is no body. */
  contentDigest?: string
}

export interface SignatureHeaders {
  'signature-input': string
  signature: string
  'content-digest'?: string
}

/** Seconds by which a request's `created` may differ from the portal's clock. The counter corrects by the portal's time first. */
export const allowedSkewSeconds = 300

export function digestBody(body: Uint8Array | string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
}

/** The headers that sign a request. `createdSeconds` is the time by the portal's clock as the counter knows it. */
export function signRequest(
  parts: { method: string; path: string; body?: Uint8Array | string },
  key: { keyId: string; privateKey: KeyObject },
  createdSeconds: number
): SignatureHeaders {
  const contentDigest = parts.body === undefined ? undefined : digestBody(parts.body)
  const signedParts: SignedParts = { method: parts.method, path: parts.path, ...(contentDigest ? { contentDigest } : {}) }
  const parameters = formatParameters(signedParts, createdSeconds, key.keyId)
  return {
    'signature-input': `sig1=${parameters}`,
    signature: `sig1=:${signText(key.privateKey, signatureBase(signedParts, parameters))}:`,
    ...(contentDigest ? { 'content-digest': contentDigest } : {})
  }
}

export interface ParsedSignature {
  keyId: string
  createdSeconds: number
  coversDigest: boolean
  parameters: string
  signature: string
}

/** Reads the two headers; undefined when they are not of the one form our counters send. */
export function parseSignature(headers: { signatureInput?: string; signature?: string }): ParsedSignature | undefined {
  const input = /^sig1=(\("@method" "@request-target"( "content-digest")?\);created=(\d{1,12});keyid="([\w.-]{1,100})";alg="ed25519")$/.exec(headers.signatureInput ?? '')
  const signature = /^sig1=:([A-Za-z0-9+/]{86}==):$/.exec(headers.signature ?? '')
  if (!input || !signature) return undefined
  return {
    parameters: input[1]!,
    coversDigest: input[2] !== undefined,
    createdSeconds: Number(input[3]),
    keyId: input[4]!,
    signature: signature[1]!
  }
}

export function isSignatureValid(parsed: ParsedSignature, parts: SignedParts, publicKey: KeyObject): boolean {
  return verifyText(publicKey, signatureBase(parts, parsed.parameters), parsed.signature)
}

function formatParameters(parts: SignedParts, createdSeconds: number, keyId: string): string {
  const covered = parts.contentDigest ? '("@method" "@request-target" "content-digest")' : '("@method" "@request-target")'
  return `${covered};created=${createdSeconds};keyid="${keyId}";alg="ed25519"`
}

function signatureBase(parts: SignedParts, parameters: string): string {
  const lines = [`"@method": ${parts.method.toUpperCase()}`, `"@request-target": ${parts.path}`]
  if (parts.contentDigest) lines.push(`"content-digest": ${parts.contentDigest}`)
  lines.push(`"@signature-params": ${parameters}`)
  return lines.join('\n')
}
