import { OfferRequest, type OfferAnswer } from '../../../electron/contract/history.ts'
import { problemTypes, type EntryHeader, type Receipt } from '../../../electron/contract/wire.ts'
import { importPublicKey } from '../../../electron/crypto/ed25519.ts'
import { createReceiptReader, type ReceiptReader } from '../../../electron/crypto/receipt.ts'
import type { PortalContext } from '../context.ts'
import type { Queryable } from '../database.ts'
import type { Device } from '../device-store.ts'
import { openDesk } from '../online/desk-store.ts'
import { HttpProblem, problem } from '../problem.ts'
import { findHeld, findLinks, lockDevice } from '../push/batch-store.ts'
import { storeBatch } from '../push/push.ts'
import { keyOf, toReadEntry, type ReadEntry } from '../push/state.ts'
import { getReceiptKeys, getSigningKey } from '../receipt-key-store.ts'
import { hasDevice, noteAhead } from './offer-store.ts'

type OfferResult = OfferAnswer['results'][number]

const held: OfferResult = { outcome: 'held' }

/**
 * Takes back what this portal had and lost, from whoever still has it: every entry is its own counter's, proved by the receipt this portal signed for it, and is decided by the rules its counter's own
 * push is decided by. So who offers it is of no matter beyond her office, nothing can be added that was not here before, and a number stays given once. The counter itself, when it comes after
 * all, finds its entries here and gets their receipts.
 * @throws HttpProblem badRequest
 */
export async function takeOffers(context: PortalContext, asker: Device, body: unknown): Promise<OfferAnswer> {
  const request = OfferRequest.safeParse(body)
  if (!request.success) throw new HttpProblem(problem('badRequest'))
  const keys = await getReceiptKeys(context.database)
  const reader = createReceiptReader((keyId) => {
    const key = keys.find((each) => each.keyId === keyId)
    return key && importPublicKey('ed25519', key.publicKey)
  })
  // As they came: an unknown member is part of what was hashed.
  const entries = (body as OfferRequest).entries.map((entry) => readProven(reader, entry))
  const results = new Map<ReadEntry, OfferResult>()
  for (const run of cutRuns(entries.filter((entry) => entry !== undefined))) for (const [entry, result] of await takeRun(context, asker, run)) results.set(entry, result)
  return { results: entries.map((entry) => (entry && results.get(entry)) ?? refuse(problemTypes.hashMismatch)) }
}

function refuse(type: string): OfferResult {
  return { outcome: 'refused', type }
}

/** Undefined for what this portal never signed for, or whose content was purged. */
function readProven(reader: ReceiptReader, offered: { header: EntryHeader; salt: string; payload?: unknown; receipt: Receipt }): ReadEntry | undefined {
  const { header, salt, payload, receipt } = offered
  try {
    const entry = toReadEntry({ header, salt, payload })
    return receipt.epoch === header.epoch && reader.isReceiptValid(receipt, { device: header.device, seq: header.seq, entryHash: entry.hash }) ? entry : undefined
  } catch {
    return undefined
  }
}

/** Entries of one device that follow one another: one transaction each, in the order offered. */
function cutRuns(entries: readonly ReadEntry[]): ReadEntry[][] {
  const runs: ReadEntry[][] = []
  for (const entry of entries) {
    const last = runs.at(-1)
    if (last?.[0]?.header.device === entry.header.device) last.push(entry)
    else runs.push([entry])
  }
  return runs
}

async function takeRun(context: PortalContext, asker: Device, run: readonly ReadEntry[]): Promise<[ReadEntry, OfferResult][]> {
  const id = run[0]!.header.device
  return context.database.transaction(async (tx) => {
    if (!(await isHere(tx, asker.officeId, id))) return run.map((entry) => [entry, refuse(problemTypes.unknownDevice)])
    const device = await lockDevice(tx, id)
    if (device.officeId !== asker.officeId) return run.map((entry) => [entry, refuse(problemTypes.notAcceptable)])
    const places = run.map(({ header }) => header)
    // Its chain grows by its own counter alone; an entry that is ahead of it stands on its receipt.
    const links = await findLinks(tx, id, places)
    for (const { header, hash } of run) if (!links.has(keyOf(header))) links.set(keyOf(header), { epoch: header.epoch, seq: header.seq, previous: header.previous, hash })
    const taking = { context, tx, key: await getSigningKey(tx, context.now()), device: { id, officeId: device.officeId, isDesk: device.isDesk, hasRefusals: device.hasRefusals, isAbsent: true } }
    const stored = await storeBatch(taking, { links, held: await findHeld(tx, id, places), areProven: true }, run)
    await noteAhead(tx, id, stored.added, Math.max(...places.map(({ seq }) => seq)))
    return run.map((entry) => {
      const result = stored.results.get(entry)
      return [entry, result?.outcome === 'refused' ? refuse(result.problem.type) : held]
    })
  })
}

/** The office's desk is made when it is first used, perhaps after the copy. */
async function isHere(tx: Queryable, officeId: string, device: string): Promise<boolean> {
  return (await hasDevice(tx, device)) || (await openDesk(tx, officeId))?.id === device
}
