export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }

/**
 * One JSON text for one value: keys sorted by code unit, no white space, undefined members left out (RFC 8785 for the values we use: safe integers,
 * strings, booleans, null, arrays, objects).
 * @throws on a number that is not a safe integer, because two runtimes could print it differently.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error('canonical JSON takes safe integers only')
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  throw new Error(`canonical JSON cannot hold a ${typeof value}`)
}
