import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { BatchStatement, EntryResult, Problem } from '../../../electron/contract/wire.ts'
import { canonicalJson } from '../../../electron/crypto/canonical.ts'
import { buildMerkleTree } from '../../../electron/crypto/merkle.ts'
import { signStatement } from '../../../electron/crypto/receipt.ts'
import type { PortalContext } from '../context.ts'
import { constraintOf, sqlState, together, type Queryable } from '../database.ts'
import { putNumberAccounts } from '../numbers/account-store.ts'
import { problem } from '../problem.ts'
import type { ReceiptKey } from '../receipt-key-store.ts'
import { insertBatch, insertEntries, toReceipt } from './batch-store.ts'
import { createDecider, type Decision } from './decide.ts'
import { putDocuments } from './document-store.ts'
import { putDossiers, type ChangedDossier } from './dossier-store.ts'
import { keyOf, type BatchState, type ReadEntry } from './state.ts'

type Accepted = Extract<Decision, { outcome: 'accepted' }>

/** One batch being taken: whose it is, the transaction, and the key that signs. */
export interface Taking {
  context: PortalContext
  tx: Queryable
  device: BatchState['device'] & { hasRefusals: boolean }
  key: ReceiptKey
}

export interface Taken {
  decisions: Decision[]
  /** Of what was accepted, by key. */
  receipts: Map<string, EntryResult>
}

/** So many entries go to the database at once. Smaller parts let it store some while this process decides the next, and cost more than they gain: on two cores a drain reached 0.35 of bare by 25, 0.33 by 50, 0.42 by 100. */
const entriesAtOnce = 100
/** After so many the database's answers are listened to, and its next statement goes out. */
const entriesUnheard = 5

/**
 * Decides and stores one batch, in a savepoint of its own, which ends with the transaction.
 * @returns `refused`, by key, where the database would not take some: found by trying each alone; nothing of the batch was kept then
 */
export async function takeEntries(taking: Taking, state: BatchState, entries: readonly ReadEntry[], refusedBefore: ReadonlyMap<string, Problem>): Promise<Taken | { refused: Map<string, Problem> }> {
  const { tx } = taking
  const known = new Set(state.dossiers.keys())
  const decisions: Decision[] = []
  try {
    const receipts = await decideAndStore(taking, state, entries, refusedBefore, decisions)
    return { decisions, receipts }
  } catch (error) {
    if (!isEntryFault(error)) throw error
    await tx.query('rollback to savepoint batch')
    const refused = await probe(taking, known, decisions.filter(isAccepted))
    if (refused.size === 0) throw error
    return { refused }
  }
}

/** @param decisions filled with every decision, also when the database fails */
async function decideAndStore(taking: Taking, state: BatchState, entries: readonly ReadEntry[], refusedBefore: ReadonlyMap<string, Problem>, decisions: Decision[]): Promise<Map<string, EntryResult>> {
  const decide = createDecider(state, refusedBefore)
  const stored = new Set(state.dossiers.keys())
  const merged = new Set<string>()
  const batchId = randomUUID()
  const storing: Promise<unknown>[] = []
  const begin = <T>(work: Promise<T>): Promise<T> => {
    // Heard below.
    work.catch(() => undefined)
    storing.push(work)
    return work
  }
  let receipts: Promise<Map<string, EntryResult>>
  begin(taking.tx.query('savepoint batch'))
  try {
    for (let from = 0; from < entries.length; from += entriesAtOnce) {
      const decided: Decision[] = []
      for (const entry of entries.slice(from, from + entriesAtOnce)) {
        decided.push(decide(entry))
        if (decided.length % entriesUnheard === 0) await setImmediate()
      }
      decisions.push(...decided)
      begin(storeAccepted(taking, batchId, { stored, merged }, decided.filter(isAccepted)))
    }
    receipts = begin(storeReceipts(taking, batchId, decisions.filter(isAccepted)))
  } finally {
    await Promise.allSettled(storing)
  }
  // In their order: what fails after the first fails because of it.
  for (const work of storing) await work
  return receipts
}

