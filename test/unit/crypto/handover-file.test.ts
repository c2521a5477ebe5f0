import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readHandover, writeHandover } from '../../../electron/crypto/handover-file.ts'

test('a bundle has a list and a hundred files at most: what says it has more is not read', () => {
  const from = { device: 'm1', officeId: 'o1', privateKey: generateKeyPairSync('ed25519').privateKey }
  const make = (parts: number): string => writeHandover(from, { id: 'k1', key: Buffer.alloc(32).toString('base64') }, '2026-11-26T09:00:00+07:00', Array<Buffer>(parts).fill(Buffer.from('a')))
  expect(readHandover(make(101))?.open(Buffer.alloc(32).toString('base64'))).toHaveLength(101)
  expect(readHandover(make(102))).toBeUndefined()
})
