import { randomUUID } from 'node:crypto'
import { EntryWithdrawn } from '../../../electron/contract/entries.ts'
import type { BatchStatement, EntryResult, Problem, PushResponse } from '../../../electron/contract/wire.ts'
import { canonicalJson } from '../../../electron/crypto/canonical.ts'
import { buildMerkleTree } from '../../../electron/crypto/merkle.ts'
import { signStatement } from '../../../electron/crypto/receipt.ts'
import type { PortalContext } from '../context.ts'
import { constraintOf, sqlState, together, type Queryable } from '../database.ts'
import { signHeadWith } from '../head.ts'
import { putNumberAccounts } from '../numbers/account-store.ts'
import { HttpProblem, problem } from '../problem.ts'
import { getSigningKey, type ReceiptKey } from '../receipt-key-store.ts'
import {
  clearRefusals,
  findHeld,
  findLinks,
  findSeqsByHash,
  insertBatch,
  insertEntries,
  lockDevice,
  putChain,
  putRefusals,
  putStanding,
  readBatchState,
  readHistories,
  toReceipt
} from './batch-store.ts'
import { extendChain, type ChainHead } from './chain.ts'
import { decideBatch, type Decision } from './decide.ts'
import { putDocuments, readDocuments } from './document-store.ts'
import { putDossiers, type ChangedDossier } from './dossier-store.ts'
import { readContents } from './read-content.ts'
import type { ReadRequest } from './read-request.ts'
import { keyOf, type BatchState, type ReadEntry } from './state.ts'

type Accepted = Extract<Decision, { outcome: 'accepted' }>

/** One batch being taken: whose it is, the transaction, and the key that signs. */
interface Taking {
  context: PortalContext
  tx: Queryable
  device: BatchState['device'] & { hasRefusals: boolean }
  key: ReceiptKey
}

/**
 * Takes one batch of a device in one transaction: chain links, entries, their effect and the signed receipts are there together or not at all. What is refused is
 * answered entry by entry.
 * @param options `isCarried`: out of a file that the device signed, not from the line; a revoked device's is taken too
 * @throws HttpProblem revokedDevice or chainBroken: nothing of the request was kept
 */
export async function acceptPush(context: PortalContext, deviceId: string, request: ReadRequest, options: { isCarried?: boolean } = {}): Promise<PushResponse> {
  return context.database.transaction(async (tx) => {
    const [device, key] = await together(
      () => lockDevice(tx, deviceId),
      () => getSigningKey(tx, context.now())
    )
    if (device.revoked && !options.isCarried) throw new HttpProblem(problem('revokedDevice'))
    const entries = request.entries.filter((entry): entry is ReadEntry => 'header' in entry)
    const chain = await takeChain(tx, deviceId, device.head, request, entries)
    const heldBefore = await findHeld(tx, deviceId, upTo(device.head, entries.map((entry) => entry.header)))
    const taking: Taking = { context, tx, key, device: { id: deviceId, officeId: device.officeId, isDesk: device.isDesk, hasRefusals: device.hasRefusals } }
    const [, stored] = await together(
      () => putChain(tx, deviceId, chain.added),
      () => storeBatch(taking, { links: chain.links, held: heldBefore }, entries)
    )
    await putStanding(tx, deviceId, chain.head, stored.added)
    const results = request.entries.map((entry): EntryResult => {
      if (!('header' in entry)) return { outcome: 'refused', seq: entry.seq, problem: entry.problem }
      const result = stored.results.get(entry)
      if (!result) throw new Error('an entry was not decided')
      return result
    })
    const held = { ...chain.head, entries: device.entries + stored.added, files: device.files, incarnation: device.incarnation }
    return { results, head: signHeadWith(key, context, deviceId, held), serverTime: context.now().toISOString() }
  })
}

/** Places that may be held already: what lies beyond the head was never there, and a fresh batch asks the database for nothing. */
function upTo<P extends { epoch: number; seq: number }>(head: ChainHead, places: readonly P[]): P[] {
  return places.filter(({ epoch, seq }) => epoch < head.epoch || (epoch === head.epoch && seq <= head.seq))
}

