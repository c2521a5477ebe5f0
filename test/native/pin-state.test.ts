import { expect, test } from 'vitest'
import { createPinCounter, getPinStateOfFlags } from '../../native/signer/pin-state.ts'

test.each([
  [0x8, 'ok'],
  [0x8 | 0x10000, 'count-low'],
  [0x8 | 0x10000 | 0x20000, 'final-try'],
  [0x8 | 0x10000 | 0x20000 | 0x40000, 'locked'],
  [0x8 | 0x40000, 'locked'],
  [0x400, 'not-initialised']
] as const)('token flags 0x%s read as %s', (flags, state) => {
  expect(getPinStateOfFlags(flags)).toBe(state)
})

test('the own count warns when a driver sets no flags, and is per token', () => {
  const counter = createPinCounter()
  expect(counter.getState('A', 'ok')).toBe('ok')
  counter.countWrong('A')
  expect(counter.getState('A', 'ok')).toBe('count-low')
  counter.countWrong('A')
  expect(counter.getState('A', 'ok')).toBe('final-try')
  expect(counter.getState('B', 'ok')).toBe('ok')
})

test('the worse of flags and count is told, and a right PIN forgets the count', () => {
  const counter = createPinCounter()
  counter.countWrong('A')
  expect(counter.getState('A', 'final-try')).toBe('final-try')
  expect(counter.getState('A', 'locked')).toBe('locked')
  counter.forget('A')
  expect(counter.getState('A', 'ok')).toBe('ok')
})
