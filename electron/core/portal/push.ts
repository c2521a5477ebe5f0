import { problemTypes, PushResponse, type PushRequest, type SignedHead } from '../../contract/wire.ts'
import { importPublicKey } from '../../crypto/ed25519.ts'
import { isReceiptValid, isSignedByPortal, type FindReceiptKey } from '../../crypto/receipt.ts'
import { findRestored } from '../continuity/restored.ts'
import { getDevice, getIdentity, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { disputesHead } from '../journal/chain-watch.ts'
import { getEntry, listEntries } from '../journal/journal-store.ts'
import { listDue, markNeedsOfficer, markReceived, markSending, requeue, type DeliveryRow } from '../outbox/delivery-store.ts'
import type { PortalClient, PortalFailure } from './portal-client.ts'

export type PushOutcome =
  | { kind: 'nothing-due' }
  /** The portal answered; `settled` entries are now received or wait for an officer, the rest is queued again. */
  | { kind: 'answered'; settled: number; serverTime: string }
  | { kind: 'failed'; failure: PortalFailure }
  /** A receipt or head that does not verify: nothing was taken as received. */
  | { kind: 'receipt-invalid' }

/** The most chain links a request carries. */
const chainLimit = 1000

/**
 * Sends the next batch and keeps what the portal proves. An entry is received only with a receipt that leads from its own hash to a root the portal signed
 * (law 2); what is refused waits for an officer with the reason; what got no answer is queued again under the same key.
 */
export async function pushBatch(context: CoreContext, client: PortalClient, limit: number): Promise<PushOutcome> {
  const { db } = context
  const due = listDue(db, limit)
  if (due.length === 0) return { kind: 'nothing-due' }
  const seqs = due.map((row) => row.seq)
  write(db, (writeDb) => markSending(writeDb, seqs))
  context.emit('data.changed', { areas: ['queue'] })
  faultPoint('core-before-push')
  const request = composeRequest(context, due)
  const answer = await client.request('POST', '/v1/entries', request)
  if (!answer.ok) return failPush(context, seqs, answer.error)
  faultPoint('core-after-push')
  const response = PushResponse.safeParse(answer.value)
  if (!response.success || !answersAll(request, response.data)) return failPush(context, seqs, { kind: 'nonsense', status: 200 })
  return keepAnswers(context, due, request, response.data)
}

function composeRequest(context: CoreContext, due: readonly DeliveryRow[]): PushRequest {
  const { device } = getDevice(context.db)
  const head = findSetting<number>(context.db, 'chain-base') ?? findSetting<SignedHead>(context.db, 'signed-head')?.statement.seq ?? 0
  const last = due.at(-1)?.seq ?? 0
  const chain = listEntries(context.db, device, head, chainLimit)
    .filter(({ header }) => header.seq <= last)
    .map(({ header, hash }) => ({ epoch: header.epoch, seq: header.seq, previous: header.previous, hash }))
  const reach = chain.at(-1)?.seq ?? head
  const entries = due
    .filter(({ seq }) => seq <= reach)
    .map(({ seq }) => getEntry(context.db, seq, device))
    .map(({ header, salt, payload }) => ({ header, salt: salt.toString('base64'), payload }))
  return { chain, entries }
}

/** An answer that is silent on an entry would be asked for again at once and for ever: it is none. One to links alone must move the head. */
function answersAll(request: PushRequest, response: PushResponse): boolean {
  const answered = new Set(response.results.map(({ seq }) => seq))
  const links = request.chain.map(({ seq }) => seq)
  return request.entries.every(({ header }) => answered.has(header.seq)) && (request.entries.length > 0 || links.includes(response.head.statement.seq) || response.head.statement.seq > (links.at(-1) ?? 0))
}

function keepAnswers(context: CoreContext, due: readonly DeliveryRow[], request: PushRequest, response: PushResponse): PushOutcome {
  const { db } = context
  const device = getDevice(db)
  const findKey: FindReceiptKey = (keyId) => {
    const key = device.receiptKeys.find((candidate) => candidate.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  }
  const asked = new Map(due.map((row) => [row.seq, getEntry(db, row.seq, device.device).hash]))
  const isProven = response.results.every(
    (result) => result.outcome !== 'accepted' || isReceiptValid(result.receipt, { device: device.device, seq: result.seq, entryHash: asked.get(result.seq) ?? '' }, findKey)
  )
  const isSigned = isSignedByPortal(response.head, findKey)
  const isOwn = isOwnHead(context, response.head, device.device)
  if (!isProven || !isSigned || !(isOwn || isLostHead(context, response.head, device.device))) {
    write(db, (writeDb) => {
      requeue(writeDb, [...asked.keys()])
      if (isSigned && disputesHead(db, response.head.statement)) putSetting(writeDb, 'disputed-head', response.head)
    })
    context.emit('data.changed', { areas: ['queue'] })
    return { kind: 'receipt-invalid' }
  }
  write(db, (writeDb) => {
    for (const result of response.results) {
      if (result.outcome === 'accepted') markReceived(writeDb, result.seq, result.receipt, response.serverTime)
      else if (asked.has(result.seq) && result.problem.type !== problemTypes.dossierWaits) markNeedsOfficer(writeDb, result.seq, result.problem, response.serverTime)
    }
    requeue(writeDb, [...asked.keys()])
    if (isOwn) putSetting(writeDb, 'signed-head', response.head)
    // The portal holds every link of a request it has taken.
    const base = isOwn ? response.head.statement.seq : request.chain.at(-1)?.seq
    if (base !== undefined) putSetting(writeDb, 'chain-base', base)
    putSetting(writeDb, 'last-contact', response.serverTime)
  })
  context.emit('data.changed', { areas: ['queue', 'dossier'] })
  const settled = response.results.filter((result) => result.outcome === 'accepted' || result.problem.type !== problemTypes.dossierWaits).length
  return { kind: 'answered', settled, serverTime: response.serverTime }
}

/** The head that the portal co-signs must be one of this very chain. */
function isOwnHead(context: CoreContext, head: SignedHead, device: string): boolean {
  const { statement } = head
  if (statement.device !== device) return false
  return statement.seq === 0 || listEntries(context.db, device, statement.seq - 1, 1)[0]?.hash === statement.hash
}

/** After a restore the portal goes on naming the head of what was lost, until this counter's new epoch has one. */
function isLostHead(context: CoreContext, { statement }: SignedHead, device: string): boolean {
  if (statement.device !== device || disputesHead(context.db, statement)) return false
  return findRestored(context.db) !== undefined || statement.epoch < getIdentity(context.db).epoch
}

function failPush(context: CoreContext, seqs: readonly number[], failure: PortalFailure): PushOutcome {
  write(context.db, (db) => requeue(db, seqs))
  context.emit('data.changed', { areas: ['queue'] })
  return { kind: 'failed', failure }
}
