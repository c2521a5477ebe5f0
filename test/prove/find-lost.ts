import type { CounterRecord, History } from './checker.ts'

type Kept = Pick<CounterRecord, 'device' | 'dossiers' | 'scans'>

/** What must hold at any moment, also with the line down: everything told saved is at the counter that said so, under the number that was told (law 1). */
export function findLostAtCounter(history: Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'lateScans'> & { counters: readonly Kept[] }): string[] {
  const find = createFinder(history.counters)
  const held = new Set(history.counters.flatMap(({ device, scans }) => scans.map(({ dossier, sha256 }) => `${device} ${dossier} ${sha256}`)))
  return [
    ...history.acknowledged.filter(({ id, code, by }) => find(id, by)?.code !== code).map(({ id, code, by }) => `${id} was told ${code} and ${nameCounter(by)} has ${find(id, by)?.code ?? 'nothing'}`),
    ...history.acknowledgedChanges
      .filter(({ id, revision, by }) => (find(id, by)?.revision ?? 0) < revision)
      .map(({ id, revision, by }) => `${id} was told revision ${revision} and ${nameCounter(by)} has ${find(id, by)?.revision ?? 'nothing'}`),
    ...(history.lateScans ?? []).filter(({ id, sha256, by }) => !held.has(`${by} ${id} ${sha256}`)).map(({ id, sha256, by }) => `${id} was told scan ${sha256} and ${by} has it not`)
  ]
}

/** Counters of one office know each other's dossiers: a neighbour's copy must not hide that the counter's own is gone. */
function createFinder(counters: readonly Kept[]): (id: string, by: string | undefined) => CounterRecord['dossiers'][number] | undefined {
  const byCounter = new Map(counters.map(({ device, dossiers }) => [device, new Map(dossiers.map((dossier) => [dossier.id, dossier]))]))
  return (id, by) => {
    if (by !== undefined) return byCounter.get(by)?.get(id)
    return [...byCounter.values()].flatMap((dossiers) => dossiers.get(id) ?? []).toSorted((a, b) => b.revision - a.revision)[0]
  }
}

function nameCounter(by: string | undefined): string {
  return by ?? 'the counter'
}

/** A change of a dossier that two counters changed: whatever came of it, it is in the journal of the counter that said so, from where it was sent or by a decision withdrawn. */
export function findLostShared({ sharedChanges = [], counters }: History): string[] {
  const written = new Set(counters.flatMap(({ device, journal }) => journal.map(({ dossier, words }) => `${device} ${dossier} ${words}`)))
  return sharedChanges.filter(({ id, by, words }) => !written.has(`${by} ${id} ${words}`)).map(({ id, by, words }) => `"${words}" of ${id} is not in the journal of ${by}`)
}

/** A receipt is in the citizen's hands: the counter that wrote it has its number in its books, for that dossier. */
export function findLostReceipts({ receipts = [], counters }: Pick<History, 'receipts' | 'counters'>): string[] {
  const kept = new Set(counters.flatMap(({ device, issued }) => issued.map(({ series, day, serial, dossier }) => `${device} ${series} ${day} ${serial} ${dossier}`)))
  return receipts.filter(({ id, by, series, day, serial }) => !kept.has(`${by} ${series} ${day} ${serial} ${id}`)).map(({ id, by, serial }) => `receipt ${serial} of ${id} is not in the books of ${by}`)
}

/** What must hold when the queues are empty (law 2). */
export function findLostAtPortal({ portal, poisoned, ...history }: History): string[] {
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
