import type { History } from './checker.ts'

/** What still waits, entries and scans (law 6); of a poisoned dossier its first entry must wait for the officer by name, and only what follows it may be queued (law 4). */
export function findStuck({ counters, poisoned }: History): string[] {
  return counters.flatMap(({ device, deliveries, uploads, offeredAgain }) => {
    const told = new Set<string>()
    const waiting = deliveries.flatMap(({ seq, lane, state }) => {
      const isFirst = !told.has(lane)
      told.add(lane)
      if (!poisoned?.has(lane)) return state === 'received' ? [] : [`${device}/${seq} is ${state}`]
      const expected = isFirst ? 'needs-officer' : 'queued'
      return state === expected ? [] : [`${device}/${seq} of a dossier the portal refuses is ${state} and not ${expected}`]
    })
    const unsent = uploads.filter(({ dossier, state }) => state !== 'received' && !poisoned?.has(dossier)).map(({ sha256, state }) => `${device}/${sha256} is ${state}`)
    const again = offeredAgain.filter(({ state }) => state !== 'received').map(({ seq, state }) => `${device}/${seq}, offered again, is ${state}`)
    return [...waiting, ...unsent, ...again]
  })
}

/** Nothing is deleted and nothing hidden (law 4): an entry of the journal is in the queue, received or withdrawn, and a poisoned dossier waits somewhere. */
export function findUnlisted({ counters, poisoned = new Set() }: History): string[] {
  const missing = counters.flatMap(({ device, journal, deliveries, withdrawn }) => {
    const listed = new Set([...deliveries.map(({ seq }) => seq), ...withdrawn])
    return journal.filter(({ seq }) => !listed.has(seq)).map(({ seq, kind }) => `${device}/${seq} (${kind}) is in no list`)
  })
  const lanes = new Set(counters.flatMap(({ deliveries }) => deliveries.map(({ lane }) => lane)))
  return [...missing, ...[...poisoned].filter((id) => !lanes.has(id)).map((id) => `${id}, which the portal refuses, waits for no officer`)]
}
