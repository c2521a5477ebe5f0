import { expect, test } from 'vitest'
import { afterRound, beginRound } from '../../renderer/features/signing/round.ts'

test('that another round is under way is true until that round ends, and no longer', async () => {
  const told: string[] = []
  let end: (answer: string) => void = () => undefined
  const first = beginRound(() => new Promise<string>((resolve) => (end = resolve)))
  expect(await beginRound(() => Promise.resolve('refused'))).toBe('refused')
  afterRound(() => told.push('over'))
  await Promise.resolve()
  expect(told).toEqual([])
  end('signed')
  expect(await first).toBe('signed')
  expect(told).toEqual(['over'])
  // Nothing is under way: at once.
  afterRound(() => told.push('at once'))
  await Promise.resolve()
  expect(told).toEqual(['over', 'at once'])
})

test('a round that fails is over too', async () => {
  const told: string[] = []
  const first = beginRound(() => Promise.reject(new Error('core has gone')))
  afterRound(() => told.push('over'))
  await expect(first).rejects.toThrow()
  expect(told).toEqual(['over'])
})
