import { expect, test } from 'vitest'
import { createPace, readBudget } from '../../electron/core/outbox/pace.ts'

const open = new AbortController().signal

test('file bytes keep to the budget, over many chunks and files', async () => {
  const pace = createPace({ bytesPerSecond: 100_000, areRowsWaiting: () => false })
  expect(pace.chunkBytes).toBe(100_000)
  const began = performance.now()
  // The first goes at once; each other waits for the time of those before it.
  for (let chunk = 0; chunk < 6; chunk++) await pace.admit(10_000, open)
  expect(performance.now() - began).toBeGreaterThan(490)
})

test('a chunk is about a second of the budget, and never so small that its head outweighs it', () => {
  const chunkOf = (bytesPerSecond?: number): number => createPace({ ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }), areRowsWaiting: () => false }).chunkBytes
  expect([chunkOf(), chunkOf(60_000), chunkOf(1_000), chunkOf(10_000_000)]).toEqual([262_144, 60_000, 32_768, 262_144])
})

test('rows that are due go first; a queue that cannot move does not hold files back for ever', async () => {
  let looks = 0
  await createPace({ areRowsWaiting: () => ++looks < 4 }).admit(1, open)
  expect(looks).toBe(4)
  await createPace({ areRowsWaiting: () => true }).admit(1, open)
})

test('a counter that closes waits for no budget', async () => {
  const closing = new AbortController()
  const pace = createPace({ bytesPerSecond: 1, areRowsWaiting: () => false })
  await pace.admit(1_000_000, open)
  const waiting = pace.admit(1, closing.signal)
  closing.abort()
  await expect(waiting).resolves.toBeUndefined()
})

test('the budget is a number of bytes a second, or none', () => {
  expect(readBudget({ QMC_UPLOAD_BYTES_PER_SECOND: '60000' })).toEqual({ bytesPerSecond: 60_000 })
  for (const none of ['', 'nhanh', '0', '-5']) expect(readBudget({ QMC_UPLOAD_BYTES_PER_SECOND: none })).toEqual({})
  expect(readBudget({})).toEqual({})
})
