import fc from 'fast-check'
import { expect, test } from 'vitest'
import { der, derObjectIdentifier, derOctetString, derSequence, derSetOf, derUnsignedInteger, readElements, readFirstElement, readObjectIdentifier } from '../../../electron/crypto/der.ts'

test.each([
  ['1.2.840.113549.1.7.2', '06092a864886f70d010702'],
  ['2.16.840.1.101.3.4.2.1', '0609608648016503040201'],
  ['1.2.840.113549.1.9.16.2.47', '060b2a864886f70d010910022f'],
  ['2.5.29.15', '0603551d0f']
])('OBJECT IDENTIFIER %s', (dotted, hex) => {
  expect(derObjectIdentifier(dotted).toString('hex')).toBe(hex)
  expect(readObjectIdentifier(readFirstElement(Buffer.from(hex, 'hex')).content)).toBe(dotted)
})

test.each([
  ['00', '020100'],
  ['7f', '02017f'],
  ['80', '02020080'],
  ['0001', '020101'],
  ['00ff', '020200ff']
])('INTEGER of the magnitude %s', (magnitude, hex) => {
  expect(derUnsignedInteger(Buffer.from(magnitude, 'hex')).toString('hex')).toBe(hex)
})

test('whatever is written is read again, at every length form', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 70_000, size: 'max' }), { maxLength: 3 }), (contents) => {
      const elements = readElements(readFirstElement(derSequence(...contents.map((content) => derOctetString(content)))).content)
      expect(elements.map((element) => element.content.toString('hex'))).toEqual(contents.map((content) => Buffer.from(content).toString('hex')))
    }),
    { numRuns: 30 }
  )
})

test('a SET OF is in the order of its encodings', () => {
  const low = derUnsignedInteger(Buffer.from([1]))
  const high = derUnsignedInteger(Buffer.from([9]))
  expect(derSetOf(high, low)).toEqual(derSetOf(low, high))
})

test('what points outside, or has no length, is refused', () => {
  for (const hex of ['30', '3005', '308000', '30820fff00', '3085000000000100']) expect(() => readFirstElement(Buffer.from(hex, 'hex'))).toThrow(RangeError)
  expect(readFirstElement(Buffer.concat([der(0x04, Buffer.from('ab')), Buffer.alloc(9)])).raw).toHaveLength(4)
})
