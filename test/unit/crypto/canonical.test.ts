import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../electron/crypto/canonical.ts'

/** Values the wire may hold: no fractions, no -0 (which JSON cannot keep apart from 0). */
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((number) => number + 0),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 5 })
  )
}))

describe('canonicalJson', () => {
  test('sorts keys by UTF-16 code unit, as in the example of RFC 8785 §3.2.3', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}')
  })

  test('escapes no more than RFC 8785 §3.2.2.2 says', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/"')
  })

  test('leaves undefined members out, also deep, and refuses what two runtimes could print differently', () => {
    expect(canonicalJson({ b: undefined, a: [{ d: undefined, c: 'Nguyễn' }] })).toBe('{"a":[{"c":"Nguyễn"}]}')
    for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, undefined, () => 1, 1n]) expect(() => canonicalJson(value)).toThrow()
  })

  test('is JSON of the same value, and one text for one value whatever the order of its keys', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        expect(canonicalJson(reverseKeys(value))).toBe(text)
      })
    )
  })

  test('different values have different texts', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b))
        const isEqual = canonicalJson(a) === canonicalJson(b)
        expect(isEqual).toBe(isDeepEqual(a, b))
      })
    )
  })
})

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reverseKeys(member)])
  )
}

function isDeepEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b)
    return true
  } catch {
    return false
  }
}