async function takeChain(tx: Queryable, device: string, head: ChainHead, request: ReadRequest, entries: readonly ReadEntry[]) {
  const links = await findLinks(tx, device, upTo(head, [...request.chain, ...entries.map((entry) => entry.header)]))
  const forks = request.chain.filter((link) => link.epoch !== head.epoch).map((link) => link.previous)
  const heldByHash = await findSeqsByHash(tx, device, forks)
  const extended = extendChain(head, links, heldByHash, request.chain, new Set(entries.map((entry) => keyOf(entry.header))))
  for (const link of extended.added) links.set(keyOf(link), link)
  return { links, ...extended }
}

/** Decides and stores; what the database refuses is found one by one, refused, and the rest stored without it. */
async function storeBatch(taking: Taking, chain: Pick<BatchState, 'links' | 'held'>, entries: readonly ReadEntry[]): Promise<{ results: Map<ReadEntry, EntryResult>; added: number }> {
  const { tx } = taking
  const refused = new Map<string, Problem>()
  // One round where all is well; another after each round in which the database refused something new.
  for (let round = 0; round <= entries.length; round++) {
    const state = await readState(taking, chain, entries)
    const known = new Set(state.dossiers.keys())
    const decisions = decideBatch(state, entries, refused)
    const accepted = decisions.filter((decision): decision is Accepted => decision.outcome === 'accepted')
    try {
      const [, receipts] = await together(
        () => tx.query('savepoint batch'),
        () => storeAccepted(taking, known, accepted)
      )
      await tx.query('release savepoint batch')
      await noteRefusals(taking, decisions)
      return { results: new Map(decisions.map((decision) => [decision.entry, toResult(decision, state, receipts)])), added: accepted.length }
    } catch (error) {
      if (!isEntryFault(error)) throw error
      await tx.query('rollback to savepoint batch')
      const found = await probe(taking, known, accepted)
      if (found.size === 0) throw error
      for (const [key, problemFound] of found) refused.set(key, problemFound)
    }
  }
  throw new Error('the batch never settled')
}

async function readState({ tx, device }: Taking, chain: Pick<BatchState, 'links' | 'held'>, entries: readonly ReadEntry[]): Promise<BatchState> {
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
  const [held, heldDocuments, contents] = await together(
    () => readBatchState(tx, device, wanted),
    () => readDocuments(tx, documents),
    () => readContents(entries)
  )
  return { device, ...chain, ...held, histories: await readHistories(tx, device.id, [...held.dossiers.keys()]), documents: heldDocuments, contents }
}

async function storeAccepted({ context, tx, device, key }: Taking, known: ReadonlySet<string>, accepted: readonly Accepted[]) {
  if (accepted.length === 0) return new Map<string, EntryResult>()
  const entries = accepted.map(({ entry }) => entry)
  const hashes = entries.map(({ hash }) => hash)
  const tree = buildMerkleTree(hashes)
  const statement: BatchStatement = {
    type: 'qmc-receipt-batch',
    portal: context.portalId,
    device: device.id,
    root: tree.root,
    size: accepted.length,
    signedAt: context.now().toISOString()
  }
  // Signed and kept as the same text, so that the receipt given again later is the receipt given now.
  const text = canonicalJson(statement)
  const batch = signStatement(JSON.parse(text) as BatchStatement, key.keyId, key.privateKey)
  const batchId = randomUUID()
  const documents = new Map(accepted.flatMap(({ entry, document }) => (document && entry.header.dossier !== undefined ? [[entry.header.dossier, document] as const] : [])))
  const numbers = accepted.flatMap(({ entry: { header }, number }) => (number ? [{ ...number, epoch: header.epoch, seq: header.seq }] : []))
  await together(
    () => insertBatch(tx, batchId, device.id, text, batch, hashes),
    () => insertEntries(tx, device.id, batchId, entries),
    () => putDossiers(tx, device, changedDossiers(known, accepted)),
    () => putDocuments(tx, device, documents),
    () => putNumberAccounts(tx, device.id, numbers)
  )
  return new Map(
    entries.map((entry, index): [string, EntryResult] => {
      const receipt = toReceipt(entry.header, entry.hash, tree.paths[index] ?? [], batch)
      return [keyOf(entry.header), { outcome: 'accepted', seq: entry.header.seq, receipt }]
    })
  )
}

