import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createIdleClock } from '../../../electron/rpc/idle-clock.ts'

describe('the idle clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('lets a process leave soon after a mere look, and later after work, whichever came last', async () => {
    const leave = vi.fn()
    const clock = createIdleClock(300_000, leave)
    await clock.run(() => undefined, 10_000)
    vi.advanceTimersByTime(9_999)
    expect(leave).not.toHaveBeenCalled()
    await clock.run(() => undefined)
    await clock.run(() => undefined, 10_000)
    vi.advanceTimersByTime(299_000)
    expect(leave).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(leave).toHaveBeenCalledTimes(1)
  })

  test('stands while a job runs', async () => {
    const leave = vi.fn()
    const clock = createIdleClock(1_000, leave)
    let finish: () => void = () => undefined
    const running = clock.run(() => new Promise<void>((resolve) => (finish = resolve)), 10)
    vi.advanceTimersByTime(60_000)
    expect(leave).not.toHaveBeenCalled()
    finish()
    await running
    vi.advanceTimersByTime(10)
    expect(leave).toHaveBeenCalledTimes(1)
  })
})
