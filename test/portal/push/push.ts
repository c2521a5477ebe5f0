import { EntryWithdrawn } from '../../../electron/contract/entries.ts'
import type { EntryResult, Problem, PushResponse } from '../../../electron/contract/wire.ts'
import type { PortalContext } from '../context.ts'
import { together, type Queryable } from '../database.ts'
import { signHeadWith } from '../head.ts'
import { HttpProblem, problem } from '../problem.ts'
import { getSigningKey } from '../receipt-key-store.ts'
import { clearRefusals, findHeld, findLinks, findSeqsByHash, lockDevice, putChain, putRefusals, putStanding, readBatchState, readHistories } from './batch-store.ts'
import { extendChain, type ChainHead } from './chain.ts'
import type { Decision } from './decide.ts'
import { readDocuments } from './document-store.ts'
import type { ReadRequest } from './read-request.ts'
import { keyOf, type BatchState, type ReadEntry } from './state.ts'
import { takeEntries, type Taking } from './take-entries.ts'

/** Why a batch that was to come whole or not at all did not come. */
export class BatchRefused extends Error {
  readonly problem: Problem

  constructor(refused: Problem) {
    super('an entry of a batch that is whole or nothing was refused')
    this.problem = refused
  }
}

/**
 * Takes one batch of a device in one transaction: chain links, entries, their effect and the signed receipts are there together or not at all. What is refused is
 * answered entry by entry.
 * @param options `isCarried`: out of a file that the device signed, not from the line; a revoked device's is taken too, and it is told like everybody: its database may be older than the file
 * @param options.isWhole none of it is kept where one entry is refused
 * @throws BatchRefused, of a whole one
 * @throws HttpProblem revokedDevice or chainBroken: nothing of the request was kept
 */
export async function acceptPush(context: PortalContext, deviceId: string, request: ReadRequest, options: { isCarried?: boolean; isWhole?: boolean } = {}): Promise<PushResponse> {
  return context.database.transaction(async (tx) => {
    const [device, key] = await together(
      () => lockDevice(tx, deviceId),
      () => getSigningKey(tx, context.now())
    )
    if (device.revoked && !options.isCarried) throw new HttpProblem(problem('revokedDevice'))
    const entries = request.entries.filter((entry): entry is ReadEntry => 'header' in entry)
    const chain = await takeChain(tx, deviceId, device.head, request, entries)
    const heldBefore = await findHeld(tx, deviceId, upTo(device.head, entries.map((entry) => entry.header), device.aheadSeq))
    const taking: Taking = { context, tx, key, device: { id: deviceId, officeId: device.officeId, isDesk: device.isDesk, hasRefusals: device.hasRefusals, isAbsent: options.isCarried === true } }
    // Behind what the decisions are made by: the database stores the links while this process decides.
    const [stored] = await together(
      () => storeBatch(taking, { links: chain.links, held: heldBefore }, entries),
      () => putChain(tx, deviceId, chain.added)
    )
    await putStanding(tx, deviceId, chain.head, stored.added)
    const results = request.entries.map((entry): EntryResult => {
      if (!('header' in entry)) return { outcome: 'refused', seq: entry.seq, problem: entry.problem }
      const result = stored.results.get(entry)
      if (!result) throw new Error('an entry was not decided')
      return result
    })
    const refused = options.isWhole ? results.find((result) => result.outcome === 'refused') : undefined
    if (refused) throw new BatchRefused(refused.problem)
    const held = { ...chain.head, entries: device.entries + stored.added, files: device.files, incarnation: device.incarnation }
    return { results, head: signHeadWith(key, context, deviceId, held), serverTime: context.now().toISOString() }
  })
}

/** Places that may be held already: what lies beyond the head was never there, and a fresh batch asks the database for nothing. @param aheadSeq where others brought entries ahead of the chain (history/offers.ts) */
function upTo<P extends { epoch: number; seq: number }>(head: ChainHead, places: readonly P[], aheadSeq = 0): P[] {
  return places.filter(({ epoch, seq }) => epoch < head.epoch || (epoch === head.epoch && seq <= head.seq) || seq <= aheadSeq)
}

async function takeChain(tx: Queryable, device: string, head: ChainHead, request: ReadRequest, entries: readonly ReadEntry[]) {
  const links = await findLinks(tx, device, upTo(head, [...request.chain, ...entries.map((entry) => entry.header)]))
  const forks = request.chain.filter((link) => link.epoch !== head.epoch).map((link) => link.previous)
  const heldByHash = await findSeqsByHash(tx, device, forks)
  const extended = extendChain(head, links, heldByHash, request.chain, new Set(entries.map((entry) => keyOf(entry.header))))
  for (const link of extended.added) links.set(keyOf(link), link)
  return { links, ...extended }
}

