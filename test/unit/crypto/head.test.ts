import { expect, test } from 'vitest'
import type { SignedHead } from '../../../electron/contract/wire.ts'
import { hasForgotten, isPutBack } from '../../../electron/crypto/head.ts'

test('a head that holds less shows forgetting, whatever the portal’s clock said when it signed', () => {
  const head = (seq: number, entries: number, signedAt: string): SignedHead['statement'] => ({ type: 'qmc-chain-head', portal: 'p', device: 'd', epoch: 1, seq, hash: 'a'.repeat(64), entries, incarnation: 'i', signedAt })
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
  expect(hasForgotten(head(5, 5, at(1)), head(4, 4, at(2)))).toBe(true)
  expect(hasForgotten(head(5, 5, at(1)), head(5, 4, at(2)))).toBe(true)
  expect(hasForgotten(head(5, 5, at(2)), head(4, 4, at(1)))).toBe(true)
  expect(hasForgotten(head(5, 5, at(1)), head(5, 5, at(2)))).toBe(false)
  expect(hasForgotten(head(5, 5, at(1)), { ...head(1, 1, at(2)), epoch: 2 })).toBe(true)
  expect(hasForgotten(head(5, 5, at(1)), { ...head(6, 5, at(2)), epoch: 2 })).toBe(false)
  expect(hasForgotten(head(5, 5, at(1)), { ...head(4, 4, at(2)), device: 'other' })).toBe(false)
  expect(isPutBack(head(5, 5, at(2)), { ...head(5, 5, at(1)), incarnation: 'j' })).toBe(true)
  expect(isPutBack(head(5, 5, at(1)), head(5, 5, at(2)))).toBe(false)
})
