import { createHash, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import * as z from '../domain/schema.ts'
import { signText, verifyText } from './ed25519.ts'
import { decryptBytes, encryptBytes } from './sealed-box.ts'

/**
 * A hand-over bundle: documents that go from one counter of an office to another on a stick. Lines of text: the head in the clear, then one part a line, encrypted under a key
 * that only counters of the office can make, and last the making counter's signature over all lines before it. Changed, cut or put together anew it is none.
 */
export const HandoverHead = z.object({
  format: z.literal('qmc-handover'),
  version: z.literal(1),
  device: z.string().min(1),
  officeId: z.string().min(1),
  /** Which key of the office. */
  keyId: z.string().min(1),
  salt: z.string().min(1),
  at: z.string()
})
export type HandoverHead = z.infer<typeof HandoverHead>

/** The list and a hundred files: more is not written (contract/handover.ts), and what says it has more is not read. */
const mostParts = 101
const keyInfo = 'quay-mot-cua hand-over'

/** @param key 32 bytes, base64: the office's, as the portal gave it to its counters */
export function writeHandover(from: { device: string; officeId: string; privateKey: KeyObject }, key: { id: string; key: string }, at: string, parts: readonly Uint8Array[]): string {
  const salt = randomBytes(16).toString('base64')
  const head: HandoverHead = { format: 'qmc-handover', version: 1, device: from.device, officeId: from.officeId, keyId: key.id, salt, at }
  const secret = deriveKey(key.key, salt)
  const body = [JSON.stringify(head), ...parts.map((part) => encryptBytes(secret, part).toString('base64'))].join('\n')
  return `${body}\n${signText(from.privateKey, signedText(body))}\n`
}

export interface ReadHandover {
  head: HandoverHead
  /** Whether the counter with this key made it and nothing was changed since. */
  isSignedBy(publicKey: KeyObject): boolean
  /** @throws when the key is another, or a part was changed */
  open(key: string): Buffer[]
}

/** Undefined for what is no bundle, has more parts than one can have, or breaks off before its signature. */
export function readHandover(text: string): ReadHandover | undefined {
  const end = text.lastIndexOf('\n', text.length - 2)
  if (!text.endsWith('\n') || end < 0) return undefined
  const body = text.slice(0, end)
  const [first = '', ...lines] = body.split('\n', mostParts + 2)
  const head = HandoverHead.safeParse(parseJson(first))
  if (!head.success || lines.length === 0 || lines.length > mostParts) return undefined
  return {
    head: head.data,
    isSignedBy: (publicKey) => verifyText(publicKey, signedText(body), text.slice(end + 1, -1)),
    open: (key) => lines.map((line) => decryptBytes(deriveKey(key, head.data.salt), Buffer.from(line, 'base64')))
  }
}

function signedText(body: string): string {
  return `qmc-handover ${createHash('sha256').update(body).digest('hex')}`
}

function deriveKey(key: string, salt: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), Buffer.from(salt, 'base64'), keyInfo, 32))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
