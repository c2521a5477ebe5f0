/**
 * Where the choice goes when its row has left the list, settled or received: to the next row that still stands, else to the one before.
 * @param before the keys in order, while it stood @returns undefined where none of them stands any more
 */
export function findNeighbour(before: readonly string[], gone: string, now: ReadonlySet<string>): string | undefined {
  const place = before.indexOf(gone)
  return before.slice(place + 1).find((key) => now.has(key)) ?? before.slice(0, Math.max(0, place)).findLast((key) => now.has(key))
}
