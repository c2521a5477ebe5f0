import * as z from 'zod'
import * as leases from '../../../electron/contract/leases.ts'
import * as portalKeys from '../../../electron/contract/portal-keys.ts'
import * as wire from '../../../electron/contract/wire.ts'
import type { CoreContext } from '../../../electron/core/context.ts'
import { getDevice } from '../../../electron/core/context.ts'
import { write } from '../../../electron/core/db/open.ts'
import { putSetting } from '../../../electron/core/db/setting-store.ts'
import { renewLeases } from '../../../electron/core/numbers/renew-leases.ts'
import type { PortalClient } from '../../../electron/core/portal/portal-client.ts'
import { pullPage } from '../../../electron/core/portal/pull.ts'
import { createPusher } from '../../../electron/core/portal/push.ts'
import { recallForgotten } from '../../../electron/core/portal/recall.ts'
import { renewKeys } from '../../../electron/core/portal/renew-keys.ts'
import { importPublicKey } from '../../../electron/crypto/ed25519.ts'
import { takeAnnouncement } from '../../../electron/crypto/key-announcement.ts'
import { createReceiptReader, isReceiptValid, isSignedByPortal } from '../../../electron/crypto/receipt.ts'
import { parseQueueReport } from '../../../electron/contract/queue-report.ts'
import { HttpProblem } from '../../portal/problem.ts'
import { toBatchedResponse } from '../../portal/push/batched-response.ts'
import { readPushRequest } from '../../portal/push/read-request.ts'
import type { Deep } from '../fuzz.ts'
import type { Random } from '../random.ts'
import { keepState } from './kept-state.ts'
import { freezeDeep, mutateText, mutateValue } from './mutate.ts'
import type { PortalDouble } from './portal-double.ts'
import { sampleInput } from './sample-input.ts'

/** What the portal really answered, and was really asked. */
export interface Heard {
  push: wire.PushResponse
  request: unknown
  /** One change of every kind there is. */
  changes: wire.ChangesResponse
  leases: unknown
  /** Of the last entry of the last push. */
  lastSeq: number
}

const contract: unknown[] = [...Object.values(wire), ...Object.values(leases), ...Object.values(portalKeys)]
const schemas = contract.filter((value): value is z.ZodType => value instanceof z.ZodType)
/** Places of an answer that are spoilt at most: with several the schema refuses nearly all, and nothing behind it is tried. */
const mostPlaces = [1, 1, 1, 4] as const
const chainBroken = { type: 'urn:qmc:chain-broken', title: 'x', status: 409, head: { epoch: 1, seq: 1, hash: '0'.repeat(64) } }

