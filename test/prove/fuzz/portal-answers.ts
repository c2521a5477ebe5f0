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
import { pullChanges } from '../../../electron/core/portal/pull.ts'
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
import type { Random } from '../random.ts'
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
const chainBroken = { type: 'urn:qmc:chain-broken', title: 'x', status: 409, head: { epoch: 1, seq: 1, hash: '0'.repeat(64) } }

/** Spoilt answers of the portal: read as values, and by the very code that asks. */
export function createPortalTries(heard: Heard, { context, client, double }: { context: CoreContext; client: PortalClient; double: PortalDouble }): { tryWire(random: Random): void; tryAnswer(random: Random): Promise<void> } {
  const device = getDevice(context.db)
  const findKey = (keyId: string): ReturnType<typeof importPublicKey> | undefined => {
    const key = device.receiptKeys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  }

  const batched = freezeDeep(toBatchedResponse(heard.push))
  if (!batched.batch) throw new Error('the push that was heard has no whole batch')
  const hashes = new Map(heard.push.results.map((result) => [result.seq, result.outcome === 'accepted' ? result.receipt.entryHash : '']))

  function tryWire(random: Random): void {
    const value = mutateValue(random.pick([heard.push, batched, heard.request, heard.changes, heard.leases, announce(random), chainBroken]), random)
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
    try {
      readPushRequest(value)
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error
    }
  }

  const asks: ((random: Random) => { sample: unknown; ask(text: string): Promise<void> })[] = [
    () => ({ sample: heard.push, ask: push }),
    () => ({ sample: batched, ask: push }),
    () => ({ sample: heard.changes, ask: async () => void (await pullChanges(context, client)) }),
    () => ({ sample: heard.leases, ask: async () => void (await askLeases()) }),
    (random) => ({ sample: announce(random), ask: async () => void (await renewKeys(context, client)) }),
    (random) => ({ sample: { ...(sampleInput(wire.RecallAnswer, random, {}) as object), head: heard.push.head }, ask: recall })
  ]

  /** As this portal's newest key might sign it; no announcement was made yet. */
  function announce(random: Random): unknown {
    const { statement } = sampleInput(portalKeys.KeyAnnouncement, random, {}) as { statement: object }
    return { statement: { ...statement, portal: device.portal, serial: 1 + random.below(3) }, signatures: [{ keyId: device.receiptKeys.at(-1)?.keyId, signature: `${'A'.repeat(86)}==` }] }
  }

  async function push(text: string): Promise<void> {
    write(context.db, (db) => db.prepare(`UPDATE delivery SET state = 'queued', receipt = NULL, problem = NULL, answered_at = NULL WHERE seq = ?`).run(heard.lastSeq))
    const pushed = await createPusher(context, client).push(100)
    if (pushed.kind === 'answered' && !text.includes('"outcome":"accepted"') && !text.includes('"outcome":"refused"')) throw new Error('an answer without a result was taken')
  }

  async function askLeases(): Promise<void> {
    write(context.db, (db) => putSetting(db, 'series-asked-at', 0))
    await renewLeases(context, client)
  }

  async function recall(): Promise<void> {
    write(context.db, (db) => putSetting(db, 'recall-due', true))
    await recallForgotten(context, client)
  }

  return {
    tryWire,
    tryAnswer: async (random) => {
      const { sample, ask } = random.pick(asks)(random)
      const isProblem = random.next() < 0.15
      const text = JSON.stringify(mutateValue(isProblem ? chainBroken : sample, random))
      double.answer(isProblem ? random.pick([400, 401, 409, 413, 422, 429, 500, 503]) : random.pick([200, 200, 200, 200, 204, 302, 404]), random.next() < 0.3 ? mutateText(text, random) : text)
      await ask(text)
    }
  }
}
