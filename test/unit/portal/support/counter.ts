import { randomBytes, randomUUID, type KeyObject } from 'node:crypto'
import { Enrolment, entryVersion, PushResponse, type ChainLink, type EntryHeader, type PushedEntry } from '../../../../electron/contract/wire.ts'
import { createSigningKey, importPrivateKey, importPublicKey } from '../../../../electron/crypto/ed25519.ts'
import { chainStart, hashEntry, hashPayload } from '../../../../electron/crypto/entry-hash.ts'
import { signRequest } from '../../../../electron/crypto/http-signature.ts'

export interface Written {
  pushed: PushedEntry
  link: ChainLink
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  body: unknown
}

/** What a test needs of a counter: its key, its chain, signed requests. */
export interface TestCounter {
  enrolment: Enrolment
  portalUrl: string
  key: { keyId: string; privateKey: KeyObject }
  chain: ChainLink[]
  epoch: number
  /** Writes the next entry of the chain. `change` alters the header before it is hashed. */
  write(entry: { kind: string; dossier?: string; baseRevision?: number; payload: unknown }, change?: Partial<EntryHeader>): Written
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  /** Pushes entries; the chain is whole unless another is given. @throws when the portal refuses the request. */
  push(entries: readonly Written[], options?: { chain?: readonly ChainLink[]; portalUrl?: string }): Promise<PushResponse>
  findReceiptKey(keyId: string): KeyObject | undefined
}

export interface CallOptions {
  portalUrl?: string
  createdSeconds?: number
  /** Sent in place of what was signed. */
  sendBody?: string
  headers?: Record<string, string>
}

export async function enrolCounter(portalUrl: string, code: string): Promise<TestCounter> {
  const signingKey = createSigningKey()
  const answer = await postEnrol(portalUrl, code, signingKey.publicKey)
  if (answer.status !== 200) throw new Error(`enrolment refused: ${answer.status}`)
  return openCounter(portalUrl, Enrolment.parse(answer.body), signingKey.privateKey)
}

export async function postEnrol(portalUrl: string, code: string, devicePublicKey: string): Promise<Answer> {
  const body = JSON.stringify({ code, devicePublicKey, deviceName: 'Máy quầy thử' })
  return read(await fetch(`${portalUrl}/v1/enrol`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
}

export function openCounter(portalUrl: string, enrolment: Enrolment, privateKey: string): TestCounter {
  const key = { keyId: enrolment.device, privateKey: importPrivateKey('ed25519', privateKey) }
  const counter: TestCounter = {
    enrolment,
    portalUrl,
    key,
    chain: [],
    epoch: 1,
    write(entry, change = {}) {
      const salt = randomBytes(16)
      const last = counter.chain.at(-1)
      const header: EntryHeader = {
        version: entryVersion,
        device: enrolment.device,
        epoch: counter.epoch,
        seq: (last?.seq ?? 0) + 1,
        kind: entry.kind,
        officer: 'can-bo-thu',
        ...(entry.dossier === undefined ? {} : { dossier: entry.dossier }),
        baseRevision: entry.baseRevision ?? 0,
        at: new Date().toISOString(),
        payloadHash: hashPayload(salt, entry.payload),
        previous: last?.hash ?? chainStart,
        ...change
      }
      const link = { epoch: header.epoch, seq: header.seq, previous: header.previous, hash: hashEntry(header) }
      counter.chain.push(link)
      return { pushed: { header, salt: salt.toString('base64'), payload: entry.payload }, link }
    },
    async call(method, path, body, options = {}) {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const created = options.createdSeconds ?? Math.floor(Date.now() / 1000)
      const signed = signRequest({ method, path, ...(text === undefined ? {} : { body: text }) }, key, created)
      const send = options.sendBody ?? text
      return read(
        await fetch((options.portalUrl ?? portalUrl) + path, {
          method,
          headers: { ...signed, ...(send === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
          ...(send === undefined ? {} : { body: send })
        })
      )
    },
    async push(entries, options = {}) {
      const request = { chain: options.chain ?? counter.chain, entries: entries.map((entry) => entry.pushed) }
      const answer = await counter.call('POST', '/v1/entries', request, options.portalUrl === undefined ? {} : { portalUrl: options.portalUrl })
      if (answer.status !== 200) throw new Error(`push refused: ${answer.status} ${answer.text}`)
      return PushResponse.parse(answer.body)
    },
    findReceiptKey(keyId) {
      const found = enrolment.receiptKeys.find((candidate) => candidate.keyId === keyId)
      return found && importPublicKey('ed25519', found.publicKey)
    }
  }
  return counter
}

export function newDossierId(): string {
  return randomUUID()
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
