import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { entryVersion, BatchedPushResponse, wirePaths, type Enrolment, type EntryHeader } from '../../../electron/contract/wire.ts'
import { createBackOff } from '../../../electron/core/outbox/back-off.ts'
import { createPortalClient } from '../../../electron/core/portal/portal-client.ts'
import { importPublicKey } from '../../../electron/crypto/ed25519.ts'
import { chainStart, hashEntry, hashPayload } from '../../../electron/crypto/entry-hash.ts'
import { createReceiptReader } from '../../../electron/crypto/receipt.ts'

export interface Drained {
  /** Milliseconds from the start to the last proven receipt. */
  tookMs: number
  received: number
  /** Answers by their status; where there was none, by what the line said. */
  statuses: Record<string, number>
}

/** A request of a counter, ready to be signed, and the hashes its receipts must lead from. */
export interface PreparedPush {
  body: Buffer
  hashes: ReadonlyMap<number, string>
}

/** The journal of a counter that was offline: so many received dossiers, chained and hashed as core does. `factsOf` gives the payload for a serial. */
export function preparePush(enrolment: Enrolment, officer: string, count: number, factsOf: (serial: number) => object): PreparedPush {
  const salt = Buffer.alloc(16, 7)
  let previous = chainStart
  const entries: object[] = []
  const chain: object[] = []
  const hashes = new Map<number, string>()
  for (let seq = 1; seq <= count; seq++) {
    const payload = factsOf(enrolment.range.from + seq - 1)
    const header: EntryHeader = {
      version: entryVersion,
      device: enrolment.device,
      epoch: 1,
      seq,
      kind: 'dossier.received',
      officer,
      dossier: randomUUID(),
      baseRevision: 0,
      at: '2021-03-15T02:30:00.000Z',
      payloadHash: hashPayload(salt, payload),
      previous
    }
    const hash = hashEntry(header)
    entries.push({ header, salt: salt.toString('base64'), payload })
    chain.push({ epoch: 1, seq, previous, hash })
    hashes.set(seq, hash)
    previous = hash
  }
  return { body: Buffer.from(JSON.stringify({ chain, entries })), hashes }
}

/** Sends it as core does: signed requests, the outbox's own back-off, every receipt verified; again until the portal has proved it holds all. */
export async function drainSimulated(portalUrl: string, enrolment: Enrolment, privateKey: string, push: PreparedPush, startedMs: number): Promise<Drained> {
  const statuses: Record<string, number> = {}
  // Each counter is a machine of its own, with a line of its own.
  const dispatcher = new Agent({ connections: 1 })
  const client = createPortalClient({ portalUrl, device: { device: enrolment.device, privateKey }, portalNow: Date.now, dispatcher })
  const count = (status: number | string): void => void (statuses[status] = (statuses[status] ?? 0) + 1)
  try {
    const backOff = createBackOff(Math.random)
    for (;;) {
      const answer = await client.request('POST', wirePaths.entries, push.body)
      count(answer.ok ? 200 : 'status' in answer.error ? answer.error.status : answer.error.kind === 'unreachable' ? answer.error.detail : answer.error.kind)
      if (answer.ok) return { tookMs: performance.now() - startedMs, received: countProven(enrolment, push, BatchedPushResponse.parse(answer.value)), statuses }
      await sleep(backOff.failed(answer.error.kind === 'problem' ? answer.error.retryAfterMs : undefined))
    }
  } finally {
    await dispatcher.close()
  }
}

function countProven(enrolment: Enrolment, { hashes }: PreparedPush, { results, batch }: BatchedPushResponse): number {
  const reader = createReceiptReader((keyId) => {
    const key = enrolment.receiptKeys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  })
  const { device } = enrolment
  const accepted = results.filter((result) => result.outcome === 'accepted')
  const together = accepted.filter(({ receipt }) => !receipt).map(({ seq }) => hashes.get(seq) ?? '')
  const alone = accepted.filter(({ seq, receipt }) => receipt && reader.isReceiptValid(receipt, { device, seq, entryHash: hashes.get(seq) ?? '' })).length
  return alone + (batch && reader.isBatchValid(batch, { device, entryHashes: together }) ? together.length : 0)
}