/** Spoilt answers of the portal: read as values, and by the very code that asks. */
export function createPortalTries(heard: Heard, { context, client, double }: { context: CoreContext; client: PortalClient; double: PortalDouble }): { tryWire(random: Random): Deep; tryAnswer(random: Random): Promise<Deep> } {
  const device = getDevice(context.db)
  const findKey = (keyId: string): ReturnType<typeof importPublicKey> | undefined => {
    const key = device.receiptKeys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  }

  const batched = freezeDeep(toBatchedResponse(heard.push))
  if (!batched.batch) throw new Error('the push that was heard has no whole batch')
  const hashes = new Map(heard.push.results.map((result) => [result.seq, result.outcome === 'accepted' ? result.receipt.entryHash : '']))

  function tryWire(random: Random): Deep {
    const value = mutateValue(random.pick([heard.push, batched, heard.request, heard.changes, heard.leases, announce(random), chainBroken]), random, random.pick(mostPlaces))
    for (const schema of schemas) schema.safeParse(value)
    const push = wire.PushResponse.safeParse(value)
    if (push.success) {
      for (const result of push.data.results) if (result.outcome === 'accepted') isReceiptValid(result.receipt, { device: device.device, seq: result.seq, entryHash: result.receipt.entryHash }, findKey)
      isSignedByPortal(push.data.head, findKey)
    }
    const together = wire.BatchedPushResponse.safeParse(value)
    if (together.data?.batch) createReceiptReader(findKey).isBatchValid(together.data.batch, { device: device.device, entryHashes: together.data.results.map(({ seq }) => hashes.get(seq) ?? '') })
    const keys = portalKeys.KeyAnnouncement.safeParse(value)
    if (keys.success) takeAnnouncement(device, keys.data)
    parseQueueReport(mutateText('1.2.3.4.5', random))
    const isRequest = canBeRead(value)
    return push.success ? 'push' : together.success ? 'batch' : keys.success ? 'keys' : isRequest ? 'request' : undefined
  }

  function canBeRead(request: unknown): boolean {
    try {
      readPushRequest(request)
      return true
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error
      return false
    }
  }

  const putBack = keepState(context.db)
  /** `ask` tells whether the answer got past its schema. */
  const asks: ((random: Random) => { name: string; sample: unknown; ask(text: string): Promise<boolean> })[] = [
    () => ({ name: 'push', sample: heard.push, ask: push }),
    () => ({ name: 'batch', sample: batched, ask: push }),
    () => ({ name: 'pull', sample: heard.changes, ask: async () => (await pullPage(context, client, 500)).kind === 'pulled' }),
    () => ({ name: 'leases', sample: heard.leases, ask: askLeases }),
    (random) => ({ name: 'keys', sample: announce(random), ask: async (text) => (await renewKeys(context, client), isRead(portalKeys.KeyAnnouncement, text)) }),
    (random) => ({ name: 'recall', sample: { ...(sampleInput(wire.RecallAnswer, random, {}) as object), head: heard.push.head }, ask: recall })
  ]

  /** As this portal's newest key might sign it; no announcement was made yet. */
  function announce(random: Random): unknown {
    const { statement } = sampleInput(portalKeys.KeyAnnouncement, random, {}) as { statement: object }
    return { statement: { ...statement, portal: device.portal, serial: 1 + random.below(3) }, signatures: [{ keyId: device.receiptKeys.at(-1)?.keyId, signature: `${'A'.repeat(86)}==` }] }
  }

  async function push(text: string): Promise<boolean> {
    write(context.db, (db) => db.prepare(`UPDATE delivery SET state = 'queued', receipt = NULL, problem = NULL, answered_at = NULL WHERE seq = ?`).run(heard.lastSeq))
    const pushed = await createPusher(context, client).push(100)
    if (pushed.kind === 'answered' && !text.includes('"outcome":"accepted"') && !text.includes('"outcome":"refused"')) throw new Error('an answer without a result was taken')
    return pushed.kind === 'answered' || pushed.kind === 'receipt-invalid'
  }

  async function askLeases(text: string): Promise<boolean> {
    write(context.db, (db) => putSetting(db, 'series-asked-at', 0))
    await renewLeases(context, client)
    return isRead(leases.LeaseAnswer, text)
  }

  async function recall(): Promise<boolean> {
    write(context.db, (db) => putSetting(db, 'recall-due', true))
    const { kind } = await recallForgotten(context, client)
    return kind === 'recalled' || kind === 'receipt-invalid'
  }

  return {
    tryWire,
    tryAnswer: async (random) => {
      const { name, sample, ask } = random.pick(asks)(random)
      const isProblem = random.next() < 0.15
      const whole = JSON.stringify(mutateValue(isProblem ? chainBroken : sample, random, random.pick(mostPlaces)))
      const text = random.next() < 0.2 ? mutateText(whole, random) : whole
      const status = isProblem ? random.pick([400, 401, 409, 413, 422, 429, 500, 503]) : random.next() < 0.1 ? random.pick([204, 302, 404]) : 200
      putBack()
      double.answer(status, text)
      return (await ask(text)) && status === 200 ? name : undefined
    }
  }
}

function isRead(schema: z.ZodType, text: string): boolean {
  try {
    return schema.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
