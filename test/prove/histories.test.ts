import { describe, expect, test } from 'vitest'
import { proveFuzz } from './fuzz.ts'
import { proveHistories } from './histories.ts'
import { mutateBytes, mutateText, mutateValue } from './fuzz/mutate.ts'
import { createRandom } from './random.ts'

test('twelve random histories of two counters, some of the shipped core: every law holds when the lines are mended', async () => {
  const { details, ...result } = await proveHistories({ histories: 12, offices: 3, shippedOffices: 1, seed: 20_261_123 })
  expect(details).toEqual([])
  expect(result).toMatchObject({ histories: 12, lost: 0, duplicated: 0, outOfOrder: 0, numbersTwice: 0, stuck: 0, falselyReceived: 0, unproven: 0, unlisted: 0, altered: 0, daysBackwards: 0, chainsBroken: 0, unhandled: 0, sectionsFailed: 0 })
  expect(result.historiesShipped).toBeGreaterThan(0)
  expect(result.acknowledged).toBeGreaterThan(20)
})

test('1,400 spoilt inputs: each is answered', async () => {
  const { details, ...result } = await proveFuzz({ inputs: 1_400, seed: 20_261_123 })
  expect(details).toEqual([])
  expect(result).toMatchObject({ fuzzed: 1_400, crashes: 0, hangs: 0, unhandled: 0 })
  expect(Object.values(result.fuzzedBy).every((count) => count > 0)).toBe(true)
  // What is refused at the door tries nothing behind it.
  for (const deep of ['http push', 'http batch', 'http pull', 'http leases', 'http keys', 'http recall', 'rpc handler', 'shipped handler', 'shipped frame', 'wire push', 'audit lines', 'carried bundle', 'enrolment office', 'file signed', 'qr card']) expect(result.fuzzedDeep, deep).toHaveProperty(deep)
  expect(Object.keys(result.fuzzedDeep).filter((deep) => deep.startsWith('shipped lie'))).not.toEqual([])
})

describe('what spoils inputs', () => {
  const sample = { a: [1, 'hai', { b: null }], c: 'bốn' }
  test('leaves the original as it was, and changes nearly always', () => {
    const before = JSON.stringify(sample)
    const random = createRandom(3)
    const changed = Array.from({ length: 200 }, () => JSON.stringify(mutateValue(sample, random)))
    expect(JSON.stringify(sample)).toBe(before)
    expect(changed.filter((text) => text !== before).length).toBeGreaterThan(180)
    expect(new Set(changed).size).toBeGreaterThan(100)
  })

  test('gives the same again for a seed', () => {
    const all = (seed: number): unknown[] => ((random) => [mutateValue(sample, random), mutateText('036190012345||Nguyễn', random), mutateBytes(Buffer.from('mười hai byte'), random)])(createRandom(seed))
    expect(all(9)).toEqual(all(9))
    expect(all(9)).not.toEqual(all(10))
  })
})
