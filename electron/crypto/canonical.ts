export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }

/**
 * One JSON text for one value: keys sorted by code unit, no white space, undefined members left out (RFC 8785 for the values we use: safe integers,
 * strings, booleans, null, arrays, objects).
 * @throws on a number that is not a safe integer, because two runtimes could print it differently.
 */
export function canonicalJson(value: unknown): string {
  return isInOrder(value) ? JSON.stringify(value) : sortedJson(value)
}

/** Whether the value's own order is the canonical one already, as in everything that was canonical when it was parsed: then the runtime writes the same text many times faster. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every(isInOrder)
  // What has a class may have a toJSON of its own.
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  const members = value as Record<string, unknown>
  let before: string | undefined
  for (const key in members) {
    if ((before !== undefined && key < before) || !isInOrder(members[key])) return false
    before = key
  }
  return true
}

function sortedJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error('canonical JSON takes safe integers only')
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => sortedJson(item)).join(',')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`)
    return `{${members.join(',')}}`
  }
  throw new Error(`canonical JSON cannot hold a ${typeof value}`)
}
