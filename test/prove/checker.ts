import type { ChainFinding } from '../../electron/core/journal/verify-chain.ts'
import { findAltered, findApart, findDaysBackwards, findDuplicated, findFalselyReceived, findNumbersTwice, findOutOfOrder } from './find-differences.ts'
import { findLostAtCounter, findLostAtPortal, findLostReceipts, findLostShared } from './find-lost.ts'
import { findStuck, findUnlisted } from './find-waiting.ts'

/** What a campaign saw from outside: the answers the officer got, the counters' databases and the portal's dossiers. `by` is the counter (its device) that answered: there it is looked for; left out where there is one. */
export interface History {
  /** Answers to Receive: what the officer was told is saved. */
  acknowledged: { id: string; code: string; by?: string }[]
  /** Answers to a change of status. */
  acknowledgedChanges: { id: string; revision: number; by?: string }[]
  /** Scans that were signed: what the officer was told will follow its dossier. */
  acknowledgedScans: { id: string; sha256: string }[]
  /** Scans that came after Receive, signed or not: what the officer was told the dossier now holds. */
  lateScans?: { id: string; sha256: string; by: string }[]
  /** Receipts for fees: numbers that the officer was told and that are printed. */
  receipts?: { id: string; by: string; series: string; day: string; serial: number }[]
  /** Answers to a change of a dossier that another counter changes too: a revision of it may be the other's, so each is known by its words. */
  sharedChanges?: { id: string; by: string; words: string }[]
  /** Those dossiers as all have them once their conflicts are settled. */
  shared?: SharedRecord[]
  counters: CounterRecord[]
  /** In order of arrival. */
  portal: PortalRecord[]
  /** What the portal holds of the counters' own business; it is not asked for such entries where this is left out. */
  ofNoDossier?: PortalRecord['entries']
  /** Dossiers the portal refuses on purpose: they wait for an officer, and are not asked of the portal. */
  poisoned?: ReadonlySet<string>
}

/** Whole states, each as one text. */
export interface SharedRecord {
  id: string
  atPortal: string | undefined
  atCounters: { device: string; state: string | undefined }[]
}

export interface CounterRecord {
  device: string
  /** `words` are the reason an entry gives. */
  journal: { seq: number; dossier: string | null; kind: string; hash: string; payloadHash: string; words?: string | null }[]
  deliveries: { seq: number; state: string; lane: string }[]
  /** Signed scans, by dossier. */
  uploads: { sha256: string; dossier: string; state: string }[]
  /** Of what the portal lost and is offered again. */
  offeredAgain: { seq: number; state: string; lane: string }[]
  /** What left the queue by an officer's journalled decision. */
  withdrawn: number[]
  /** What is called received, an entry or a file, and has no receipt that the portal's keys prove. */
  unproven: string[]
  /** `onDay` is the legal day; null of a number that was never given. */
  issued: { series: string; day: string; serial: number; dossier: string | null; seq: number; onDay: string | null }[]
  dossiers: { id: string; code: string; revision: number }[]
  /** What the dossiers hold of scans, those alone whose bytes lie there. */
  scans: { dossier: string; sha256: string }[]
  chain: ChainFinding
}

export interface PortalRecord {
  id: string
  code: string
  revision: number
  /** `payloadHash` is of the payload as it lies there, whatever its header says. */
  entries: { device: string; epoch: number; seq: number; kind: string; hash: string; payloadHash: string }[]
  files: { sha256: string; present: boolean }[]
}