/** One round where all is well; another after each round in which the database refused something new: the rest is stored without it. */
export async function storeBatch(taking: Taking, chain: Pick<BatchState, 'links' | 'held' | 'areProven'>, entries: readonly ReadEntry[]): Promise<{ results: Map<ReadEntry, EntryResult>; added: number }> {
  const refused = new Map<string, Problem>()
  for (let round = 0; round <= entries.length; round++) {
    const state = await readState(taking, chain, entries)
    const taken = await takeEntries(taking, state, entries, refused)
    if ('refused' in taken) {
      for (const [key, problemFound] of taken.refused) refused.set(key, problemFound)
      continue
    }
    await noteRefusals(taking, taken.decisions, state)
    return { results: new Map(taken.decisions.map((decision) => [decision.entry, toResult(decision, state, taken.receipts)])), added: taken.receipts.size }
  }
  throw new Error('the batch never settled')
}

async function readState({ tx, device }: Taking, chain: Pick<BatchState, 'links' | 'held' | 'areProven'>, entries: readonly ReadEntry[]): Promise<BatchState> {
  const payloadText = (entry: ReadEntry, ...path: string[]) => {
    const value = path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), entry.payload)
    // PostgreSQL's text holds no NUL; such a code is no code.
    return typeof value === 'string' && !value.includes('\0') ? [value] : []
  }
  const wanted = {
    dossiers: entries.flatMap(({ header }) => (header.dossier === undefined || header.dossier.includes('\0') ? [] : [header.dossier])),
    codes: entries.flatMap((entry) => [...payloadText(entry, 'code'), ...payloadText(entry, 'acceptance', 'code')]),
    procedures: entries.flatMap((entry) => payloadText(entry, 'procedure', 'code')),
    periods: entries.flatMap((entry) => [...payloadText(entry, 'day'), ...payloadText(entry, 'period'), ...payloadText(entry, 'register', 'period'), ...payloadText(entry, 'acceptance', 'day'), ...payloadText(entry, 'acceptance', 'register', 'period')])
  }
  const documents = entries.flatMap(({ header }) => (header.kind.startsWith('document.') && header.dossier !== undefined && !header.dossier.includes('\0') ? [header.dossier] : []))
  const [held, heldDocuments] = await together(
    () => readBatchState(tx, device, wanted),
    () => readDocuments(tx, documents)
  )
  return { device, ...chain, ...held, histories: await readHistories(tx, device.id, [...held.dossiers.keys()]), documents: heldDocuments }
}

async function noteRefusals({ tx, device }: Taking, decisions: readonly Decision[], { dossiers }: Pick<BatchState, 'dossiers'>): Promise<void> {
  const refused = decisions.filter((decision) => decision.outcome === 'refused')
  const accepted = decisions.filter((decision) => decision.outcome === 'accepted').map((decision) => decision.entry.header)
  // An entry whose key is held is received; a forged twin of it leaves no mark on it.
  const notes = refused.filter(({ problem: { type } }) => type !== problem('keyReused').type)
  await putRefusals(
    tx,
    device.id,
    notes.map(({ entry: { header, payload }, problem: { type, detail } }) => ({
      epoch: header.epoch,
      seq: header.seq,
      problemType: type,
      kind: shortText(header.kind),
      dossier: shortText(header.dossier),
      dossierCode: shortText((header.dossier === undefined ? undefined : dossiers.get(header.dossier)?.state.code) ?? (payload as { code?: unknown } | null)?.code),
      detail: shortText(detail)
    }))
  )
  if (!device.hasRefusals && notes.length === 0) return
  // What an officer decided not to send is waited for no more.
  const withdrawn = decisions.flatMap(({ outcome, entry }) => {
    const told = outcome === 'accepted' && entry.header.kind === 'entry.withdrawn' ? EntryWithdrawn.safeParse(entry.payload) : undefined
    return told?.success ? told.data.entries : []
  })
  if (accepted.length + withdrawn.length > 0) await clearRefusals(tx, device.id, [...accepted, ...withdrawn])
}

/** What PostgreSQL's text can hold (no NUL, no half of a surrogate pair), and no more of it than a page shows. */
function shortText(value: unknown): string | undefined {
  return typeof value === 'string' ? Buffer.from(value.slice(0, 500).replaceAll('\0', '')).toString() : undefined
}

function toResult(decision: Decision, state: BatchState, receipts: ReadonlyMap<string, EntryResult>): EntryResult {
  const { header } = decision.entry
  if (decision.outcome === 'refused') return { outcome: 'refused', seq: header.seq, problem: decision.problem }
  const held = state.held.get(keyOf(header))
  const result = held ? { outcome: 'accepted' as const, seq: header.seq, receipt: held.receipt } : receipts.get(keyOf(header))
  if (!result) throw new Error('an accepted entry has no receipt')
  return result
}
