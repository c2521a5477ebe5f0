/**
 * Reads stored JSON into its type once for each text, and gives the same value for the same text again: what the portal sends is read at every Receive and changes a
 * few times a year, and checking it anew costs more than the commit's own statements. The value is shared, so nobody may change it.
 * @param limit how many texts are remembered; the oldest goes first
 */
export function parseOnce<T>(parse: (value: unknown) => T, limit = 64): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = parse(JSON.parse(text))
    const oldest = known.keys().next()
    if (known.size >= limit && !oldest.done) known.delete(oldest.value)
    known.set(text, value)
    return value
  }
}
