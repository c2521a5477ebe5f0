import type { ChainFinding } from '../../electron/core/journal/verify-chain.ts'

/** What a campaign saw from outside: the answers the officer got, the counters' databases and the portal's dossiers. */
export interface History {
  /** Answers to Receive: what the officer was told is saved. */
  acknowledged: { id: string; code: string }[]
  /** Answers to a change of status. */
  acknowledgedChanges: { id: string; revision: number }[]
  /** Scans that were signed: what the officer was told will follow its dossier. */
  acknowledgedScans: { id: string; sha256: string }[]
  counters: CounterRecord[]
  /** In order of arrival. */
  portal: PortalRecord[]
  /** Dossiers the portal refuses on purpose: they wait for an officer, and are not asked of the portal. */
  poisoned?: ReadonlySet<string>
}

export interface CounterRecord {
  device: string
  journal: { seq: number; dossier: string; kind: string; hash: string }[]
  deliveries: { seq: number; state: string; lane?: string }[]
  issued: { series: string; day: string; serial: number; dossier: string }[]
  dossiers: { id: string; code: string; revision: number }[]
  chain: ChainFinding
}

export interface PortalRecord {
  id: string
  code: string
  revision: number
  entries: { device: string; epoch: number; seq: number; kind: string; hash: string }[]
  files: { sha256: string; present: boolean }[]
}

export interface Findings {
  acknowledged: number
  /** Told saved, and not on the counter; or, when all is synced, not at the portal. */
  lost: number
  /** An entry that is twice at the portal, or a dossier that was received twice. */
  duplicated: number
  /** Entries of a dossier that the portal has in another order than their counter wrote them, or with a gap. */
  outOfOrder: number
  /** Numbers that two dossiers carry, anywhere. */
  numbersTwice: number
  /** Entries still waiting although the line is up and nothing was poisoned. */
  stuck: number
  /** Entries the counter calls received that the portal does not hold with the same hash. */
  falselyReceived: number
  chainsBroken: number
  /** One line for each finding. */
  details: string[]
}

/** The word with which a line of `details` begins, for each law. */
export const lawWords = { lost: 'lost', duplicated: 'duplicated', outOfOrder: 'out of order', numbersTwice: 'number twice', stuck: 'stuck', falselyReceived: 'falsely received', chainsBroken: 'chain' } as const
export type Law = keyof typeof lawWords

export function nothingFound(): Findings {
  return { acknowledged: 0, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, falselyReceived: 0, chainsBroken: 0, details: [] }
}

/** The law that a line of `details` is about; undefined for a line of another's. */
export function findLaw(line: string): Law | undefined {
  return (Object.keys(lawWords) as Law[]).find((law) => line.startsWith(`${lawWords[law]}:`))
}

/** Reads a whole history against the laws of design/sync.md. Pure, so that it can be tried on histories that are known to be bad. */
export function checkHistory(history: History): Findings {
  const details: string[] = []
  const count = (law: Law, found: string[]): number => {
    details.push(...found.map((line) => `${lawWords[law]}: ${line}`))
    return found.length
  }
  return {
    acknowledged: history.acknowledged.length + history.acknowledgedChanges.length + history.acknowledgedScans.length,
    lost: count('lost', [...findLostAtCounter(history), ...findLostAtPortal(history)]),
    duplicated: count('duplicated', findDuplicated(history)),
    outOfOrder: count('outOfOrder', findOutOfOrder(history)),
    numbersTwice: count('numbersTwice', findNumbersTwice(history)),
    stuck: count('stuck', findStuck(history)),
    falselyReceived: count('falselyReceived', findFalselyReceived(history)),
    chainsBroken: count('chainsBroken', history.counters.flatMap(({ device, chain }) => (chain.kind === 'intact' ? [] : [`${device} is broken at ${chain.seq} (${chain.reason})`]))),
    details
  }
}

/** What must hold at any moment, also with the line down: everything told saved is there, under the number that was told. */
export function findLostAtCounter(history: Pick<History, 'acknowledged' | 'acknowledgedChanges'> & { counters: readonly Pick<CounterRecord, 'dossiers'>[] }): string[] {
  // Counters of one office know each other's dossiers, each up to its own last pull.
  const dossiers = new Map<string, CounterRecord['dossiers'][number]>()
  for (const dossier of history.counters.flatMap((counter) => counter.dossiers)) if ((dossiers.get(dossier.id)?.revision ?? 0) < dossier.revision) dossiers.set(dossier.id, dossier)
  return [
    ...history.acknowledged.filter(({ id, code }) => dossiers.get(id)?.code !== code).map(({ id, code }) => `${id} was told ${code} and the counter has ${dossiers.get(id)?.code ?? 'nothing'}`),
    ...history.acknowledgedChanges.filter(({ id, revision }) => (dossiers.get(id)?.revision ?? 0) < revision).map(({ id, revision }) => `${id} was told revision ${revision} and the counter has ${dossiers.get(id)?.revision ?? 'nothing'}`)
  ]
}

