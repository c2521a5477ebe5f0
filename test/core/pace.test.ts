import { expect, test } from 'vitest'
import { createPace } from '../../electron/core/outbox/pace.ts'

const open = new AbortController().signal

test('file bytes keep to the budget, over many chunks and files', async () => {
  const pace = createPace({ findBudget: () => 100_000, areRowsWaiting: () => false })
  expect(pace.getChunkBytes()).toBe(100_000)
  const began = performance.now()
  // The first goes at once; each other waits for the time of those before it.
  for (let chunk = 0; chunk < 6; chunk++) await pace.admit(10_000, open)
  expect(performance.now() - began).toBeGreaterThan(490)
})

test('a chunk is about a second of the budget, and never so small that its head outweighs it', () => {
  const chunkOf = (bytesPerSecond?: number): number => createPace({ findBudget: () => bytesPerSecond, areRowsWaiting: () => false }).getChunkBytes()
  expect([chunkOf(), chunkOf(60_000), chunkOf(1_000), chunkOf(10_000_000)]).toEqual([262_144, 60_000, 32_768, 262_144])
})

test('rows that are due go first; a queue that cannot move does not hold files back for ever', async () => {
  let looks = 0
  await createPace({ findBudget: () => undefined, areRowsWaiting: () => ++looks < 4 }).admit(1, open)
  expect(looks).toBe(4)
  await createPace({ findBudget: () => undefined, areRowsWaiting: () => true }).admit(1, open)
})

test('a counter that closes waits for no budget', async () => {
  const closing = new AbortController()
  const pace = createPace({ findBudget: () => 1, areRowsWaiting: () => false })
  await pace.admit(1_000_000, open)
  const waiting = pace.admit(1, closing.signal)
  closing.abort()
  await expect(waiting).resolves.toBeUndefined()
})

test('a budget that is lifted frees the chunk that waited for it', async () => {
  let budget: number | undefined = 1
  const pace = createPace({ findBudget: () => budget, areRowsWaiting: () => false })
  await pace.admit(1_000_000, open)
  const waiting = pace.admit(1_000_000, open)
  budget = undefined
  await expect(waiting).resolves.toBeUndefined()
})