/** The last state each dossier has after the batch. */
function changedDossiers(known: ReadonlySet<string>, accepted: readonly Accepted[]): ChangedDossier[] {
  const changed = new Map<string, ChangedDossier>()
  for (const { entry, dossier, merged = false } of accepted) {
    const id = entry.header.dossier
    if (id !== undefined && dossier) changed.set(id, { id, dossier, created: !known.has(id), merged: merged || changed.get(id)?.merged === true })
  }
  return [...changed.values()]
}

/** Tries each entry by itself, in a savepoint of its own, and leaves nothing behind. */
async function probe(taking: Taking, known: ReadonlySet<string>, accepted: readonly Accepted[]) {
  const { tx } = taking
  const found = new Map<string, Problem>()
  const refusedDossiers = new Set<string>()
  const there = new Set(known)
  await tx.query('savepoint probe')
  for (const decision of accepted) {
    const id = decision.entry.header.dossier
    if (id !== undefined && refusedDossiers.has(id)) continue
    await tx.query('savepoint one')
    try {
      await storeAccepted(taking, there, [decision])
      await tx.query('release savepoint one')
      if (id !== undefined) there.add(id)
    } catch (error) {
      if (!isEntryFault(error)) throw error
      await tx.query('rollback to savepoint one')
      found.set(keyOf(decision.entry.header), refusalOf(error))
      if (id !== undefined) refusedDossiers.add(id)
    }
  }
  await tx.query('rollback to savepoint probe')
  return found
}

/** Integrity violations (23) and data the database cannot hold (22): the entry's fault, not the portal's. */
function isEntryFault(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error))
}

function refusalOf(error: unknown): Problem {
  if (['dossier_code_unique', 'number_account_once'].includes(constraintOf(error))) return problem('numberTaken')
  if (constraintOf(error) === 'dossier_pkey') return problem('editConflict')
  return problem('notAcceptable')
}

async function noteRefusals({ tx, device }: Taking, decisions: readonly Decision[]): Promise<void> {
  const refused = decisions.filter((decision) => decision.outcome === 'refused')
  const accepted = decisions.filter((decision) => decision.outcome === 'accepted').map((decision) => decision.entry.header)
  // An entry whose key is held is received; a forged twin of it leaves no mark on it.
  const notes = refused.filter(({ problem: { type } }) => type !== problem('keyReused').type)
  await putRefusals(
    tx,
    device.id,
    notes.map((decision) => ({ epoch: decision.entry.header.epoch, seq: decision.entry.header.seq, problemType: decision.problem.type }))
  )
  if (!device.hasRefusals && notes.length === 0) return
  // What an officer decided not to send is waited for no more.
  const withdrawn = decisions.flatMap(({ outcome, entry }) => {
    const told = outcome === 'accepted' && entry.header.kind === 'entry.withdrawn' ? EntryWithdrawn.safeParse(entry.payload) : undefined
    return told?.success ? told.data.entries : []
  })
  if (accepted.length + withdrawn.length > 0) await clearRefusals(tx, device.id, [...accepted, ...withdrawn])
}

function toResult(decision: Decision, state: BatchState, receipts: ReadonlyMap<string, EntryResult>): EntryResult {
  const { header } = decision.entry
  if (decision.outcome === 'refused') return { outcome: 'refused', seq: header.seq, problem: decision.problem }
  const held = state.held.get(keyOf(header))
  const result = held ? { outcome: 'accepted' as const, seq: header.seq, receipt: held.receipt } : receipts.get(keyOf(header))
  if (!result) throw new Error('an accepted entry has no receipt')
  return result
}
