import { describe, expect, test } from 'vitest'
import type { LinkState } from '../../electron/contract/views.ts'
import { problemTypes } from '../../electron/contract/wire.ts'
import { askedWaitMs, backOffMs } from '../../electron/core/outbox/back-off.ts'
import { createLink } from '../../electron/core/outbox/link.ts'

describe('the wait after a failure', () => {
  test.each([
    [1, 250, 1_000],
    [2, 500, 2_000],
    [3, 1_000, 4_000],
    [4, 2_000, 8_000],
    [5, 3_750, 15_000],
    [6, 3_750, 15_000],
    [50, 3_750, 15_000],
    [2_000, 3_750, 15_000]
  ])('number %i in a row is between %i and %i ms', (failures, shortest, longest) => {
    expect(backOffMs(failures, 0)).toBe(shortest)
    expect(backOffMs(failures, 0.999_999_9)).toBe(longest)
    expect(backOffMs(failures, 0.5)).toBe((shortest + longest) / 2)
  })

  test('what the portal asks for is kept to, up to an hour', () => {
    expect(askedWaitMs(1, 0, 30_000)).toBe(30_000)
    expect(askedWaitMs(1, 0.999_999_9, 30_000)).toBe(33_000)
    expect(askedWaitMs(4, 0.999_999_9, 1_000)).toBe(1_100)
    expect(askedWaitMs(1, 0, 31 * 24 * 3_600_000)).toBe(3_600_000)
    // A longer one would overflow the timer and fire at once.
    expect(askedWaitMs(1, 0, Number.MAX_SAFE_INTEGER)).toBeLessThan(2 ** 31)
  })

  test('a portal that names one second again and again is asked ever more rarely; a longer wait that it names still holds', () => {
    expect([4, 5, 6, 7, 8, 9, 900].map((times) => askedWaitMs(times, 0.5, 1_000))).toEqual([1_050, 1_050, 1_250, 2_500, 5_000, 9_375, 9_375])
    expect(askedWaitMs(900, 0, 20_000)).toBe(20_000)
  })
})

function makeLink(lastContactAt?: string) {
  const clock = { now: Date.parse('2026-03-02T01:00:00Z') }
  const told: LinkState[] = []
  const link = createLink({ now: () => clock.now, random: () => 0, changed: (state) => told.push(state), ...(lastContactAt ? { lastContactAt } : {}) })
  return { clock, told, link }
}

const unreachable = { kind: 'unreachable' as const, detail: 'ECONNREFUSED' }
const problem = (type: string) => ({ kind: 'problem' as const, status: 401, problem: { type, title: 't', status: 401 } })

describe('the link', () => {
  test('is connecting, then online, then offline since its first failure, and each change is told once', () => {
    const { clock, told, link } = makeLink('2026-03-01T09:00:00.000Z')
    expect(link.getState()).toEqual({ state: 'connecting' })
    link.failed(unreachable)
    const offline = { state: 'offline', since: '2026-03-02T01:00:00.000Z', lastContactAt: '2026-03-01T09:00:00.000Z' }
    expect(link.getState()).toEqual(offline)
    clock.now += 5_000
    link.failed(unreachable)
    expect(link.getState()).toEqual(offline)
    clock.now += 5_000
    link.succeeded()
    expect(link.getState()).toEqual({ state: 'online', lastContactAt: '2026-03-02T01:00:10.000Z' })
    link.failed(unreachable)
    expect(told.map(({ state }) => state)).toEqual(['offline', 'online', 'offline'])
  })

  test.each([
    [problemTypes.revokedDevice, 'revoked'],
    [problemTypes.unknownDevice, 'unknown'],
    [problemTypes.clockSkew, 'clock'],
    [problemTypes.badSignature, 'signature']
  ])('%s is told as refused: %s', (type, reason) => {
    const { link } = makeLink()
    link.failed(problem(type))
    expect(link.getState()).toEqual({ state: 'refused', reason })
    link.failed(unreachable)
    expect(link.getState().state).toBe('offline')
  })

  test('waits its back-off and no longer, starts anew after a success, and not at all when hurried', () => {
    const { clock, link } = makeLink()
    expect(link.waitMs()).toBe(0)
    link.failed(unreachable)
    expect(link.waitMs()).toBe(250)
    clock.now += 249
    expect(link.waitMs()).toBe(1)
    clock.now += 10
    expect(link.waitMs()).toBe(0)
    link.failed(unreachable)
    link.failed(unreachable)
    expect(link.waitMs()).toBe(1_000)
    link.hurry()
    expect(link.waitMs()).toBe(0)
    link.succeeded()
    link.failed(unreachable)
    expect(link.waitMs()).toBe(250)
  })

  test('a portal back from a long silence is believed at once, and what it named is forgotten by a success', () => {
    const { link } = makeLink()
    const busy = { kind: 'problem' as const, status: 503, problem: { type: problemTypes.busy, title: 't', status: 503 }, retryAfterMs: 1_000 }
    const waits = (failures: readonly Parameters<typeof link.failed>[0][]): number[] => failures.map((failure) => (link.failed(failure), link.waitMs()))
    waits(Array<typeof unreachable>(20).fill(unreachable))
    expect(waits(Array<typeof busy>(8).fill(busy))).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 2_000])
    // Long waits are a line that moves: named ever so often, they spoil no short one after them.
    link.succeeded()
    waits(Array<typeof busy>(20).fill({ ...busy, retryAfterMs: 12_000 }))
    expect(waits([busy, busy, busy, busy, busy])).toEqual([1_000, 1_000, 1_000, 1_000, 1_000])
  })

  test('a small request called too large is told as refused for its size', () => {
    const { link } = makeLink()
    link.failed({ kind: 'small-refused' })
    expect(link.getState()).toEqual({ state: 'refused', reason: 'size' })
  })

  test.each([-1, -3_600_000, -365 * 24 * 3_600_000, 3_600_000])('a clock that jumps by %i ms makes no wait longer', (jump) => {
    const { clock, link } = makeLink()
    for (let i = 0; i < 8; i++) link.failed(unreachable)
    const before = link.waitMs()
    clock.now += jump
    expect(link.waitMs()).toBeLessThanOrEqual(before)
  })
})