/** What still waits; of a poisoned dossier its first entry must wait for the officer by name, and only what follows it may be queued. */
function findStuck({ counters, poisoned }: History): string[] {
  return counters.flatMap(({ device, deliveries }) => {
    const told = new Set<string>()
    return deliveries.flatMap(({ seq, lane = '', state }) => {
      const isFirst = !told.has(lane)
      told.add(lane)
      const expected = poisoned?.has(lane) ? (isFirst ? 'needs-officer' : 'queued') : 'received'
      return state === expected ? [] : [`${device}/${seq} is ${state}`]
    })
  })
}

function findLostAtPortal({ portal, poisoned, ...history }: History): string[] {
  const isAsked = ({ id }: { id: string }): boolean => !poisoned?.has(id)
  const acknowledged = history.acknowledged.filter(isAsked)
  const acknowledgedChanges = history.acknowledgedChanges.filter(isAsked)
  const acknowledgedScans = history.acknowledgedScans.filter(isAsked)
  const held = new Map(portal.map((dossier) => [dossier.id, dossier]))
  return [
    ...acknowledged.filter(({ id, code }) => held.get(id)?.code !== code).map(({ id, code }) => `${id} (${code}) is ${held.get(id)?.code ?? 'nowhere'} at the portal`),
    ...acknowledgedChanges.filter(({ id, revision }) => (held.get(id)?.revision ?? 0) < revision).map(({ id, revision }) => `revision ${revision} of ${id} is not at the portal`),
    ...acknowledgedScans.filter(({ id, sha256 }) => !held.get(id)?.files.some((file) => file.sha256 === sha256 && file.present)).map(({ id, sha256 }) => `scan ${sha256} of ${id} is not at the portal`)
  ]
}

function findDuplicated({ portal }: History): string[] {
  const keys = portal.flatMap(({ entries }) => entries.map(({ device, epoch, seq }) => `${device}/${epoch}/${seq}`))
  const receivedTwice = portal.filter(({ entries }) => entries.filter(({ kind }) => kind === 'dossier.received').length !== 1)
  return [...findRepeated(keys), ...findRepeated(portal.map(({ id }) => id)), ...receivedTwice.map(({ id }) => `${id} was not received exactly once`)]
}

function findOutOfOrder({ counters, portal }: History): string[] {
  const journals = new Map(counters.map(({ device, journal }) => [device, journal]))
  return portal.flatMap(({ id, entries }) =>
    [...new Set(entries.map(({ device }) => device))].flatMap((device) => {
      const arrived = entries.filter((entry) => entry.device === device).map(({ seq }) => seq)
      const written = (journals.get(device) ?? []).filter(({ dossier }) => dossier === id).map(({ seq }) => seq)
      return arrived.every((seq, index) => seq === written[index]) ? [] : [`${id}: ${device} wrote ${written.join(' ')}, arrived ${arrived.join(' ')}`]
    })
  )
}

function findNumbersTwice({ acknowledged, counters, portal }: History): string[] {
  const owners = new Map<string, Set<string>>()
  const note = (number: string, dossier: string): void => void (owners.get(number) ?? owners.set(number, new Set()).get(number)!).add(dossier)
  for (const { code, id } of [...acknowledged, ...portal, ...counters.flatMap(({ dossiers }) => dossiers)]) note(code, id)
  for (const { series, day, serial, dossier } of counters.flatMap(({ issued }) => issued)) note(`${series} ${day} ${serial}`, dossier)
  return [...owners].filter(([, dossiers]) => dossiers.size > 1).map(([number, dossiers]) => `${number} is of ${[...dossiers].join(' and ')}`)
}

function findFalselyReceived({ counters, portal }: History): string[] {
  const held = new Set(portal.flatMap(({ entries }) => entries.map(({ device, seq, hash }) => `${device}/${seq}/${hash}`)))
  return counters.flatMap(({ device, journal, deliveries }) => {
    const hashes = new Map(journal.map(({ seq, hash }) => [seq, hash]))
    return deliveries.filter(({ seq, state }) => state === 'received' && !held.has(`${device}/${seq}/${hashes.get(seq) ?? ''}`)).map(({ seq }) => `${device}/${seq}`)
  })
}

function findRepeated(keys: readonly string[]): string[] {
  const seen = new Set<string>()
  return keys.filter((key) => seen.has(key) || !seen.add(key))
}