export interface Findings {
  acknowledged: number
  /** Told saved, and not on the counter that said so; or, when all is synced, not at the portal. */
  lost: number
  /** An entry that is twice at the portal, or a dossier that was received twice. */
  duplicated: number
  /** Entries of a dossier that the portal has in another order than their counter wrote them, or with a gap. */
  outOfOrder: number
  /** Numbers that two dossiers carry, anywhere. */
  numbersTwice: number
  /** Numbers whose legal day is before that of a number given earlier. */
  daysBackwards: number
  /** Entries and scans still waiting although the line is up and nothing was poisoned. */
  stuck: number
  /** Entries that neither wait, nor were received, nor were withdrawn: no list of the officer's shows them. */
  unlisted: number
  /** Entries the counter calls received that the portal does not hold with the same hash. */
  falselyReceived: number
  /** Entries and files the counter calls received without a receipt that the portal's keys prove. */
  unproven: number
  /** Entries whose payload at the portal is not the one that was submitted. */
  altered: number
  /** Dossiers that two counters changed and that one of them has otherwise than the portal when all is settled. */
  apart: number
  chainsBroken: number
  /** One line for each finding. */
  details: string[]
}

/** The word with which a line of `details` begins, for each law. */
export const lawWords = {
  lost: 'lost',
  duplicated: 'duplicated',
  outOfOrder: 'out of order',
  numbersTwice: 'number twice',
  daysBackwards: 'day went back',
  stuck: 'stuck',
  unlisted: 'unlisted',
  falselyReceived: 'falsely received',
  unproven: 'unproven',
  altered: 'altered',
  apart: 'apart',
  chainsBroken: 'chain'
} as const
export type Law = keyof typeof lawWords
export const laws = Object.keys(lawWords) as Law[]

export function nothingFound(): Findings {
  return { acknowledged: 0, ...countAll(() => 0), details: [] }
}

/** The law that a line of `details` is about; undefined for a line of another's. */
export function findLaw(line: string): Law | undefined {
  return laws.find((law) => line.startsWith(`${lawWords[law]}:`))
}

/** Reads a whole history against the laws of design/sync.md. Pure, so that it can be tried on histories that are known to be bad. */
export function checkHistory(history: History): Findings {
  const found: Record<Law, string[]> = {
    lost: [...findLostAtCounter(history), ...findLostShared(history), ...findLostReceipts(history), ...findLostAtPortal(history)],
    duplicated: findDuplicated(history),
    outOfOrder: findOutOfOrder(history),
    numbersTwice: findNumbersTwice(history),
    daysBackwards: findDaysBackwards(history),
    stuck: findStuck(history),
    unlisted: findUnlisted(history),
    falselyReceived: findFalselyReceived(history),
    unproven: history.counters.flatMap(({ device, unproven }) => unproven.map((what) => `${device}/${what} has no receipt that is the portal’s`)),
    altered: findAltered(history),
    apart: findApart(history),
    chainsBroken: history.counters.flatMap(({ device, chain }) => (chain.kind === 'intact' ? [] : [`${device} is broken at ${chain.seq} (${chain.reason})`]))
  }
  return {
    acknowledged: history.acknowledged.length + history.acknowledgedChanges.length + history.acknowledgedScans.length + (history.lateScans?.length ?? 0) + (history.sharedChanges?.length ?? 0) + (history.receipts?.length ?? 0),
    ...countAll((law) => found[law].length),
    details: laws.flatMap((law) => found[law].map((line) => `${lawWords[law]}: ${line}`))
  }
}

/**
 * Adds what was found on the way. It counts whatever there is at the end, when a neighbour's copy or the portal's feed may have filled a hole again; what is still so is counted once.
 * @param earlier by law; each line with the words of where it was seen
 */
export function addEarlier(findings: Findings, law: Law, earlier: ReadonlyMap<string, string>): Findings {
  const known = new Set(findings.details)
  const fresh = [...earlier].map(([line, where]) => [`${lawWords[law]}: ${line}`, where] as const).filter(([line]) => !known.has(line))
  return { ...findings, [law]: findings[law] + fresh.length, details: [...findings.details, ...fresh.map(([line, where]) => `${line} (${where})`)] }
}

function countAll(count: (law: Law) => number): Record<Law, number> {
  return Object.fromEntries(laws.map((law) => [law, count(law)])) as Record<Law, number>
}
