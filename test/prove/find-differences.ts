import type { History } from './checker.ts'

export function findDuplicated({ portal }: History): string[] {
  const keys = portal.flatMap(({ entries }) => entries.map(({ device, epoch, seq }) => `${device}/${epoch}/${seq}`))
  const receivedTwice = portal.filter(({ entries }) => entries.filter(({ kind }) => kind === 'dossier.received').length !== 1)
  return [...findRepeated(keys), ...findRepeated(portal.map(({ id }) => id)), ...receivedTwice.map(({ id }) => `${id} was not received exactly once`)]
}

export function findOutOfOrder({ counters, portal }: History): string[] {
  // What an officer withdrew is never sent; had it arrived all the same, that would be out of order.
  const journals = new Map(counters.map(({ device, journal, withdrawn }) => [device, journal.filter(({ seq }) => !withdrawn.includes(seq))]))
  return portal.flatMap(({ id, entries }) =>
    [...new Set(entries.map(({ device }) => device))].flatMap((device) => {
      const arrived = entries.filter((entry) => entry.device === device).map(({ seq }) => seq)
      const written = (journals.get(device) ?? []).filter(({ dossier }) => dossier === id).map(({ seq }) => seq)
      return arrived.every((seq, index) => seq === written[index]) ? [] : [`${id}: ${device} wrote ${written.join(' ')}, arrived ${arrived.join(' ')}`]
    })
  )
}

/** Over all series. A counter's own books hold a number once: in those of two it was given twice, whatever to. */
export function findNumbersTwice({ acknowledged, receipts = [], counters, portal }: History): string[] {
  const owners = new Map<string, Set<string>>()
  const note = (number: string, dossier: string): void => void (owners.get(number) ?? owners.set(number, new Set()).get(number)!).add(dossier)
  for (const { code, id } of [...acknowledged, ...portal, ...counters.flatMap(({ dossiers }) => dossiers)]) note(code, id)
  for (const { device, issued } of counters) for (const { series, day, serial } of issued) note(`${series} ${day} ${serial}`, device)
  // One dossier may have several receipts, each with a number of its own.
  const twiceTold = findRepeated(receipts.map(({ series, day, serial }) => `${series} ${day} ${serial}`)).map((number) => `${number} is on two receipts`)
  return [...twiceTold, ...[...owners].filter(([, holders]) => holders.size > 1).map(([number, holders]) => `${number} is of ${[...holders].join(' and ')}`)]
}

/** Over all series of a counter, as it gave them (law 7). */
export function findDaysBackwards({ counters }: Pick<History, 'counters'>): string[] {
  return counters.flatMap(({ device, issued }) => {
    let highest = ''
    return issued
      .filter(({ onDay }) => onDay !== null)
      .toSorted((a, b) => a.seq - b.seq)
      .flatMap(({ series, serial, seq, onDay }) => {
        const day = onDay ?? ''
        const line = `${device}/${seq}: ${series} ${serial} is of ${day}, after one of ${highest}`
        if (day < highest) return [line]
        highest = day
        return []
      })
  })
}

export function findFalselyReceived({ counters, portal, ofNoDossier }: History): string[] {
  const held = new Set([...portal.flatMap(({ entries }) => entries), ...(ofNoDossier ?? [])].map(({ device, seq, hash }) => `${device}/${seq}/${hash}`))
  return counters.flatMap(({ device, journal, deliveries }) => {
    const asked = new Map(journal.filter(({ dossier }) => dossier !== null || ofNoDossier).map(({ seq, hash }) => [seq, hash]))
    return deliveries.filter(({ seq, state }) => state === 'received' && asked.has(seq) && !held.has(`${device}/${seq}/${asked.get(seq) ?? ''}`)).map(({ seq }) => `${device}/${seq}`)
  })
}

/** Content is frozen when it is submitted (law 8). What is at the portal under another hash is falsely received. */
export function findAltered({ counters, portal, ofNoDossier = [] }: History): string[] {
  const submitted = new Map(counters.flatMap(({ device, journal }) => journal.map(({ seq, hash, payloadHash }) => [`${device}/${seq}/${hash}`, payloadHash] as const)))
  const held = [...portal.flatMap(({ entries }) => entries), ...ofNoDossier]
  return held.filter(({ device, seq, hash, payloadHash }) => (submitted.get(`${device}/${seq}/${hash}`) ?? payloadHash) !== payloadHash).map(({ device, seq }) => `${device}/${seq} is not what was submitted`)
}

/** Two counters changed them: when all is settled each has what the portal has (design/sync.md, Conflicts). */
export function findApart({ shared = [] }: Pick<History, 'shared'>): string[] {
  return shared.flatMap(({ id, atPortal, atCounters }) => atCounters.filter(({ state }) => state === undefined || state !== atPortal).map(({ device, state }) => `${device} has ${id} ${state === undefined ? 'not at all' : 'otherwise than the portal'}`))
}

function findRepeated(keys: readonly string[]): string[] {
  const seen = new Set<string>()
  return keys.filter((key) => seen.has(key) || !seen.add(key))
}
