import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { waitForSession } from '../../../electron/core/session-wait.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('sending begins behind the answer to a session, and without one when none comes', async () => {
  const done: string[] = []
  const wait = waitForSession()
  void wait.isOver.then(() => done.push('sending'))
  await vi.advanceTimersByTimeAsync(50)
  // As an answer goes out: some promises after its handler.
  const answered = Promise.resolve().then(() => wait.noteBegun()).then(() => undefined).then(() => done.push('answer'))
  await answered
  await vi.advanceTimersByTimeAsync(0)
  expect(done).toEqual(['answer', 'sending'])

  const alone = waitForSession()
  let isOver = false
  void alone.isOver.then(() => (isOver = true))
  await vi.advanceTimersByTimeAsync(0)
  expect(isOver).toBe(false)
  await vi.runAllTimersAsync()
  expect(isOver).toBe(true)
})
