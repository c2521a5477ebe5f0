import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { problemTypes } from '../../electron/contract/wire.ts'
import type { CoreContext } from '../../electron/core/context.ts'
import { migrate } from '../../electron/core/db/migrate.ts'
import type { ReadDb } from '../../electron/core/db/open.ts'
import { createLink } from '../../electron/core/outbox/link.ts'
import { startListening } from '../../electron/core/outbox/listen.ts'
import type { PortalClient, PortalFailure } from '../../electron/core/portal/portal-client.ts'
import { err, ok, type Result } from '../../electron/domain/result.ts'

/** How a counter listens, by a clock of the test's: what the portal or the line answers is given, all else is the product's. The real line is in two-counters.test.ts. */

const db = new Database(':memory:') as unknown as ReadDb
migrate(db)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function listenTo(answer: Result<unknown, PortalFailure>, walk: (asked: () => number) => Promise<void>): Promise<{ pulls: number; state: string }> {
  let asked = 0
  let pulls = 0
  const link = createLink({ now: () => Date.now(), random: () => 0, changed: () => undefined })
  link.succeeded()
  const client = { request: () => ((asked += 1), Promise.resolve(answer)) } as unknown as PortalClient
  const listening = startListening({ context: { db } as CoreContext, client, link, isBusy: () => false, pull: () => (pulls += 1), reportBug: (error) => expect(error).toBeUndefined() })
  await vi.advanceTimersByTimeAsync(0)
  await walk(() => asked)
  await listening.stop()
  return { pulls, state: link.getState().state }
}

test.each<[string, PortalFailure, number]>([
  ['a line that cuts two waits', { kind: 'unreachable', detail: 'reset' }, 2],
  ['a portal that does not know the question', { kind: 'problem', status: 404, problem: { type: problemTypes.badRequest, title: 'Không có', status: 404 } }, 1]
])('%s is asked by interval alone for ten minutes; the bar says nothing of it, and then it is tried anew', async (_name, failure, tries) => {
  const { pulls, state } = await listenTo(err(failure), async (asked) => {
    await vi.advanceTimersByTimeAsync(3_000)
    expect(asked()).toBe(tries)
    await vi.advanceTimersByTimeAsync(590_000)
    expect(asked()).toBe(tries)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked()).toBe(tries + 1)
  })
  expect({ pulls, state }).toEqual({ pulls: 0, state: 'online' })
})

test('a portal that lets nobody more wait is asked once a minute; one that has news is pulled from, and asked again when that may have moved the cursor', async () => {
  const full = await listenTo(ok({ news: false }), async (asked) => {
    await vi.advanceTimersByTimeAsync(59_000)
    expect(asked()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked()).toBe(2)
  })
  expect(full.pulls).toBe(0)
  const told = await listenTo(ok({ news: true }), async (asked) => {
    await vi.advanceTimersByTimeAsync(999)
    expect(asked()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(asked()).toBe(2)
  })
  expect(told.pulls).toBe(2)
})