function isAccepted(decision: Decision): decision is Accepted {
  return decision.outcome === 'accepted'
}

/** What was accepted and what it does, in the order decided. @param known dossiers that have a row, and those of this batch that were put beside what the device did not know; both grow */
async function storeAccepted({ tx, device }: Taking, batchId: string, known: { stored: Set<string>; merged: Set<string> }, accepted: readonly Accepted[]): Promise<void> {
  if (accepted.length === 0) return
  const entries = accepted.map(({ entry }) => entry)
  const documents = new Map(accepted.flatMap(({ entry, document }) => (document && entry.header.dossier !== undefined ? [[entry.header.dossier, document] as const] : [])))
  const numbers = accepted.flatMap(({ entry: { header }, number }) => (number ? [{ ...number, epoch: header.epoch, seq: header.seq }] : []))
  const changed = changedDossiers(known, accepted)
  // Each hands in all its statements now: those of the next entries come after them.
  await together(
    () => insertEntries(tx, device.id, batchId, entries),
    () => putDossiers(tx, device, changed),
    () => putDocuments(tx, device, documents),
    () => putNumberAccounts(tx, device.id, numbers)
  )
}

/** Signs for all that was accepted, once. */
async function storeReceipts({ context, tx, device, key }: Taking, batchId: string, accepted: readonly Accepted[]): Promise<Map<string, EntryResult>> {
  if (accepted.length === 0) return new Map()
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
  await insertBatch(tx, batchId, device.id, text, batch, hashes)
  return new Map(
    entries.map((entry, index): [string, EntryResult] => {
      const receipt = toReceipt(entry.header, entry.hash, tree.paths[index] ?? [], batch)
      return [keyOf(entry.header), { outcome: 'accepted', seq: entry.header.seq, receipt }]
    })
  )
}

/** The last state each dossier has after these. */
function changedDossiers({ stored, merged }: { stored: Set<string>; merged: Set<string> }, accepted: readonly Accepted[]): ChangedDossier[] {
  const last = new Map(accepted.flatMap((decision) => (decision.entry.header.dossier !== undefined && decision.dossier ? [[decision.entry.header.dossier, decision.dossier] as const] : [])))
  for (const { entry, merged: isMerge } of accepted) if (isMerge && entry.header.dossier !== undefined) merged.add(entry.header.dossier)
  const changed = [...last].map(([id, dossier]) => ({ id, dossier, created: !stored.has(id), merged: merged.has(id) }))
  for (const { id } of changed) stored.add(id)
  return changed
}

/** Tries each entry by itself, in a savepoint of its own, and leaves nothing behind. */
async function probe(taking: Taking, known: ReadonlySet<string>, accepted: readonly Accepted[]): Promise<Map<string, Problem>> {
  const { tx } = taking
  const found = new Map<string, Problem>()
  const refusedDossiers = new Set<string>()
  const stored = new Set(known)
  await tx.query('savepoint probe')
  for (const decision of accepted) {
    const id = decision.entry.header.dossier
    if (id !== undefined && refusedDossiers.has(id)) continue
    await tx.query('savepoint one')
    try {
      await storeAccepted(taking, randomUUID(), { stored, merged: new Set() }, [decision])
      await tx.query('release savepoint one')
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

/** Integrity violations (23), data the database cannot hold (22), and what is too long or too deep for it (54): the entry's fault, not the portal's. */
function isEntryFault(error: unknown): boolean {
  return /^(2[23]|54)/.test(sqlState(error))
}

function refusalOf(error: unknown): Problem {
  if (['dossier_code_unique', 'number_account_once'].includes(constraintOf(error))) return problem('numberTaken')
  if (constraintOf(error) === 'dossier_pkey') return problem('editConflict')
  return problem('notAcceptable')
}
