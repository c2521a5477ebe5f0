import type { ReadEntry } from './state.ts'

const escape = Buffer.from('\\u')
/** NUL, and half of a surrogate pair: JSON may hold them, PostgreSQL's text may not. */
const unstorable = /[\0\p{Surrogate}]/u

/** Whether every text of the payload can be read out again by SQL: one that cannot would fail each list and each page of a feed that it is on. */
export function isStorable({ payload, payloadBytes }: ReadEntry): boolean {
  // Canonical JSON escapes them, and little else.
  return !payloadBytes.includes(escape) || hasStorableTexts(payload)
}

function hasStorableTexts(value: unknown): boolean {
  if (typeof value === 'string') return !unstorable.test(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, member]) => !unstorable.test(key) && hasStorableTexts(member))
}
