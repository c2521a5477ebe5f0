import type { Random } from '../random.ts'

const oddValues: readonly unknown[] = freezeDeep([
  null, true, false, 0, -0, -1, 1, 2 ** 31, 2 ** 53, 1e308, -1e308, 0.1, '', ' ', '0', '00', '\0', '\ud800', 'e\u0301', 'Ễ', '../../etc', "'; drop table dossier; --", '<script>', '__proto__', 'constructor',
  '2026-02-30', '9999-12-31T23:59:59Z', 'x'.repeat(70_000), [], {}, [[]], [null], { length: 3 }, JSON.parse('{"__proto__":{"polluted":true}}'), '0'.repeat(64), 'A'.repeat(88), NaN, Infinity
])

/** Letters as JSON: no list is made longer than this by repeating it, since what asks for seconds (nine hundred times a long text) would be taken for a hang. */
const longestRepeated = 2_000_000
const repeats = 30

/** Samples that every kind of input is made of: what writes into one is a bug of the fuzz, and is heard of. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(value).forEach(freezeDeep)
  return Object.freeze(value)
}

/** The same value with one to four places changed, or as many as `most`: another value, a key gone, added or renamed, an item doubled, gone or moved. Copied is only the way to each place; the rest is the original's, which stays as it is. */
export function mutateValue(value: unknown, random: Random, most = 4): unknown {
  let changed = value
  for (let times = 1 + random.below(most); times > 0; times--) changed = mutateOnce(changed, random, 0)
  return changed
}

function mutateOnce(value: unknown, random: Random, depth: number): unknown {
  if (depth > 12 || typeof value !== 'object' || value === null || random.next() < 0.12) return mutateLeaf(value, random)
  if (Array.isArray(value)) return mutateArray(value as unknown[], random, depth)
  const record = { ...(value as Record<string, unknown>) }
  const keys = Object.keys(record)
  if (keys.length === 0) return { extra: random.pick(oddValues) }
  const key = random.pick(keys)
  const dice = random.next()
  if (dice < 0.1) delete record[key]
  else if (dice < 0.15) record[random.pick(['extra', 'toString', 'seq', 'kind'])] = random.pick(oddValues)
  else record[key] = mutateOnce(record[key], random, depth + 1)
  return record
}

function mutateArray(items: unknown[], random: Random, depth: number): unknown[] {
  if (items.length === 0) return [random.pick(oddValues)]
  const at = random.below(items.length)
  switch (random.below(8)) {
    case 0:
      return items.toSpliced(at, 1)
    case 1:
      return items.toSpliced(at, 0, items[at])
    case 2:
      return items.toReversed()
    case 3:
      return JSON.stringify(items).length * repeats > longestRepeated ? items.toReversed() : items.flatMap((item) => Array.from({ length: repeats }, () => item))
    default:
      return items.with(at, mutateOnce(items[at], random, depth + 1))
  }
}

function mutateLeaf(value: unknown, random: Random): unknown {
  if (typeof value === 'string' && random.next() < 0.5) return mutateText(value, random)
  if (typeof value === 'number' && random.next() < 0.5) return value + random.pick([-1, 1, 0.5, 1e9, -1e9])
  return random.pick(oddValues)
}

const oddTexts = ['\0', '|', '"', '\\', '}', '{', '[', '\n', '\ufffd', 'Ã¡', '🂡', '\u0301', '\u202e', '999999999999', ' ']

export function mutateText(text: string, random: Random): string {
  let changed = text
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(changed.length + 1)
    const to = Math.min(changed.length, at + random.below(12))
    switch (random.below(6)) {
      case 0:
        changed = changed.slice(0, at)
        break
      case 1:
        changed = changed.slice(0, at) + changed.slice(to)
        break
      case 2:
        changed = changed.slice(0, to) + changed.slice(at)
        break
      case 3:
        changed = changed.slice(0, at) + String.fromCharCode(random.below(0x3000)) + changed.slice(at + 1)
        break
      default:
        changed = changed.slice(0, at) + random.pick(oddTexts) + changed.slice(at)
    }
  }
  return changed
}

export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes)
  for (let times = 1 + random.below(6); times > 0; times--) {
    const at = random.below(changed.length + 1)
    const to = Math.min(changed.length, at + random.below(400))
    const dice = random.below(6)
    if (dice === 0) changed = Buffer.from(changed.subarray(0, at))
    else if (dice === 1) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(to)])
    else if (dice === 2) changed = Buffer.concat([changed.subarray(0, to), changed.subarray(at)])
    else if (at < changed.length) changed[at] = random.below(256)
  }
  return changed
}
